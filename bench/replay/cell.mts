/** One session of one pipeline with one model: runs it in virtual time and measures it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../../src/completion/clock.ts';
import { createInstantEngine, type InstantEngine } from '../../src/instant/engine.ts';
import type { Snapshot } from '../../src/text/document.ts';
import { createVirtualClock, type VirtualClock } from './clock.mts';
import { createEditor, type Editor, type Pipeline, type Question } from './editor.mts';
import {
  commonLength,
  createSimulatedModel,
  type ModelDeps,
  type RequestRecord,
  type ServerProfile,
  type SimulatedModel,
} from './model.mts';
import { charactersPerToken, type OracleOptions } from './oracle.mts';
import type { PipelineKind } from './pipelines.mts';
import { createJudge, type Score } from './score.mts';
import { createStates } from './states.mts';
import { applyKey, type Trace } from './trace.mts';
import { type Truth, typedAt } from './truth.mts';

/** What one session was like, what it asked of the model, and what it cost. */
export interface Session {
  readonly score: Score;
  readonly requests: readonly RequestRecord[];
  readonly mostAtOnce: number;
  /** Tokens whose text was on the screen at some time. */
  readonly usedTokens: number;
  /**
   * Real time of the work of each key, the simulation's own share included (see the row `never`): it
   * never waits, so this is the thread's own time but for what else the machine does.
   */
  readonly workMs: readonly number[];
  /** CPU time of the thread over all keys, whose resolution is often 4 ms. */
  readonly cpuMs: number;
  /** Live heap after the session less that before it, in bytes. */
  readonly heapBytes: number;
}

/** What one session is run with. */
export interface SessionOptions {
  readonly trace: Trace;
  readonly truths: readonly Truth[];
  readonly pipeline: PipelineKind;
  readonly server: ServerProfile;
  readonly oracle: OracleOptions;
}

const atOnce = { firstTokenMs: 0, sigma: 0, tokensPerSecond: Number.POSITIVE_INFINITY };

/** `src/editor/workspaceIndex.ts` waits as long. */
const reindexAfterMs = 300;

/** After the last key the author looks on for a while. */
const afterLastKeyMs = 5_000;

/** The time and the model of a session. */
export interface World {
  readonly clock: VirtualClock;
  model(deps: ModelDeps): SimulatedModel;
}

function virtualWorld(): World {
  return { clock: createVirtualClock(), model: createSimulatedModel };
}

/** Runs one session, in virtual time unless another world is given. */
export async function runSession(
  options: SessionOptions,
  { clock, model: modelOf }: World = virtualWorld(),
): Promise<Session> {
  const { oracle, pipeline, server, trace, truths } = options;
  const states = createStates();
  const judge = createJudge(clock.now);
  const usage = createUsage();
  let document = snapshotOf(trace, trace.before, 1);
  let caret = 0;
  let editor: Editor | undefined;
  /** A pipeline knows no more than what it was asked. */
  let asked: Question | undefined;
  const model = modelOf({
    clock,
    states,
    server: pipeline.withoutLatency === true ? { ...server, ...atOnce } : server,
    oracle,
    contradicts: (offset, text) => {
      const typed = withoutIndentation(asked?.document.text.slice(offset, asked.offset) ?? '');
      const generated = withoutIndentation(text);
      return commonLength(typed, generated) < Math.min(typed.length, generated.length);
    },
  });
  const heapBefore = liveHeapBytes();
  const engine = await instantOf(trace, document);
  const reindex = pipeline.usesInstant ? createReindexing(clock, engine) : () => {};
  const row = pipeline.create({
    clock,
    client: model.client,
    instant: engine,
    offerLate: (offer) => editor?.offer(offer),
  });
  const askRow: Pipeline = {
    changed(question) {
      asked = question;
      row.changed?.(question);
    },
    ask(question, signal) {
      asked = question;
      return row.ask(question, signal);
    },
  };
  editor = createEditor(clock, askRow, {
    ...judge,
    screen(ghost, cause) {
      judge.screen(ghost, cause);
      usage.seen(model.requests, ghost.text, caret);
    },
  });

  const workMs: number[] = [];
  const cpuBefore = process.threadCpuUsage();
  for (const [index, event] of trace.events.entries()) {
    await clock.runUntil(event.atMs);
    judge.beforeKey(truths[index - 1]);
    judge.atKey(event.atMs, typedAt(document.text, caret, event));
    document = snapshotOf(trace, applyKey(document.text, event), document.version + 1);
    caret = event.cursor;
    states.add(document, caret, truths[index] ?? nothingFollows);
    const startedMs = performance.now();
    editor.key(event, document);
    reindex(document);
    await clock.runUntil(trace.events[index + 1]?.atMs ?? event.atMs + afterLastKeyMs);
    workMs.push(performance.now() - startedMs);
  }
  const cpu = process.threadCpuUsage(cpuBefore);
  const heapBytes = liveHeapBytes() - heapBefore;
  return {
    score: judge.score,
    requests: model.requests,
    mostAtOnce: model.mostAtOnce(),
    usedTokens: usage.tokens(),
    workMs,
    cpuMs: (cpu.user + cpu.system) / 1000,
    heapBytes,
  };
}

/** How far a line is indented is put right by every pipeline and by the editor: it contradicts nothing. */
function withoutIndentation(text: string): string {
  return text.replace(/(^|\n)[ \t]+/g, '$1');
}

const nothingFollows: Truth = { typedNext: undefined, follows: { run: '', place: '', final: '' } };

function snapshotOf({ languageId, path }: Trace, text: string, version: number): Snapshot {
  return { uri: `file:///workspace/${path}`, path, languageId, version, text };
}

/** The product's engine with the workspace of the trace in its index. */
async function instantOf(trace: Trace, { languageId, text, uri }: Snapshot) {
  const engine = createInstantEngine({ now: () => performance.now(), yieldNow: async () => {} });
  const { signal } = new AbortController();
  await engine.update({ uri, languageId, text }, signal);
  for (const file of trace.files ?? []) {
    const other = { uri: `file:///workspace/${file.path}`, languageId, text: file.text };
    await engine.update(other, signal);
  }
  return engine;
}

/** Reads the document again a moment after the last key, as the extension does. */
function createReindexing(clock: Clock, engine: InstantEngine): (document: Snapshot) => void {
  let cancel = () => {};
  return ({ languageId, text, uri }) => {
    cancel();
    cancel = clock.after(reindexAfterMs, () => {
      void engine.update({ uri, languageId, text }, new AbortController().signal);
    });
  };
}

/** Finds out which part of each reply was ever on the screen. */
function createUsage() {
  const used = new Map<RequestRecord, number>();
  const recent = 32;
  return {
    seen(requests: readonly RequestRecord[], ghost: string, caret: number) {
      for (const request of ghost === '' ? [] : requests.slice(-recent)) {
        const typed = caret - (request.offset ?? Number.POSITIVE_INFINITY);
        if (typed >= 0 && typed < request.text.length) {
          const shown = commonLength(request.text.slice(typed), ghost);
          used.set(request, Math.max(used.get(request) ?? 0, shown === 0 ? 0 : typed + shown));
        }
      }
    },
    tokens: () =>
      [...used.values()].reduce((sum, length) => sum + Math.ceil(length / charactersPerToken), 0),
  };
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function liveHeapBytes(): number {
  if (typeof collect === 'function') {
    collect();
  }
  return process.memoryUsage().heapUsed;
}
