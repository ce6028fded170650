/** Own time of the pipeline's immediate answers on a long document: node bench/pipeline.mts */
import { type Completer, createCompleter } from '../src/completion/complete.ts';
import type { CompletionOutcome } from '../src/completion/outcome.ts';
import { createInstantEngine } from '../src/instant/engine.ts';
import type { ModelClient } from '../src/model/client.ts';
import { createResponseCache } from '../src/model/responseCache.ts';
import type { ModelSource } from '../src/model/source.ts';
import type { SafeFill } from '../src/privacy/safePrompt.ts';
import type { Snapshot } from '../src/text/document.ts';

const lineCount = 10_000;
const measured = 2_000;
const warmUp = 200;

/** Each question is put as often; the fastest answer counts, for other processes interrupt the others. */
const tries = 3;
const mostP95Ms = 2;

const never = new AbortController().signal;
const now = () => performance.now();
const after = (delayMs: number, callback: () => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** A document of 10,000 lines as programs have them: functions with comments, strings and templates. */
function longDocument(): string {
  const lines: string[] = [];
  for (let part = 0; lines.length < lineCount; part++) {
    lines.push(
      `/** Adds ${part} to what it is given; "quoted" and 'single' words, too. */`,
      `export function add${part}(value: number, items: readonly string[]): number {`,
      `  const total = value + ${part};`,
      `  const label = \`item \${items[${part % 7}] ?? 'none'} of \${items.length}\`;`,
      '  // What is too large is cut.',
      `  if (total > ${part * 3}) {`,
      `    return Math.min(total, label.length, ${part});`,
      '  }',
      '  return total;',
      '}',
    );
  }
  return lines.slice(0, lineCount).join('\n');
}

/** What the model answers everywhere. */
const reply = 'Math.max(value, items.length) + 1;\n';

const client: ModelClient = {
  id: 'bench',
  model: 'bench',
  host: '127.0.0.1',
  local: true,
  async *stream() {
    yield { kind: 'text', text: reply };
    yield { kind: 'end', reason: 'stop' };
  },
};

const models: ModelSource = {
  current: () => ({ kind: 'ready', client }),
  report: () => {},
  reset: () => {},
  onChange: () => () => {},
};

interface Parts {
  readonly completer: Completer;
  readonly instant: ReturnType<typeof createInstantEngine>;
}

function build(withInstant: boolean): Parts {
  const yieldNow = () => new Promise<void>((resolve) => setImmediate(resolve));
  const instant = createInstantEngine({ now, yieldNow });
  const completer = createCompleter({
    settingsFor: () => ({
      'completion.instant': withInstant,
      'completion.maxLines': 0,
      'completion.delayMs': 0,
      'completion.scopes': ['code', 'comments', 'strings'],
      'ollama.contextTokens': 8192,
    }),
    models,
    cache: createResponseCache({ maxBytes: 16 * 1_048_576 }),
    instant,
    pass: (prompt) => prompt as SafeFill,
    clock: { now, after },
    offerLate: () => {},
  });
  return { completer, instant };
}

let version = 0;

/** The document with `typed` on a line of its own beyond its middle, and the cursor behind it. */
function documentWith(text: string, typed: string): { document: Snapshot; offset: number } {
  const line = text.indexOf('  return total;', Math.floor(text.length * 0.6));
  const offset = line + typed.length;
  // What the editor hands over is one flat string, no chain of parts that the first search puts together.
  const whole = [text.slice(0, line), typed, '\n', text.slice(line)].join('');
  version++;
  return {
    document: {
      uri: 'file:///project/src/long.ts',
      path: 'src/long.ts',
      languageId: 'typescript',
      version,
      text: whole,
    },
    offset,
  };
}

/** One way to get an immediate answer: what to do before, and the text typed at the question. */
interface Case {
  readonly source: Extract<CompletionOutcome, { kind: 'shown' }>['source'];
  readonly withInstant: boolean;
  /** Runs before each question, outside the measurement. @returns what is typed at the question. */
  readonly before: (parts: Parts, round: number, text: string) => Promise<string>;
}

const ask = ({ completer }: Parts, text: string, typed: string) =>
  completer.complete({ ...documentWith(text, typed), trigger: 'typed' }, never);

const cases: readonly Case[] = [
  {
    source: 'typed through',
    withInstant: false,
    async before(parts, round, text) {
      parts.completer.reset();
      const name = `  const found${round} = `;
      await ask(parts, text, name);
      return `${name}Math.`;
    },
  },
  {
    source: 'cache',
    withInstant: false,
    async before(parts, round, text) {
      // Another name in place of the last one is no typing.
      parts.completer.reset();
      const name = `  const found${round} = `;
      await ask(parts, text, name);
      parts.completer.reset();
      return name;
    },
  },
  {
    source: 'instant',
    withInstant: true,
    async before(parts) {
      parts.completer.reset();
      return '  const label = `item ${';
    },
  },
];

async function run({ source, withInstant, before }: Case, text: string): Promise<string> {
  const parts = build(withInstant);
  if (withInstant) {
    const { document } = documentWith(text, '');
    await parts.instant.update({ uri: document.uri, languageId: document.languageId, text }, never);
  }
  const all: number[] = [];
  const best: number[] = [];
  for (let round = -warmUp; round < measured; round++) {
    const times: number[] = [];
    // As between two keys: what only a turn of the event loop lets go of is let go of.
    await new Promise(setImmediate);
    for (let count = 0; count < tries; count++) {
      const typed = await before(parts, (round + warmUp) * tries + count, text);
      const query = { ...documentWith(text, typed), trigger: 'typed' } as const;
      const from = now();
      const outcome = await parts.completer.complete(query, never);
      times.push(now() - from);
      if (outcome.kind !== 'shown' || outcome.source !== source) {
        throw new Error(`not ${source}: ${JSON.stringify(outcome)}`);
      }
    }
    if (round >= 0) {
      all.push(...times);
      best.push(Math.min(...times));
    }
  }
  const p95 = quantile(best, 0.95);
  const figures = [0.5, 0.95, 0.99].map((q) => `p${100 * q} ${quantile(best, q).toFixed(3)}`);
  const plain = `p95 of all tries ${quantile(all, 0.95).toFixed(3)}`;
  const verdict = p95 < mostP95Ms ? 'ok  ' : 'MISS';
  return `${verdict} ${source}: ${figures.join(', ')} ms, n ${best.length}; ${plain}`;
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;
}

/**
 * Measures the time from question to answer of `createCompleter` on a document of 10,000 lines, with the
 * real clock, for answers that need no model: typed-through, from the cache, instant.
 * @returns lines to print; one that begins with `MISS` exceeds the limit of 2 ms at the 95th percentile.
 */
export async function benchPipeline(): Promise<string[]> {
  const text = longDocument();
  const lines = [`pipeline: own time on ${lineCount} lines, ${Math.round(text.length / 1000)} kB`];
  for (const one of cases) {
    lines.push(await run(one, text));
  }
  return lines;
}

if (import.meta.main) {
  console.log((await benchPipeline()).join('\n'));
}
