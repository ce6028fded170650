/**
 * The first Ollama that says what a model can do (`capabilities` of `/api/show`,
 * https://github.com/ollama/ollama/pull/10066). With an older one it is guessed from templates and names.
 */
export const oldestOllama = '0.6.4';

/** True for a version before another one. What is no version is as new as can be, as is `0.0.0`: somebody's own build. */
export function isOlder(version: string, minimum: string): boolean {
  const numbers = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (numbers === undefined || numbers.every((number) => number === 0)) {
    return false;
  }
  const least = minimum.split('.').map(Number);
  const at = numbers.findIndex((number, index) => number !== least[index]);
  return at !== -1 && (numbers[at] ?? 0) < (least[at] ?? 0);
}
