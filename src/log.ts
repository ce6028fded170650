/** The slice of VS Code's `LogOutputChannel` that the core may use; the channel satisfies it as it is. */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
