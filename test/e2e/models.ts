import type { Session } from '../host/sessions.mts';
import { type ModelServer, type Script, startModelServer } from '../servers/modelServer.ts';

/** What an Ollama lists, as little as the tests need. */
export function modelsOf(capabilities: readonly string[], name = 'test-model:1b') {
  return [{ name, capabilities, parameters: '1B' }];
}

/** A local model that fills in the middle by itself. */
export const fillModels = modelsOf(['completion', 'insert']);

/**
 * Gives each test of the enclosing `describe` an Ollama of its own that the settings name; call it behind
 * `useSession`. Without a script it has one model that fills and answers nothing.
 * @param host what the settings call this machine
 */
export function useOllama(
  vscode: () => Session,
  script: Script = {},
  host = '127.0.0.1',
): () => ModelServer {
  let server: ModelServer | undefined;
  beforeEach(async () => {
    server = await startModelServer({ models: fillModels, ...script });
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': server.url.replace('127.0.0.1', host),
    });
  });
  afterEach(() => server?.stop());
  return () => {
    if (server === undefined) {
      throw new Error('The server exists inside tests only.');
    }
    return server;
  };
}

/** True for requests that carry code. */
export function carriesCode({ path }: { readonly path: string }): boolean {
  return /\/(?:generate|chat|completions)$/.test(path);
}
