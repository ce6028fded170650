import type * as vscode from 'vscode';
import { chosenModel, withoutModel } from '../completion/chosenModel.ts';
import type { Clock } from '../completion/clock.ts';
import type { Completer } from '../completion/complete.ts';
import { isModelError, type ModelClient, ModelError } from '../model/client.ts';
import type { SentRequest, SentRequests } from '../model/sentRequests.ts';
import type { Models } from '../model/source.ts';
import type { SafeFill } from '../privacy/safePrompt.ts';
import { toSnapshot } from './convert.ts';
import type { Gates } from './gates.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import type { EditorReason } from './messages.ts';

/** The request that a completion would make, or why it would make none. */
export type CompletionDraft =
  | {
      readonly kind: 'draft';
      readonly client: ModelClient;
      readonly prompt: SafeFill;
      readonly sent: SentRequest;
    }
  | { readonly kind: 'refused'; readonly reason: EditorReason; readonly error?: ModelError };

/** What drafting is done with. */
export interface CompletionDraftDeps {
  readonly completer: Completer;
  readonly gates: Gates;
  readonly ignoreFiles: Pick<IgnoreFiles, 'cover' | 'readFor'>;
  readonly models: Models & { readonly sent: SentRequests };
  /** Has the surroundings gathered, as the first key in a document does. */
  readonly gather: (document: vscode.TextDocument) => Promise<void>;
  readonly clock: Clock;
}

/** Somebody asked to see it: a server that is slow to say what it has is waited for. */
const longestWaitMs = 10_000;

/** Makes the request that *Suggest now* would make at a position, by the same steps, and sends nothing of it. */
export async function draftCompletion(
  deps: CompletionDraftDeps,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<CompletionDraft> {
  const { completer, gates, ignoreFiles, models } = deps;
  if (!ignoreFiles.cover(document.uri)) {
    await ignoreFiles.readFor(document.uri);
  }
  const refused = gates.inDocument(document, true) ?? gates.atCursor(document, position);
  if (refused !== undefined) {
    return { kind: 'refused', reason: refused };
  }
  const { signal } = new AbortController();
  const [state] = await Promise.all([
    chosenModel(models, longestWaitMs, deps.clock, signal),
    deps.gather(document),
  ]);
  if (state.kind !== 'ready') {
    const outcome = withoutModel(state);
    return outcome.kind === 'none'
      ? { ...outcome, kind: 'refused' }
      : { kind: 'refused', reason: 'nothing useful' };
  }
  const { client } = state;
  const snapshot = toSnapshot(document);
  const offset = document.offsetAt(position);
  const request = completer.draft({ document: snapshot, offset, trigger: 'invoked' }, client);
  if (typeof request === 'string') {
    return { kind: 'refused', reason: request };
  }
  try {
    const sent = await models.sent.draft(() => models.direct(client).stream(request, signal));
    return { kind: 'draft', client, prompt: request.prompt, sent };
  } catch (cause) {
    const error = isModelError(cause)
      ? cause
      : new ModelError('bad reply', { origin: client.host, detail: String(cause) });
    return { kind: 'refused', reason: 'model failed', error };
  }
}
