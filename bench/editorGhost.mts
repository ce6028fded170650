/** From a key press to painted ghost text: Ghostline's quick answers against a provider that does no work. */
import type { Session } from '../test/host/sessions.mts';
import { type ModelServer, startModelServer } from '../test/servers/modelServer.ts';
import { type EditorBench, inEditor } from './editor.mts';
import { blockSize, ms, ordersOf, shownIn, verdict, waitForLog } from './editorLines.mts';
import { medianDifference, quantile } from './editorStatistics.mts';

type Arm = 'ghostline' | 'floor';
/** What is measured, by the stage that answers in Ghostline's arm. */
type Answer = 'instant' | 'typed along' | 'typed through' | 'cache';

const answers: readonly Answer[] = ['instant', 'typed along', 'typed through', 'cache'];
const pairs = 160;
const budgetMs = 150_000;
const limitMs = 10;
/** The line that both providers complete; its first three keys are typed. */
const line = 'raise LookupError(key)';
const indent = ' '.repeat(8);
const typedFile = 'lookup.py';

/** Files from which the instant engine learns the line; so many that it is sure of all of it. */
const files: Readonly<Record<string, string>> = Object.fromEntries(
  numbered(24, (at) => [`src/table${at}.py`, functionOf(`table${at}`, line)]),
);

const reply = line.slice(1);

/** Settings that stay; the null provider offers what the whole line becomes, as Ghostline does. */
const settings = (modelUrl: string) => ({
  'ghostline.provider': 'ollama',
  'ghostline.ollama.baseUrl': modelUrl,
  'ghostline.ollama.completionModel': 'm:1b',
  // The widget would cover what is measured whenever the machine stands still.
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'nullProvider.text': line,
  'nullProvider.typeThrough': true,
});

/** Open places: of the index, each below examples that leave no doubt, then of the cache, in other code. */
const indexed = numbered(blockSize, (at) =>
  [0, 1, 2].map((nth) => functionOf(`whole${at}${nth}`, line)).concat(functionOf(`open${at}`, '')),
).flat();
const cached = numbered(
  blockSize,
  (at) => `class Other${at}:\n    def check${at}(self, key):\n${indent}\n`,
);
const text = [...indexed, ...cached].join('\n');
const lineNumbers = text.split('\n').flatMap((content, at) => (content === indent ? [at] : []));

function numbered<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function functionOf(name: string, last: string): string {
  return [
    `def find_in_${name}(key):`,
    "    log.debug('looking for %s', key)",
    '    found = db.query(key).where(key=key).first()',
    '    if found is None:',
    `${indent}${last}`,
    // What follows differs at once, so that nothing but the line can be proposed.
    `    ${name}.count(found)`,
    '    return found',
    '',
  ].join('\n');
}

/** Median differences of interleaved pairs, with what Ghostline's log says about who answered and how fast. */
export async function benchGhost(): Promise<string[]> {
  const model = await startModelServer({ reply });
  try {
    return await inEditor(files, budgetMs, (bench) => measure(bench, model));
  } finally {
    await model.stop();
  }
}

async function measure(bench: EditorBench, model: ModelServer): Promise<string[]> {
  const { session } = bench;
  await prepare(bench, model);
  const timesMs = { ghostline: emptyTimes(), floor: emptyTimes() };
  const logged = (await session.server.outputChannel('Ghostline')).length;
  for (const order of ordersOf<Arm>(['ghostline', 'floor'], pairs / blockSize)) {
    if (performance.now() > bench.deadlineMs) {
      break;
    }
    for (const arm of order) {
      // Off first: two blocks of Ghostline in a row would find in flight what the first one was shown.
      await session.configure({ 'ghostline.completion.enabled': false });
      await session.configure({
        'ghostline.completion.enabled': arm === 'ghostline',
        'nullProvider.enabled': arm === 'floor',
      });
      await measureBlock(bench, timesMs[arm]);
    }
  }
  const log = await session.server.outputChannel('Ghostline');
  return report(timesMs, log.slice(logged));
}

type Times = Readonly<Record<Answer, (number | undefined)[]>>;

function emptyTimes(): Times {
  return { instant: [], 'typed along': [], 'typed through': [], cache: [] };
}

/** Lets the index and the cache learn what they are asked later. */
async function prepare({ session }: EditorBench, model: ModelServer): Promise<void> {
  await session.configure({ ...settings(model.url), 'ghostline.completion.instant': false });
  await session.open(typedFile, `${text}█`);
  await waitForLog(session, 'instant index ready');
  // The first key finds no model yet. It stands below all places: see `measureBlock`.
  await session.workbench.type('r');
  await waitForLog(session, 'model ready');
  for (const at of lineNumbers.slice(blockSize).reverse()) {
    await learn(session, at);
  }
  await session.configure({ 'ghostline.completion.instant': true });
  await startAt(session, lineNumbers[0] ?? 0);
  await session.workbench.type('r');
  await session.workbench.waitForGhost(reply);
}

/** On a busy machine an answer may come after the editor stopped waiting; then it is cached, and there next time. */
async function learn(session: Session, at: number): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await startAt(session, at);
    if ((await session.workbench.measureKeyToGhost('r')) !== undefined) {
      return;
    }
  }
  throw new Error(`The model's answer does not show on line ${at}.`);
}

/** The text is whole again and the caret where nothing is shown. */
async function startAt({ workbench }: Session, at: number): Promise<void> {
  // While a text is visible VS Code asks about every change, also about this one.
  await workbench.probe.command('editor.action.inlineSuggest.hide');
  await workbench.replaceText(text);
  await workbench.goTo(at, indent.length);
  await workbench.waitForNoGhost();
}

/** From the last place to the first: typing further down would count as typing over the text shown before. */
async function measureBlock(bench: EditorBench, timesMs: Times): Promise<void> {
  const { workbench } = bench.session;
  const take = async (answer: Answer, key: string): Promise<void> => {
    const timeMs = await workbench.measureKeyToGhost(key);
    const expected = line.slice(line.indexOf(key) + 1);
    timesMs[answer].push((await workbench.ghostText()) === expected ? timeMs : undefined);
  };
  for (const at of lineNumbers.slice(blockSize).reverse()) {
    await startAt(bench.session, at);
    await take('cache', 'r');
  }
  for (const at of lineNumbers.slice(0, blockSize).reverse()) {
    await startAt(bench.session, at);
    await take('instant', 'r');
    await take('typed along', 'a');
    // VS Code shortens a visible text by itself; once hidden, it has to ask.
    await workbench.probe.command('editor.action.inlineSuggest.hide');
    await workbench.waitForNoGhost();
    await take('typed through', 'i');
  }
}

function report(timesMs: Readonly<Record<Arm, Times>>, log: string): string[] {
  const shown = shownIn(log);
  const sources = [...new Set(shown.map(({ source }) => source))].map((source) => {
    const ownMs = shown.filter((one) => one.source === source).map((one) => one.ownMs);
    return `${source} ${ownMs.length} times, p95 ${quantile(ownMs, 0.95)} ms`;
  });
  return [
    'key press to painted ghost text, against a provider that does no work:',
    ...answers.map((answer) => row(answer, timesMs)),
    `  answers and our own time by the log: ${sources.join('; ')}`,
  ];
}

function row(answer: Answer, timesMs: Readonly<Record<Arm, Times>>): string {
  const measured = timesMs.ghostline[answer].flatMap((ours, index) => {
    const floor = timesMs.floor[answer][index];
    return ours === undefined || floor === undefined ? [] : [[ours, floor] as const];
  });
  const lost = timesMs.ghostline[answer].length - measured.length;
  const { high, low, value } = medianDifference(measured);
  const middle = (which: 0 | 1) =>
    ms(
      quantile(
        measured.map((pair) => pair[which]),
        0.5,
      ),
    );
  return (
    `  ${answer.padEnd(13)} ${middle(0).padStart(5)} ms, floor ${middle(1).padStart(5)} ms, difference ${ms(value)} ms ` +
    `[${ms(low)}, ${ms(high)}], n ${measured.length} of ${pairs}${lost > 0 ? ` (${lost} pairs lost)` : ''}: ${verdict(value <= limitMs, `<= ${limitMs} ms`)}`
  );
}
