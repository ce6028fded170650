/** The rows of the table: Ghostline's own pipeline, and what it has to beat. */
import type { Clock } from '../../src/completion/clock.ts';
import { createCompleter, type InstantPort } from '../../src/completion/complete.ts';
import type { LateOffer } from '../../src/completion/modelStage.ts';
import type { ModelClient } from '../../src/model/client.ts';
import { createResponseCache } from '../../src/model/responseCache.ts';
import type { FillPrompt, SafeFill } from '../../src/privacy/safePrompt.ts';
import type { Snapshot } from '../../src/text/document.ts';
import type { Item, Pipeline, Question } from './editor.mts';

/** What a pipeline is built from. */
export interface PipelineDeps {
  readonly clock: Clock;
  readonly client: ModelClient;
  readonly instant: InstantPort;
  readonly offerLate: (offer: LateOffer) => void;
}

/** One row. */
export interface PipelineKind {
  readonly name: string;
  /** The model answers at once and whole: what better timing alone can reach. */
  readonly withoutLatency?: boolean;
  /** The instant engine speaks in it: its index follows the document. */
  readonly usesInstant: boolean;
  readonly create: (deps: PipelineDeps) => Pipeline;
}

const silent: InstantPort = { suggest: () => undefined, dismissed: () => {} };

/** The row that the product has to beat. */
export const rivalName = 'typed-through + join';

/** All rows; the first one is judged by the targets. */
export const pipelines: readonly PipelineKind[] = [
  { name: 'ghostline', usesInstant: true, create: ghostline },
  {
    name: 'ghostline, model only',
    usesInstant: false,
    create: (deps) => ghostline({ ...deps, instant: silent }),
  },
  { name: rivalName, usesInstant: false, create: prototype },
  { name: 'same, no latency', usesInstant: false, withoutLatency: true, create: prototype },
  { name: 'request per key', usesInstant: false, create: requestPerKey },
  {
    name: 'always x',
    usesInstant: false,
    create: () => ({ ask: async (question) => itemOf(question, 'xxx', false) }),
  },
  { name: 'never', usesInstant: false, create: () => ({ ask: async () => undefined }) },
];

const cacheBytes = 20_000_000;

/** Half of each window, as a server with 8,192 tokens of context gets it. */
const contextTokens = 8_192;

/** The product's pipeline with its default settings. */
function ghostline({ client, clock, instant, offerLate }: PipelineDeps): Pipeline {
  const completer = createCompleter({
    settingsFor: () => ({
      'completion.instant': true,
      'completion.maxLines': 0,
      'completion.delayMs': 0,
      'completion.scopes': ['code', 'comments', 'strings'],
      'ollama.contextTokens': contextTokens,
    }),
    models: {
      current: () => ({ kind: 'ready', client }),
      report: () => {},
      reset: () => {},
      onChange: () => () => {},
    },
    cache: createResponseCache({ maxBytes: cacheBytes }),
    instant,
    pass,
    clock,
    offerLate,
  });
  return {
    changed: completer.changed,
    async ask(question, signal) {
      const outcome = await completer.complete(question, signal);
      if (outcome.kind === 'none') {
        return undefined;
      }
      const [{ insertText, replace }] = outcome.suggestions;
      return { insertText, replace, wholeLine: true };
    },
  };
}

/** The file of a trace is the bench's own: nothing in it is private. */
function pass(prompt: FillPrompt): SafeFill {
  return prompt as SafeFill;
}

function itemOf({ offset }: Question, text: string, wholeLine: boolean): Item | undefined {
  return text.trim() === ''
    ? undefined
    : { insertText: text, replace: { start: offset, end: offset }, wholeLine };
}

const windowCharacters = 6_000;
const suffixCharacters = 2_000;
const lineTokens = 64;

/** The rivals ask for the rest of the line, with windows of the same size. */
function lineRequest({ document, offset }: Question) {
  const { languageId, path, text } = document;
  return {
    kind: 'fill',
    prompt: pass({
      path,
      languageId,
      prefix: text.slice(Math.max(0, offset - windowCharacters), offset),
      suffix: text.slice(offset, offset + suffixCharacters),
      context: [],
    }),
    maxTokens: lineTokens,
    singleLine: true,
    temperature: 0,
  } as const;
}

/** A request at every question, cancelled with it, without any memory. */
function requestPerKey({ client }: PipelineDeps): Pipeline {
  return {
    async ask(question, signal) {
      let text = '';
      try {
        for await (const chunk of client.stream(lineRequest(question), signal)) {
          text += chunk.kind === 'text' ? chunk.text : '';
        }
      } catch {
        return undefined;
      }
      return itemOf(question, text, true);
    },
  };
}

interface Entry {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
  text: string;
  done: boolean;
  readonly controller: AbortController;
  readonly listeners: Set<() => void>;
}

const keptEntries = 100;
const comparedCharacters = 256;
const leastCharacters = 3;

/**
 * The prototype of `reference/performance.md` 1.3: typed-through of finished results, in-flight reuse,
 * no delay, and the part of a line that is there is shown.
 */
function prototype({ client }: PipelineDeps): Pipeline {
  let entries: Entry[] = [];
  const start = (question: Question): Entry => {
    const { document, offset } = question;
    const entry: Entry = {
      offset,
      ...around(document, offset),
      text: '',
      done: false,
      controller: new AbortController(),
      listeners: new Set(),
    };
    entries = [entry, ...entries].slice(0, keptEntries);
    const read = async () => {
      try {
        for await (const chunk of client.stream(lineRequest(question), entry.controller.signal)) {
          entry.text += chunk.kind === 'text' ? chunk.text : '';
          tell(entry);
        }
      } catch {
        entries = entries.filter((other) => other !== entry);
      }
      entry.done = true;
      tell(entry);
    };
    void read();
    return entry;
  };
  return {
    async ask(question, signal) {
      for (const entry of entries) {
        if (!entry.done && restOf(entry, question) === undefined) {
          entry.controller.abort(new Error('something else was typed'));
        }
      }
      let entry =
        entries.find((known) => (restOf(known, question) ?? '') !== '') ??
        entries.find((known) => !known.done && restOf(known, question) !== undefined) ??
        start(question);
      while (!signal.aborted) {
        const rest = restOf(entry, question);
        if (rest === undefined) {
          entry.controller.abort(new Error('something else was typed'));
          entry = start(question);
        } else if (entry.done || rest.trim().length >= leastCharacters) {
          return itemOf(question, rest, entry.done);
        }
        await changed(entry, signal);
      }
      return undefined;
    },
  };
}

function around({ text }: Snapshot, offset: number) {
  return {
    before: text.slice(Math.max(0, offset - comparedCharacters), offset),
    after: text.slice(offset, offset + comparedCharacters),
  };
}

/** What is left of an entry at the caret: empty while its text is still shorter than what was typed. */
function restOf(entry: Entry, { document, offset }: Question): string | undefined {
  const { text } = document;
  const typed = text.slice(entry.offset, offset);
  const samePlace =
    offset >= entry.offset &&
    offset - entry.offset < comparedCharacters &&
    text.startsWith(entry.before, entry.offset - entry.before.length) &&
    text.slice(offset, offset + comparedCharacters) === entry.after;
  if (!samePlace) {
    return undefined;
  }
  if (entry.text.startsWith(typed)) {
    return entry.text.slice(typed.length);
  }
  return !entry.done && typed.startsWith(entry.text) ? '' : undefined;
}

function tell(entry: Entry): void {
  for (const listener of [...entry.listeners]) {
    listener();
  }
}

function changed(entry: Entry, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      entry.listeners.delete(finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    entry.listeners.add(finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
