/**
 * How much of each prompt a server must evaluate anew while somebody types, with the context of several
 * open files, and what gathering costs. A server with one slot keeps what it computed for the beginning
 * that two prompts share (llama.cpp's `cache_prompt`, Ollama, vLLM's prefix cache), so the share is the
 * part of a prompt behind its common beginning with the one before.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fromOpenFiles,
  fromRecentEdits,
  type Place,
} from '../src/completion/context/candidates.ts';
import { createContextPlan } from '../src/completion/context/plan.ts';
import { createRecentEdits } from '../src/completion/context/recentEdits.ts';
import { createSimilarFiles } from '../src/completion/context/similar.ts';
import { buildFill, contextBudget, promptWindow } from '../src/completion/prompt.ts';
import { renderContext } from '../src/model/fillContext.ts';
import { fillTemplateFor } from '../src/model/templates.ts';
import { createGate, type GuardedFile } from '../src/privacy/gate.ts';
import { commonLength } from '../test/servers/prefill.ts';
import { seeded } from './instantRun.mts';
import { firstTokenTimes } from './prefill.mts';

/** A source file that is typed into, or open beside it. */
interface Source {
  readonly uri: string;
  readonly path: string;
  readonly text: string;
}

/** One request of a trace, rendered for each order. */
interface Rendered {
  readonly prefixFirst: string;
  readonly suffixFirst: string;
  /** The context did not exist: what the windows alone would cost. */
  readonly bare: string;
  /** For comparison: the best pieces of this very moment in front, and a window that moves with each key. */
  readonly anew: string;
}

interface Costs {
  readonly keyMs: number[];
  readonly gatherMs: number[];
  readonly requestMs: number[];
}

const contextTokens = 8_192;
const traces = 6;
/** As many of them go to a server, in real time. */
const tracesSent = 2;
const placesPerTrace = 5;
/** Lines that are typed at each place, as they stand in the finished file. */
const linesPerPlace = 5;
/** Keys between two requests: about what reuse of running answers leaves over. */
const keysPerRequest = 6;
/** Keys between two rests that are long enough to gather. */
const keysPerGather = 9;
const openFiles = 12;

/** Types generated edits over this repository's own sources and reports shares and costs as lines. */
export async function benchContext(): Promise<string[]> {
  const sources = readSources();
  const costs: Costs = { keyMs: [], gatherMs: [], requestMs: [] };
  const orders = ['prefixFirst', 'suffixFirst', 'bare', 'anew'] as const;
  const shares: Readonly<Record<(typeof orders)[number], number[]>> = {
    prefixFirst: [],
    suffixFirst: [],
    bare: [],
    anew: [],
  };
  const sent: { readonly stable: string[]; readonly anew: string[] } = { stable: [], anew: [] };
  let contextCharacters = 0;
  let requests = 0;
  for (let seed = 1; seed <= traces; seed++) {
    const prompts = typeTrace(sources, seeded(seed), costs);
    if (seed <= tracesSent) {
      sent.stable.push(...prompts.map(({ prefixFirst }) => prefixFirst));
      sent.anew.push(...prompts.map(({ anew }) => anew));
    }
    for (const [index, prompt] of prompts.entries()) {
      const before = prompts[index - 1];
      if (before !== undefined) {
        for (const order of orders) {
          shares[order].push(newShare(before[order], prompt[order]));
        }
        contextCharacters += prompt.prefixFirst.length - prompt.bare.length;
        requests += 1;
      }
    }
  }
  const percent = (values: readonly number[]) =>
    [0.5, 0.75, 0.95].map((at) => `${(100 * quantile(values, at)).toFixed(1)} %`).join(' / ');
  const ms = (values: readonly number[]) =>
    [0.5, 0.95, 0.99].map((at) => quantile(values, at).toFixed(3)).join(' / ');
  const stableMs = await firstTokenTimes(sent.stable);
  const anewMs = await firstTokenTimes(sent.anew);
  return [
    `context: ${requests} requests in ${traces} traces, ${openFiles} open files, ` +
      `${Math.round(contextCharacters / requests)} characters of context each`,
    'characters to evaluate anew per request, share of the prompt (p50 / p75 / p95):',
    `  prefix first (Qwen2.5-Coder)      ${percent(shares.prefixFirst)}`,
    `  suffix first (Codestral)          ${percent(shares.suffixFirst)}`,
    `  prefix first, without any context ${percent(shares.bare)}`,
    `  for comparison: all chosen anew    ${percent(shares.anew)}`,
    'time to the first token in ms from a server that reads 8 characters per ms (p50 / p95 / p99):',
    `  prefix first (Qwen2.5-Coder)      ${ms(stableMs)}`,
    `  for comparison: all chosen anew    ${ms(anewMs)}`,
    'own time in ms (p50 / p95 / p99):',
    `  per key (log of edits)            ${ms(costs.keyMs)}`,
    `  per request (window, gate)        ${ms(costs.requestMs)}`,
    `  per gathering, while keys rest    ${ms(costs.gatherMs)}`,
  ];
}

function typeTrace(
  sources: readonly Source[],
  random: () => number,
  costs: Costs,
): readonly Rendered[] {
  const pick = () => Math.floor(random() * sources.length);
  const longFiles = sources.filter(({ text }) => text.length > 6_000);
  const target = longFiles[Math.floor(random() * longFiles.length)];
  if (target === undefined) {
    throw new Error('no source is long enough');
  }
  const others = new Set<Source>();
  while (others.size < openFiles) {
    const other = sources[pick()];
    if (other !== undefined && other !== target) {
      others.add(other);
    }
  }
  const session = createSession(target, [...others], costs);
  for (let place = 0; place < placesPerTrace; place++) {
    session.typeLines(random);
  }
  return session.prompts;
}

/** One document that is typed into, with everything that the extension keeps for it. */
function createSession(target: Source, others: readonly Source[], costs: Costs) {
  const edits = createRecentEdits();
  const similar = createSimilarFiles();
  const plan = createContextPlan();
  const gate = createGate({ ruleFiles: [], excludeFiles: [] });
  const files = new Map([target, ...others].map((source) => [source.uri, guarded(source)]));
  const prompts: Rendered[] = [];
  let text = target.text;
  let version = 1;
  let keys = 0;

  const snapshot = () => ({
    uri: target.uri,
    path: target.path,
    languageId: 'typescript',
    version,
    text,
  });
  const gather = (offset: number) => {
    const startedAt = performance.now();
    rank(offset);
    costs.gatherMs.push(performance.now() - startedAt);
  };
  const rank = (offset: number, into = plan) => {
    for (const { text: other, uri } of others) {
      if (!similar.knows(uri, 1)) {
        similar.update({ uri, version: 1, text: other });
      }
    }
    const window = promptWindow(text, offset, contextTokens);
    const place: Place = { document: snapshot(), offset, window };
    const fileOf = (uri: string) => files.get(uri);
    const candidates = [
      ...fromOpenFiles(similar, place, fileOf),
      ...fromRecentEdits(edits.list(), place, fileOf),
    ];
    into.update(
      candidates,
      text.slice(window.start, window.end),
      contextBudget(contextTokens, 3.2),
    );
  };
  const request = (offset: number) => {
    const startedAt = performance.now();
    const fill = buildFill(snapshot(), offset, contextTokens, plan.current);
    const passed = gate.passFill(fill, guarded(target), { local: true });
    costs.requestMs.push(performance.now() - startedAt);
    if (typeof passed === 'string') {
      throw new Error(passed);
    }
    const { context } = passed;
    const render = (model: string, pieces: typeof context, { path, prefix, suffix } = passed) => {
      const template = fillTemplateFor(model, { families: [], ownTemplate: '' });
      const { before, files: shown } = renderContext(pieces, 'typescript', true);
      return (
        template?.render({
          prefix: before + prefix,
          suffix,
          path,
          languageId: 'typescript',
          singleLine: false,
          files: shown,
        }) ?? ''
      );
    };
    const fresh = createContextPlan();
    rank(offset, fresh);
    const from = Math.max(0, offset - 6_000);
    const moving = text.slice(from, offset + 2_000);
    const anewFill = buildFill(
      { ...snapshot(), text: moving },
      offset - from,
      contextTokens,
      fresh.current,
    );
    const anew = gate.passFill(anewFill, guarded(target), { local: true });
    prompts.push({
      anew: typeof anew === 'string' ? '' : render('qwen2.5-coder', anew.context, anew),
      prefixFirst: render('qwen2.5-coder', context),
      suffixFirst: render('codestral', context),
      bare: render('qwen2.5-coder', []),
    });
  };
  const key = (offset: number, typed: string, closed: string) => {
    const startedAt = performance.now();
    edits.change(target.uri, [{ offset, length: 0, text: typed + closed }]);
    costs.keyMs.push(performance.now() - startedAt);
    text = text.slice(0, offset) + typed + closed + text.slice(offset);
    version += 1;
    keys += 1;
    const cursor = offset + typed.length;
    if (keys % keysPerGather === 0) {
      gather(cursor);
    }
    if (keys % keysPerRequest === 0) {
      request(cursor);
    }
  };

  edits.open(target.uri, text);
  return {
    prompts,
    /** Takes some lines out of the document and types them again, key by key. */
    typeLines(random: () => number) {
      const starts = [...text.matchAll(/\n(?=[ \t]+\S)/g)].map(({ index }) => index + 1);
      const start = starts[Math.floor(random() * (starts.length - linesPerPlace))] ?? 0;
      const lines = text.slice(start).split('\n').slice(0, linesPerPlace);
      const wanted = `${lines.join('\n')}\n`;
      edits.change(target.uri, [{ offset: start, length: wanted.length, text: '' }]);
      text = text.slice(0, start) + text.slice(start + wanted.length);
      version += 1;
      gather(start);
      let cursor = start;
      for (const [line, part] of partsOf(wanted)) {
        if (text.startsWith(part, cursor) && closers.includes(part)) {
          cursor += 1;
          continue;
        }
        const closer = closers[openers.indexOf(part)];
        const closes = closer !== undefined && line.includes(closer);
        key(cursor, part, closes ? closer : '');
        cursor += part.length;
      }
    },
  };
}

const openers = ['(', '[', "'", '`'];
const closers = [')', ']', "'", '`'];

/** What is typed by one key each, the indentation after a line break included, with the rest of its line. */
function partsOf(text: string): readonly (readonly [line: string, part: string])[] {
  return [...text.matchAll(/\n[ \t]*|^[ \t]+|[^\n]/g)].map(({ 0: part, index }) => {
    const end = text.indexOf('\n', index + 1);
    return [text.slice(index + 1, end === -1 ? undefined : end), part] as const;
  });
}

function guarded({ path }: Source): GuardedFile {
  return { scheme: 'file', path, languageId: 'typescript', insideWorkspace: true, open: true };
}

function readSources(): readonly Source[] {
  const root = join(import.meta.dirname, '..');
  return readdirSync(join(root, 'src'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({
      uri: `file:///src/${path}`,
      path: `src/${path}`,
      text: readFileSync(join(root, 'src', path), 'utf8'),
    }));
}

/** The share of a prompt behind its common beginning with the one before. */
function newShare(before: string, prompt: string): number {
  return 1 - commonLength(before, prompt) / prompt.length;
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename) {
  console.log((await benchContext()).join('\n'));
}
