import type { createTypescriptCheck as createOnThread } from '../checkTypescript.ts';

/** A browser window cannot load the TypeScript that VS Code brings: changes are tried in the document itself. */
export const createTypescriptCheck: typeof createOnThread = () => ({
  covers: () => false,
  warm: () => {},
  check: async () => undefined,
  dispose: () => {},
});
