/** How soon a repair has its verdict. */

import { changesIn } from '../test/e2e/editPage.ts';
import { chatModels } from '../test/e2e/explainThread.ts';
import { answer, fixesIn } from '../test/e2e/fixPage.ts';
import { type ModelServer, startModelServer } from '../test/servers/modelServer.ts';
import { type EditorBench, inEditor, linter } from './editor.mts';
import { ms, verdict } from './editorLines.mts';
import { quantile } from './editorStatistics.mts';

const budgetMs = 120_000;
const rounds = 7;
const limitMs = 300;
/** The time a linter of another extension takes. */
const linterMs = 20;
/** As long as somebody reads a menu. */
const lookMs = 1_500;

const files = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["*.ts"] }',
  'prices.ts': 'export function priceOf(net: number): number {\n  return net * 2;\n}\n',
};

interface Sample {
  readonly name: string;
  readonly text: string;
  readonly message: RegExp;
  readonly wrong: string;
  readonly right: string;
  /** Of the line with the time in Ghostline's log. */
  readonly log: RegExp;
  readonly says: string;
}

const samples: readonly Sample[] = [
  {
    name: 'total.ts',
    text: "import { priceOf } from './prices';\nconst total: string = priceOf(3);\nexport const all = [total];\n",
    message: /not assignable/,
    wrong: 'const total: string = priceOf(3);',
    right: 'const total: number = priceOf(3);',
    log: /checked outside of the document in (\d+) ms/g,
    says: 'TypeScript, the edits to the verdict',
  },
  {
    name: 'total.json',
    text: '{\n  "b": ,\n  "a": 1\n}\n',
    message: /Value expected/,
    wrong: '  "b": ,',
    right: '  "b": 2,',
    log: /checked in the document, (\d+) ms after the last report/g,
    says: 'JSON, the last report to the verdict',
  },
  {
    name: 'words.house',
    text: 'one\nthis is wrong\nthree\n',
    message: /This is wrong/,
    wrong: 'this is wrong',
    right: 'this is right',
    log: /checked in the document, \d+ ms after the last report, (\d+) ms after the one about the change/g,
    says: `a linter of another extension that takes ${linterMs} ms to look, its report on the change to the verdict, in which it has to look again`,
  },
];

/** The times are those of Ghostline's own log; the same repair is asked for again and again, so that no model is waited for. */
export async function benchFix(): Promise<string[]> {
  const server = await startModelServer({ models: chatModels });
  try {
    const measure = async (bench: EditorBench) => {
      await useServer(bench, server);
      await bench.session.configure({ 'house.when': 'change', 'house.delayMs': linterMs });
      const found: string[] = [];
      for (const sample of samples) {
        found.push(...(await benchSample(bench, server, sample)));
      }
      return found;
    };
    const lines = await inEditor(files, budgetMs, measure, [linter]);
    const first = await inEditor(files, budgetMs, (bench) => benchAfterMenu(bench, server));
    return [...lines, ...first];
  } finally {
    await server.stop();
  }
}

async function useServer({ session }: EditorBench, server: ModelServer): Promise<void> {
  await session.configure({
    'ghostline.provider': 'ollama',
    'ghostline.ollama.baseUrl': server.url,
  });
}

/** The first verdict in a window where the menu with the repair was looked at before it was chosen. */
async function benchAfterMenu(bench: EditorBench, server: ModelServer): Promise<string[]> {
  const [sample] = samples;
  if (sample === undefined) {
    return [];
  }
  const { session } = bench;
  const { workbench } = session;
  const fixes = fixesIn(() => session);
  await useServer(bench, server);
  server.script({ models: chatModels, reply: answer(sample.wrong, sample.right) });
  await fixes.openWrong(sample.name, sample.text, sample.message);
  await workbench.goTo(1, 7);
  await workbench.codeActions();
  await new Promise((resolve) => setTimeout(resolve, lookMs));
  await workbench.chooseCodeAction('Fix using Ghostline');
  await fixes.waitForVerdict('problem gone, none added');
  const log = await session.server.outputChannel('Ghostline');
  const [taken = 0] = [...log.matchAll(sample.log)].map(([, milliseconds]) => Number(milliseconds));
  return [`${sample.says}, the first, with the menu open for ${lookMs} ms before: ${ms(taken)} ms`];
}

async function benchSample(
  { session }: EditorBench,
  server: ModelServer,
  sample: Sample,
): Promise<readonly string[]> {
  const { workbench } = session;
  const fixes = fixesIn(() => session);
  const changes = changesIn(() => session);
  server.script({ models: chatModels, reply: answer(sample.wrong, sample.right) });
  const before = (await session.server.outputChannel('Ghostline')).length;
  await fixes.openWrong(sample.name, sample.text, sample.message);
  await workbench.goTo(1, 7);
  // The first round starts the thread and fills the cache.
  for (let round = 0; round <= rounds; round++) {
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added');
    // The palette lists it only once VS Code knows that there is something to discard.
    await workbench.probe.command('ghostline.discardChanges');
    await changes.waitForNone();
    await workbench.waitForText(sample.text);
    await workbench.waitForSquiggle('error');
  }
  const log = (await session.server.outputChannel('Ghostline')).slice(before);
  const [first = 0, ...times] = [...log.matchAll(sample.log)].map(([, taken]) => Number(taken));
  if (times.length !== rounds) {
    throw new Error(`${times.length} of ${rounds} rounds of ${sample.name} are in the log.`);
  }
  const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)];
  return [
    `${sample.says}: p50 ${ms(half)} ms, p95 ${ms(most)} ms, n ${times.length}; the first ${ms(first)} ms: ` +
      verdict(half <= limitMs, `p50 <= ${limitMs} ms`),
  ];
}
