import assert from 'node:assert/strict';
import {
  type Asked,
  type ModelServer,
  type Script,
  startModelServer,
} from '../servers/modelServer.ts';
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

const model = (capabilities: readonly string[], name = 'test-model:1b') => [
  { name, capabilities, parameters: '1B' },
];

const ways: readonly {
  readonly title: string;
  readonly way: Asked['way'];
  readonly script: Script;
  readonly settings: (url: string) => Record<string, unknown>;
}[] = [
  {
    title: 'an Ollama with native suffix',
    way: 'suffix',
    script: { models: model(['completion', 'insert']) },
    settings: (url) => ({ 'ghostline.provider': 'auto', 'ghostline.ollama.baseUrl': url }),
  },
  {
    title: 'an Ollama with a raw template',
    way: 'raw',
    script: { models: model(['completion'], 'starcoder2:3b') },
    settings: (url) => ({ 'ghostline.provider': 'auto', 'ghostline.ollama.baseUrl': url }),
  },
  {
    title: 'an Ollama model that cannot fill',
    way: 'chat',
    script: { models: model(['completion'], 'talker:1b') },
    settings: (url) => ({
      'ghostline.provider': 'ollama',
      'ghostline.ollama.baseUrl': url,
      'ghostline.ollama.completionModel': 'talker:1b',
    }),
  },
  {
    title: 'an OpenAI-compatible server by suffix',
    way: 'suffix',
    script: { models: model([]) },
    settings: (url) => ({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${url}/v1`,
      'ghostline.openai.fill': 'suffix',
    }),
  },
  {
    title: 'an OpenAI-compatible server by template',
    way: 'raw',
    script: { models: model([], 'qwen2.5-coder-7b') },
    settings: (url) => ({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${url}/v1`,
      'ghostline.openai.fill': 'template',
    }),
  },
  {
    title: 'an OpenAI-compatible server that only talks',
    way: 'chat',
    script: { models: model([]), missing: ['/completions?'] },
    settings: (url) => ({
      'ghostline.provider': 'openai',
      'ghostline.openai.baseUrl': `${url}/v1`,
      'ghostline.openai.fill': 'chat',
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
        assert.ok(
          server.requests.some(({ body }) =>
            body?.messages === undefined ? way !== 'chat' : way === 'chat',
          ),
        );
      });
    }
  });
}

describe('ghost text from a slow model', () => {
  const vscode = useSession();
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer({
      models: model(['completion', 'insert']),
      reply: ' * quantity;',
      firstTextMs: 2_000,
    });
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': server.url,
    });
  });
  afterEach(() => server.stop());

  it('appears two seconds late while the cursor has not moved', async () => {
    const { workbench } = vscode();
    await vscode().open('late.ts', 'const price = 1, quantity = 2;\nconst total = pric█\n');
    await workbench.type('e');
    await workbench.waitForGhost(' * quantity;');
    assert.match((await workbench.statusItem('Ghostline'))?.ariaLabel ?? '', /after a wait/);
  });

  it('does not appear when the cursor has moved', async () => {
    const { workbench } = vscode();
    await vscode().open('moved.ts', 'const price = 1, quantity = 2;\nconst total = pric█\n');
    await workbench.type('e');
    const request = await server.waitFor(({ path }) => path === '/api/generate');
    await workbench.press('Home');
    await Promise.race([request.abandoned, new Promise((resolve) => setTimeout(resolve, 2_500))]);
    assert.equal(await workbench.ghostText(), '');
  });
});

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

  it('the instant engine completes from the project itself', async () => {
    const { server, workbench } = vscode();
    await vscode().open(
      'src/refunds.ts',
      "import { db } from './db';\n\nexport async function find(id: string) {\n  const found = await db.query('refunds').where({ id }).first();\n  if (found === undefined) {\n    █\n  }\n  return found;\n}\n",
    );
    while (!(await server.outputChannel('Ghostline')).includes('instant index ready')) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await workbench.type('t');
    assert.match(await workbench.waitForGhost(/NotFoundError/), /^hrow new NotFoundError/);
    await workbench.screenshot('out/instant.png');
    await workbench.press('Tab');
    await workbench.waitForText(
      "import { db } from './db';\n\nexport async function find(id: string) {\n  const found = await db.query('refunds').where({ id }).first();\n  if (found === undefined) {\n    throw new NotFoundError('\n  }\n  return found;\n}\n",
    );
  });

  it('says in the status item why there is nothing', async () => {
    const { workbench } = vscode();
    await vscode().open('src/nothing.ts', '█\n');
    await workbench.type('zq');
    await workbench.waitForNoGhost();
    assert.match((await workbench.statusItem('Ghostline'))?.ariaLabel ?? '', /instant engine/);
  });
});

describe('where nothing should be', () => {
  const vscode = useSession();
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer({ models: model(['completion', 'insert']), reply: 'SHOWN' });
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': server.url,
    });
  });
  afterEach(() => server.stop());

  for (const file of ['.env', 'id_rsa', 'server.pem']) {
    it(`nothing of ${file} is read or sent`, async () => {
      const { workbench } = vscode();
      await vscode().open(file, 'TOKEN=█\n');
      await workbench.type('abc');
      await workbench.waitForText('TOKEN=abc\n');
      assert.equal(await workbench.ghostText(), '');
      assert.ok(server.requests.every(({ body }) => !JSON.stringify(body ?? '').includes('TOKEN')));
    });
  }

  it('a server that fails gives no ghost text, no dialog, and its reason in the status item', async () => {
    server.script({ models: model(['completion', 'insert']), fault: { kind: 'html' } });
    const { workbench } = vscode();
    await vscode().open('fails.ts', 'const a = █\n');
    await workbench.type('b');
    await server.waitFor(({ path }) => path === '/api/generate');
    assert.equal(await workbench.ghostText(), '');
    assert.deepEqual(await workbench.notifications(), []);
  });
});
