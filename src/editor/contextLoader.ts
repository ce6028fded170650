import type * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { EditorContext } from './context.ts';

/** The part of gathering that requests need. */
export interface ContextLoader extends vscode.Disposable {
  /** What is known for a document at once: nothing until the part was loaded, which the first question begins. */
  readonly contextFor: EditorContext['contextFor'];
  readonly counted: EditorContext['counted'];
}

/**
 * Gathers nothing, and loads no code for it, before the first request.
 * @param load called once.
 */
export function createContextLoader(load: () => Promise<EditorContext>, log: Log): ContextLoader {
  let begun = false;
  let loaded: EditorContext | undefined;
  let disposed = false;
  const begin = async () => {
    try {
      const context = await load();
      if (disposed) {
        context.dispose();
      } else {
        loaded = context;
      }
    } catch (error) {
      log.error(`context not loaded: ${String(error)}`);
    }
  };
  return {
    contextFor(document) {
      if (!begun) {
        begun = true;
        void begin();
      }
      return loaded?.contextFor(document) ?? [];
    },
    counted: (model, prompt, promptTokens) => loaded?.counted(model, prompt, promptTokens),
    dispose() {
      disposed = true;
      loaded?.dispose();
    },
  };
}
