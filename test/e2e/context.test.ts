import assert from 'node:assert/strict';
import { type ModelServer, type SeenRequest, startModelServer } from '../servers/modelServer.ts';
import { useSession } from './session.ts';

const orders =
  'export function orderTotal(order: Order): number {\n' +
  '  return sumOf(order.lines, (line) => line.price * line.quantity);\n}\n';
const prices =
  '/** In cents. */\nexport function priceWithTax(price: number, rate: number): number {\n' +
  '  return Math.round(price * (1 + rate));\n}\n';
const notebook = JSON.stringify({
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Loads the sales'] },
    { cell_type: 'code', metadata: {}, outputs: [], source: ['sales = load_sales(2026)'] },
    { cell_type: 'code', metadata: {}, outputs: [], source: ['total = '] },
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 2,
});

/** A rhythm in which the keys rest long enough to gather between two of them. */
const slowly = { delayMs: 350 };

describe('context from other places', () => {
  const vscode = useSession({
    files: {
      '.ghostlineignore': 'private.*\n',
      'orders.ts': orders,
      'prices.ts': prices,
      'private.ts': orders.replace('sumOf', 'privateSumOf'),
      'book.ipynb': notebook,
      'private.ipynb': notebook,
      'tsconfig.json': '{ "include": ["*.ts"] }',
    },
  });
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer({
      models: [{ name: 'test:1b', capabilities: ['completion', 'insert'], parameters: '1B' }],
      reply: '',
    });
    await vscode().configure({
      'ghostline.provider': 'auto',
      'ghostline.ollama.baseUrl': server.url,
    });
  });
  afterEach(() => server.stop());

  const promptOf = ({ body }: SeenRequest): string => body?.prompt ?? '';
  const asked = (part: string) => server.waitFor((request) => promptOf(request).includes(part));
  const open = (name: string) => vscode().workbench.openFile(`${vscode().folder}/${name}`);

  it('is a similar part of an open file, and nothing of a file that may not be read', async () => {
    const { workbench } = vscode();
    await open('orders.ts');
    await open('private.ts');
    await vscode().open(
      'invoice.ts',
      'export function invoiceTotal(order: Order): number {\n' +
        '  const lines = order.lines;\n  return sumOf(lines, (line) => line.price * █\n}\n',
    );
    await workbench.type('line.qua', slowly);
    const request = await asked('// From orders.ts:');
    assert.match(promptOf(request), /^\/\/ From orders\.ts:\n\/\/ export function orderTotal/);
    assert.ok(server.requests.every((one) => !promptOf(one).includes('privateSumOf')));
  });

  it('is the definition of what the code at the cursor uses, from a file that is not open', async () => {
    const { workbench } = vscode();
    await vscode().open(
      'taxes.ts',
      "import { priceWithTax } from './prices';\n\nconst net = 1;\nconst gross = priceWithTax(█\n",
    );
    await workbench.type('net, rate, more', slowly);
    const request = await asked('// From prices.ts:');
    assert.match(promptOf(request), /\/\/ export function priceWithTax\(price: number/);
  });

  it('is what was edited last in another file', async () => {
    const { workbench } = vscode();
    await vscode().open('first.ts', 'export const rate = 1█\n');
    await workbench.type('2', slowly);
    await asked('export const rate');
    await workbench.type('3', slowly);
    await workbench.waitForText('export const rate = 123\n');
    await vscode().open('second.ts', 'const first = 1;\nconst next = █\n');
    await workbench.type('fir', slowly);
    const request = await asked('// Recent edit in first.ts:');
    assert.match(promptOf(request), /\/\/ \+export const rate = 123\n/);
  });

  it('is none of what the user switched off', async () => {
    await vscode().configure({
      'ghostline.context.openFiles': false,
      'ghostline.context.definitions': false,
      'ghostline.context.recentEdits': false,
      'ghostline.context.diagnostics': false,
    });
    const { workbench } = vscode();
    await open('orders.ts');
    await vscode().open('plain.ts', `${orders.replace('orderTotal', 'plainTotal')}const x = █\n`);
    await workbench.type('sumOf(order', slowly);
    await asked('const x = sumOf(orde');
    assert.ok(server.requests.every((one) => !promptOf(one).includes('From orders.ts')));
  });

  /** Opens a notebook and puts the cursor at the end of its last cell. */
  const openNotebook = async (name: string) => {
    const { workbench } = vscode();
    await workbench.press('Control+P');
    await workbench.waitForQuickPick();
    await workbench.page.keyboard.insertText(name);
    await workbench.waitForPick(name);
    await workbench.press('Enter');
    const cells = '.notebookOverlay .cell.code .monaco-editor';
    await workbench.page.locator(cells, { hasText: 'total' }).click();
    await workbench.press('Control+End');
  };

  it('is the cells above in a notebook, as the code they are', async () => {
    const { workbench } = vscode();
    await openNotebook('book.ipynb');
    await workbench.type('sum(sal', slowly);
    const request = await asked('sales = load_sales(2026)');
    assert.match(
      promptOf(request),
      /# # Loads the sales\nsales = load_sales\(2026\)\n(?:# .*\n)*total = s/,
    );
  });

  it('is nothing in a notebook that an ignore file names, and neither is its text sent', async () => {
    const { workbench } = vscode();
    await openNotebook('private.ipynb');
    await workbench.type('secretSum', slowly);
    await workbench.waitForText('total = secretSum');
    await vscode().open('after.ts', 'const after = █\n');
    await workbench.type('1');
    await asked('const after = 1');
    assert.ok(server.requests.every((one) => !promptOf(one).includes('secretSum')));
  });
});
