import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import {
  type Asked,
  type ModelServer,
  type Script,
  startModelServer,
} from '../servers/modelServer.ts';
import { explanationsIn } from './explainThread.ts';
import { typeUntilGhost } from './instantPage.ts';
import { modelsOf } from './models.ts';
import { useSession } from './session.ts';

/** What a model would write at the cursor of each language's sample, by what stands before it. */
const answers: readonly (readonly [before: string, reply: string])[] = [
  ['const total = price', '* quantity;'],
  ['total = price', '* quantity'],
  ['total := price', '* quantity'],
];

const samples = [
  {
    language: 'TypeScript',
    file: 'order.ts',
    text: 'function cost(price: number, quantity: number) {\n  const total = price█\n  return total;\n}\n',
    line: '  const total = price * quantity;\n',
  },
  {
    language: 'Python',
    file: 'order.py',
    text: 'def cost(price, quantity):\n    total = price█\n    return total\n',
    line: '    total = price * quantity\n',
  },
  {
    language: 'Go',
    file: 'order.go',
    text: 'package order\n\nfunc cost(price int, quantity int) int {\n\ttotal := price█\n\treturn total\n}\n',
    line: '\ttotal := price * quantity\n',
  },
] as const;

function replyTo({ prompt }: Asked): string {
  return answers.find(([before]) => prompt.includes(before))?.[1] ?? '';
}

const ways: readonly {
  readonly title: string;
  readonly way: Asked['way'];
  readonly script: Script;
  readonly settings: (url: string) => Record<string, unknown>;
}[] = [
  {
    title: 'an Ollama with native suffix',
    way: 'suffix',
    script: { models: modelsOf(['completion', 'insert']) },
    settings: (url) => ({ 'ghostline.provider': 'auto', 'ghostline.ollama.baseUrl': url }),
  },
  {
    title: 'an Ollama with a raw template',
    way: 'raw',
    script: { models: modelsOf(['completion'], 'starcoder2:3b') },
    settings: (url) => ({ 'ghostline.provider': 'auto', 'ghostline.ollama.baseUrl': url }),
  },
  {
    title: 'an Ollama model that cannot fill',
    way: 'chat',
    script: { models: modelsOf(['completion'], 'talker:1b') },
    settings: (url) => ({
      'ghostline.provider': 'ollama',
      'ghostline.ollama.baseUrl': url,
      'ghostline.ollama.completionModel': 'talker:1b',
    }),
  },
  {
    title: 'an OpenAI-compatible server by suffix',
    way: 'suffix',
    script: { models: modelsOf([]) },
    settings: (url) => ({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${url}/v1`,
      'ghostline.openai.fill': 'suffix',
    }),
  },
  {
    title: 'an OpenAI-compatible server by template',
    way: 'raw',
    script: { models: modelsOf([], 'qwen2.5-coder-7b') },
    settings: (url) => ({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${url}/v1`,
      'ghostline.openai.fill': 'template',
    }),
  },
  {
    title: 'an OpenAI-compatible server that only talks',
    way: 'chat',
    script: { models: modelsOf([]), missing: ['/v1/completions'] },
    settings: (url) => ({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${url}/v1`,
      'ghostline.openai.fill': 'auto',
    }),
  },
];

for (const { title, way, script, settings } of ways) {
  describe(`ghost text from ${title}`, () => {
    const vscode = useSession();
    let server: ModelServer;
    const asked = new Set<Asked['way']>();
    before(async () => {
      server = await startModelServer({
        ...script,
        reply: (question) => {
          asked.add(question.way);
          return replyTo(question);
        },
      });
    });
    after(() => server.stop());

    for (const { file, language, line, text } of samples) {
      it(`appears in ${language} and is taken with Tab`, async () => {
        const { workbench } = vscode();
        await vscode().configure(settings(server.url));
        await vscode().open(file, text);
        await workbench.type(' ');
        await workbench.waitForGhost(/^\* quantity;?$/);
        await workbench.press('Tab');
        await workbench.waitForText(text.replace(/.*█\n/, line));
        assert.deepEqual([...asked], [way]);
      });
    }
  });
}

describe('without any model', () => {
  const vscode = useSession({
    files: Object.fromEntries(
      ['users', 'orders', 'invoices', 'items', 'carts'].map((name) => [
        `src/${name}.ts`,
        `import { db } from './db';\n\nexport async function find(id: string) {\n  const found = await db.query('${name}').where({ id }).first();\n  if (found === undefined) {\n    throw new NotFoundError('${name}', id);\n  }\n  return found;\n}\n`,
      ]),
    ),
    settings: { 'ghostline.provider': 'instant' },
  });
  const explanations = explanationsIn(vscode);

  it('the instant engine completes from the project itself', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open(
      'src/refunds.ts',
      "import { db } from './db';\n\nexport async function find(id: string) {\n  const found = await db.query('refunds').where({ id }).first();\n  if (found === undefined) {\n    █\n  }\n  return found;\n}\n",
    );
    await log.waitFor(/instant index ready/);
    await workbench.type('t');
    // As far as the five files agree, and not into the string in which they differ.
    await workbench.waitForGhost('hrow new NotFoundError(');
    await workbench.screenshot('out/instant.png');
    await workbench.press('Tab');
    await workbench.waitForText(
      "import { db } from './db';\n\nexport async function find(id: string) {\n  const found = await db.query('refunds').where({ id }).first();\n  if (found === undefined) {\n    throw new NotFoundError(\n  }\n  return found;\n}\n",
    );
  });

  it('says in the status item why there is nothing', async () => {
    const { workbench } = vscode();
    await vscode().open('src/nothing.ts', '█\n');
    await workbench.type('zq');
    await workbench.waitForNoGhost();
    assert.match((await workbench.statusItem('Ghostline'))?.ariaLabel ?? '', /instant engine/);
  });

  it('and without any network completes, says quietly what is missing, and Doctor and Explain say the way out', async () => {
    const { workbench } = vscode();
    const gone = await startModelServer();
    await gone.stop();
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': gone.url,
    });
    await vscode().open(
      'src/returns.ts',
      "import { db } from './db';\n\nexport async function find(id: string) {\n  const found = await db.query('returns').where({ id }).first();\n  if (found === undefined) {\n    █\n  }\n  return found;\n}\n",
    );
    await typeUntilGhost(workbench, 't', 'hrow new NotFoundError(');
    await workbench.waitForStatus(
      'ghostline.status',
      /no Ollama was found\. Start it with: ollama serve/,
    );
    assert.deepEqual((await workbench.statusItem('ghostline.status'))?.icons, ['sparkle']);
    await explanations.byKeyboard();
    await explanations.waitFor(/Explanations need a model\..*ollama serve/);
    await explanations.click('Run Doctor');
    const page = async () => (await workbench.editor()).text;
    const says = /## ✗ Server: needs repair\n\n.*\n.*no program listens at that port/;
    const isOver = (text: string) => says.test(text) && !/^## …/m.test(text);
    await until(async () => isOver(await page()), 15_000, page);
    assert.deepEqual(await workbench.notifications(), []);
    assert.deepEqual(await workbench.dialogs(), []);
  });
});
