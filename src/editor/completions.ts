import * as vscode from 'vscode';
import { createCompleter } from '../completion/complete.ts';
import type { RefusalReason } from '../completion/outcome.ts';
import { createOutcomeBook, type OutcomeBook, type OutcomeEnd } from '../doctor/outcomes.ts';
import { whyHere } from '../doctor/why.ts';
import { createInstantEngine } from '../instant/engine.ts';
import type { Log } from '../log.ts';
import { createResponseCache, type ResponseCache } from '../model/responseCache.ts';
import type { SentRequests } from '../model/sentRequests.ts';
import type { ModelState, Models } from '../model/source.ts';
import { redact } from '../privacy/redact.ts';
import type { Snippet } from '../privacy/safePrompt.ts';
import type { Snapshot } from '../text/document.ts';
import type { Recorder } from '../usage/recorder.ts';
import { watchRequests } from './activity.ts';
import { createBattery } from './battery.ts';
import { type CompletionDraft, draftCompletion } from './completionDraft.ts';
import type { Configuration } from './configuration.ts';
import { toGuardedFile, toSnapshot } from './convert.ts';
import { createGates } from './gates.ts';
import { createIgnoreFiles, type IgnoreFiles } from './ignoreFiles.ts';
import { createInlineCompletions, type InlineCompletions } from './inlineCompletions.ts';
import type { LateShow } from './lateShow.ts';
import { createLazyPart } from './lazyPart.ts';
import { machine } from './machine.ts';
import { reasonText } from './messages.ts';
import type { Milestone } from './milestones.ts';
import { createMissingImports, isAcceptedText } from './missingImports.ts';
import { createModels } from './models.ts';
import { createModuleFolders } from './moduleFolders.ts';
import type { OtherExtensions } from './otherExtensions.ts';
import type { EditorOutcome } from './outcomeLine.ts';
import type { Keys } from './secrets.ts';
import { createSlowness } from './slowness.ts';
import type { Snooze } from './snooze.ts';
import type { StatusItem } from './statusItem.ts';
import { createHits } from './usageHits.ts';
import { createUsageRecorder } from './usageRecorder.ts';
import { whyText } from './whyMessage.ts';
import { createWorkspaceIndex } from './workspaceIndex.ts';

/** What completing is built from: all that is there before the first code is on the screen. */
export interface CompletionsDeps {
  readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'globalStorageUri' | 'secrets'>;
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly late: LateShow;
  readonly others: OtherExtensions;
  readonly reached: (milestone: Milestone) => void;
  readonly snooze: Snooze;
  readonly status: StatusItem;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log & Pick<vscode.LogOutputChannel, 'logLevel'>;
}

/** Everything between a key press and a suggestion. */
export interface Completions extends vscode.Disposable {
  readonly provider: InlineCompletions;
  readonly cache: ResponseCache;
  readonly ignoreFiles: IgnoreFiles;
  readonly models: Models;
  /** How the last questions about each document ended. */
  readonly outcomes: OutcomeBook;
  /** Pieces of other places that a request about this document would carry now. */
  contextFor(document: Snapshot): readonly Snippet[];
  /** What was sent last, and what would be. */
  readonly sent: SentRequests;
  /** The request that *Suggest now* would make at a position; nothing of it is sent. */
  draft(document: vscode.TextDocument, position: vscode.Position): Promise<CompletionDraft>;
  /**
   * Why there is no suggestion at the cursor, in one line.
   * @param editor undefined: the cursor is in an input of VS Code, or nowhere
   */
  why(editor: vscode.TextEditor | undefined): string | undefined;
  /** Counts what is asked and answered. */
  readonly usage: Recorder;
  /** Begins to read the workspace and opens the cache on disk: code is on the screen. */
  start(): void;
  /** False until it is known whether the document may be read. */
  isKnown(document: vscode.TextDocument): boolean;
  /** What keeps completions off in this document by themselves. */
  refusalIn(document: vscode.TextDocument): RefusalReason | undefined;
  /** The user took a text, if that is what this is. */
  accepted(text: unknown): void;
  /** The user pressed Esc over the text shown last. */
  dismissed(): void;
  /** Forgets what is in flight: settings or the user's choices changed. */
  reset(): void;
  /** Another server, key or model may be meant from now on. */
  serverChanged(): void;
}

/** Replies of a working day fit; the memory is taken only as they come. */
const cacheBytes = 16 * 1_048_576;

/** Somebody asked to see the request: time for the open files and the definitions to be read. */
const gatheringMs = 300;

/** Builds the parts that complete and connects them; asks no server and reads no file. */
export function createCompletions(deps: CompletionsDeps): Completions {
  const { after, configuration, late, log, now, others, reached, snooze, status } = deps;
  const instant = createInstantEngine({
    now,
    yieldNow: machine.yieldNow,
  });
  const ignoreFiles = createIgnoreFiles(configuration, log);
  const index = createWorkspaceIndex({ index: instant, ignoreFiles, now, log });
  const reset = () => {
    completer.reset();
    status.refresh();
  };
  const battery = createBattery({ now, log, settings: configuration.settings, changed: reset });
  const gates = createGates({
    configuration,
    gate: ignoreFiles.gate,
    snoozed: snooze.active,
    onBattery: battery.onBattery,
    trusted: () => vscode.workspace.isTrusted,
    otherExtension: () => (others.active()?.choice ?? 'ghostline') !== 'ghostline',
  });
  const usage = createUsageRecorder(deps);
  const models = createModels({ ...deps, state: deps.context.globalState, meter: usage });
  let modelState: ModelState | undefined;
  const showModel = () => {
    modelState = models.current();
    if (modelState.kind === 'ready' && modelState.client.id.startsWith('ollama ')) {
      reached('ghostline.ollamaReady');
    }
    status.model(modelState);
  };
  let stopShowing = models.onChange(showModel);
  const cache = createCache(deps, () => completer.reset());
  const surroundings = createLazyPart(
    'context',
    async () => {
      const { createContext } = await import('./context.ts');
      return createContext({ configuration, ignoreFiles, now, after, log });
    },
    log,
  );
  /** As the first key in a document does, and then a while for it to be read. */
  const gather = async (document: vscode.TextDocument) => {
    const { contextFor } = await surroundings.load();
    contextFor(toSnapshot(document));
    await new Promise<void>((resolve) => void after(gatheringMs, resolve));
  };
  const clock = { now, after };
  const modules = createModuleFolders();
  const missingImports = createMissingImports({ after, now, log });
  const outcomes = createOutcomeBook();
  const contextFor = (document: Snapshot) => {
    // Not waited for: the next requests find what the first one asks for.
    surroundings.load().catch(() => {});
    return surroundings.now()?.contextFor(document) ?? [];
  };
  const completer = createCompleter({
    settingsFor: ({ languageId, uri }) =>
      configuration.settings({ uri: vscode.Uri.parse(uri), languageId }),
    models: watchRequests(models, {
      busy: status.thinking,
      asked(client, { prompt }) {
        if (log.logLevel === vscode.LogLevel.Trace) {
          log.trace(`asked ${client.id} ${redact([JSON.stringify(prompt)]).texts.join('')}`);
        }
      },
      counted({ model }, request, promptTokens) {
        if (request.kind === 'fill') {
          surroundings.now()?.counted(model, request.prompt, promptTokens);
        }
      },
    }),
    cache,
    instant,
    pass(prompt, { languageId, uri }, client) {
      const file = toGuardedFile(vscode.Uri.parse(uri), languageId, true);
      return ignoreFiles.gate().passFill(prompt, file, client);
    },
    contextFor,
    clock,
    moduleExists: modules.exists,
    offerLate: (offer) => late.offer(offer, 'late'),
  });
  const slowness = createSlowness(log);
  const hits = createHits(usage, models);
  const provider = createInlineCompletions({
    completer,
    gates,
    ignoreFiles,
    late,
    models,
    log,
    now,
    after,
    onOutcome(outcome, { offset, uri, version }, elapsedMs) {
      outcomes.note(uri, { end: endOf(outcome), version, offset, elapsedMs, atMs: now() });
      status.outcome(outcome);
      hits.outcome(outcome);
      if (outcome.kind === 'shown') {
        reached('ghostline.suggested');
        if (outcome.model !== undefined) {
          status.slow(slowness(completer.pace()));
        }
      }
    },
  });
  const listeners = vscode.Disposable.from(
    ignoreFiles,
    index,
    surroundings,
    modules,
    missingImports,
    provider,
    usage,
    ignoreFiles.onChange(status.refresh),
    { dispose: () => stopShowing() },
  );
  return {
    provider,
    cache,
    ignoreFiles,
    models,
    outcomes,
    contextFor,
    why(editor) {
      if (editor === undefined) {
        const end = outcomes.last()?.end;
        return end && whyText({ kind: 'ended', end });
      }
      const {
        document,
        selection: { active },
      } = editor;
      if (!ignoreFiles.cover(document.uri)) {
        return reasonText('reading ignore files');
      }
      const uri = document.uri.toString();
      const last = outcomes.at(uri, document.version, document.offsetAt(active));
      return whyText(
        whyHere({
          refused: gates.inDocument(document, false) ?? gates.atCursor(document, active),
          modelRefused: gates.toModel(false),
          last: last?.end,
          model: modelState,
        }),
      );
    },
    sent: models.sent,
    draft: (document, position) =>
      draftCompletion({ completer, gates, ignoreFiles, models, gather, clock }, document, position),
    usage,
    start() {
      cache.warm();
      index.start();
    },
    isKnown: ({ uri }) => ignoreFiles.cover(uri),
    accepted(text) {
      if (isAcceptedText(text)) {
        provider.accepted();
        hits.accepted();
        missingImports.accepted(text);
      }
    },
    refusalIn: (document) => gates.inDocument(document, false),
    dismissed: () => completer.dismissed(),
    reset,
    serverChanged() {
      // Showing the state asks for it, and asking begins a look at the server, which only typing may.
      stopShowing();
      models.reset();
      modelState = undefined;
      status.model(undefined);
      stopShowing = models.onChange(showModel);
      reset();
    },
    dispose: () => listeners.dispose(),
  };
}

/** The outcome without the code that was shown. */
function endOf(outcome: EditorOutcome): OutcomeEnd {
  if (outcome.kind === 'none') {
    return outcome;
  }
  const { model, source } = outcome;
  return { kind: 'shown', source, ...(model === undefined ? {} : { model }) };
}

function createCache(
  { configuration, context, log }: CompletionsDeps,
  reset: () => void,
): ResponseCache {
  return createResponseCache({
    maxBytes: cacheBytes,
    async openDisk(forget) {
      const { openDiskCache } = await import('./diskCache.ts');
      return openDiskCache({
        folder: context.globalStorageUri.fsPath,
        secrets: context.secrets,
        settings: configuration.settings(),
        log,
        onErased() {
          forget();
          reset();
        },
      });
    },
  });
}
