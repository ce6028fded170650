import { isModelError, ModelError } from '../model/client.ts';
import type { Feature, Meter, RequestCount, RequestFacts } from '../model/meter.ts';
import { usualCharactersPerToken } from '../model/tokenScale.ts';
import { isCounted, isFree, isOverLimit, type Prices } from './cost.ts';
import { histogramOf } from './histogram.ts';
import type { Ledger } from './ledger.ts';
import { type Addition, added, noRows, type Rows } from './row.ts';

/** What the recorder is built from. */
export interface RecorderDeps {
  readonly ledger: Ledger;
  readonly settings: () => { readonly monthlyLimit: number; readonly prices: Prices };
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Day of this machine's calendar, `2026-11-25`. */
  readonly today: () => string;
  /** Calls back once after `delayMs`; returns its cancellation. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Told when a request was not sent because of the limit. */
  readonly overLimit: (month: string) => void;
  /** Told once of the first model that the limit cannot count: it runs elsewhere and has no price. */
  readonly uncounted: (model: string) => void;
}

/** Whose model answered, or '' for the instant engine. */
export interface Answerer {
  readonly host: string;
  readonly model: string;
  readonly local: boolean;
}

/** Counts what this window does and knows what all windows of this machine did. */
export interface Recorder extends Meter {
  /** Something happened that is no request: it came from the cache, was instant or was taken. */
  note(
    what: 'cacheHits' | 'instantHits' | 'accepted',
    feature: Feature,
    by: Answerer | undefined,
  ): void;
  /** True when the limit keeps requests from a model that costs something; as far as is known by now. */
  isOverLimit(): boolean;
  /** Everything of all windows. Never rejects: what cannot be read counts as nothing. */
  rows(): Promise<Rows>;
  /** Writes what is not on disk yet; rejects never. */
  flush(): Promise<void>;
  /** Forgets everything, of all windows. @throws an error of the disk */
  reset(): Promise<void>;
  /** Calls `listener` after each change on disk of ours; returns its removal. */
  onChange(listener: () => void): () => void;
  /** Ends the timer; what is not written yet is written by `flush`. */
  dispose(): void;
}

/** As often as it is written while there is something new. */
const flushAfterMs = 10_000;

/** Creates a recorder; nothing is read before something is asked or counted. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { ledger, today } = deps;
  const listeners = new Set<() => void>();
  /** Not on disk yet. */
  let pending: Rows = noRows;
  /** On disk when it was last read; undefined before the first time. */
  let onDisk: Rows | undefined;
  let reading: Promise<Rows> | undefined;
  let work: Promise<void> = Promise.resolve();
  let stopTimer: (() => void) | undefined;
  let toldOfUncounted = false;

  const read = (): Promise<Rows> => {
    reading ??= ledger
      .read()
      .then((rows) => {
        onDisk = rows;
        return rows;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };

  const write = async () => {
    const writing = pending;
    if (writing.size === 0) {
      return;
    }
    pending = noRows;
    if (!(await ledger.add(writing))) {
      pending = added(writing, pending.values());
      return;
    }
    if (onDisk !== undefined) {
      onDisk = added(onDisk, writing.values());
      if (deps.settings().monthlyLimit > 0) {
        // Other windows spend, too.
        await read();
      }
    }
    for (const listener of [...listeners]) {
      listener();
    }
  };

  /** One after the other: a reset must not be undone by what was being written. */
  const inTurn = (next: () => Promise<void>): Promise<void> => {
    const mine = work.then(next);
    work = mine.catch(() => {});
    return mine;
  };

  const flush = () => {
    stopTimer?.();
    stopTimer = undefined;
    return inTurn(write);
  };

  const record = (addition: Addition) => {
    pending = added(pending, [addition]);
    stopTimer ??= deps.after(flushAfterMs, () => void flush());
  };

  const isOver = () => {
    const { monthlyLimit, prices } = deps.settings();
    const month = today().slice(0, 7);
    const rows = [...(onDisk ?? noRows).values(), ...pending.values()];
    return isOverLimit(rows, prices, monthlyLimit, month);
  };

  const refuse = ({ model, origin }: RequestFacts) => {
    deps.overLimit(today().slice(0, 7));
    throw new ModelError('over limit', { origin, model });
  };

  /** True for a model that the limit concerns. */
  const isLimited = (facts: Pick<RequestFacts, 'model' | 'local'>) => {
    const { monthlyLimit, prices } = deps.settings();
    return monthlyLimit > 0 && !isFree(facts, prices);
  };

  return {
    admit(facts) {
      if (!isLimited(facts)) {
        return undefined;
      }
      if (!toldOfUncounted && !isCounted(facts, deps.settings().prices)) {
        toldOfUncounted = true;
        deps.uncounted(facts.model);
      }
      if (onDisk === undefined) {
        return read().then(() => (isOver() ? refuse(facts) : undefined));
      }
      return isOver() ? refuse(facts) : undefined;
    },
    async refuses(model) {
      if (!isLimited(model)) {
        return false;
      }
      await (onDisk === undefined ? read() : undefined);
      return isOver();
    },
    begin: (facts) =>
      countRequest(facts, deps.now, (counts) => record({ ...counts, day: today() })),
    note(what, feature, by) {
      const { host, local, model } = by ?? { host: '', local: true, model: '' };
      record({ day: today(), local, model, host, feature, [what]: 1 });
    },
    isOverLimit: isOver,
    async rows() {
      await work;
      return added(await read(), pending.values());
    },
    flush,
    reset: () =>
      inTurn(async () => {
        pending = noRows;
        await ledger.clear();
        onDisk = noRows;
        for (const listener of [...listeners]) {
          listener();
        }
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      stopTimer?.();
    },
  };
}

function countRequest(
  { feature, local, model, origin, promptCharacters }: RequestFacts,
  now: () => number,
  record: (counts: Omit<Addition, 'day'>) => void,
): RequestCount {
  let sent = 0;
  let sentAt = now();
  let firstTextAt: number | undefined;
  let pieces = 0;
  let characters = 0;
  let end: { readonly promptTokens?: number; readonly outputTokens?: number } | undefined;
  return {
    sent() {
      sent += 1;
      sentAt = now();
    },
    received(chunk) {
      if (chunk.kind === 'end') {
        end = chunk;
      } else if (chunk.kind === 'text') {
        firstTextAt ??= now();
        pieces += 1;
        characters += chunk.text.length;
      } else if (chunk.kind === 'thinking') {
        pieces += 1;
      }
    },
    ended(cause) {
      if (sent === 0) {
        return;
      }
      const failed = end === undefined && isModelError(cause);
      // Who refuses reads nothing; of a reply that broke off or was left the server still read all.
      const isRead = end !== undefined || pieces > 0 || !failed;
      // A piece holds a token or more, whatever its length.
      const guessed = {
        prompt: isRead ? Math.round(promptCharacters / usualCharactersPerToken) : 0,
        output: Math.max(pieces, Math.round(characters / usualCharactersPerToken)),
      };
      const { outputTokens, promptTokens } = end ?? {};
      record({
        ...{ feature, local, model, host: new URL(origin).host },
        requests: sent,
        failed: sent - 1 + (failed ? 1 : 0),
        stopped: end === undefined && !failed ? 1 : 0,
        promptTokens: counted(promptTokens) ?? guessed.prompt,
        outputTokens: counted(outputTokens) ?? guessed.output,
        estimatedPromptTokens: counted(promptTokens) === undefined ? guessed.prompt : 0,
        estimatedOutputTokens: counted(outputTokens) === undefined ? guessed.output : 0,
        ...(firstTextAt === undefined ? {} : { firstTextMs: histogramOf(firstTextAt - sentAt) }),
      });
    },
  };
}

/** What a server says is only believed when it can be a count. */
function counted(tokens: number | undefined): number | undefined {
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined;
}
