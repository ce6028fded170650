import assert from 'node:assert/strict';
import type { SeenRequest } from '../servers/modelServer.ts';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

const order = 'const price = 1, quantity = 2;\n';

/** A request for text: loading a model is a request without a prompt. */
function asksForText(request: SeenRequest): boolean {
  return carriesCode(request) && request.body?.prompt !== '';
}

describe('one answer along which the user types', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);
  const questions = () => ollama().requests.filter(asksForText).length;

  /** Has the model chosen, so that the next key asks it at once. */
  async function warmUp(): Promise<void> {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply: '(1);' });
    await vscode().open('warm.ts', 'call█\n');
    await workbench.type(' ');
    await workbench.waitForGhost('(1);');
  }

  it('is joined while it is on its way', async () => {
    const { workbench } = vscode();
    await warmUp();
    const hold = Promise.withResolvers<void>();
    ollama().script({ models: fillModels, reply: 'price * quantity;', hold: hold.promise });
    await vscode().open('join.ts', `${order}const total =█\n`);
    const before = questions();
    const log = await vscode().logFromNow();
    await workbench.type(' ');
    await ollama().waitFor(({ body }) => /const total = $/.test(body?.prompt ?? ''));
    await workbench.type('price ');
    // Asked about the last key, too, and waiting for the same answer.
    await log.waitFor(/completion none reason=waiting/);
    hold.resolve();
    await workbench.waitForGhost('* quantity;');
    assert.equal(questions() - before, 1);
    await workbench.press('Tab');
    await workbench.waitForText(`${order}const total = price * quantity;\n`);
  });

  it('is typed through, and grows again under backspace', async () => {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply: 'price * quantity;' });
    await vscode().open('through.ts', `${order}const total =█\n`);
    await workbench.type(' ');
    await workbench.waitForGhost('price * quantity;');
    const asked = questions();
    await workbench.startRecording();
    await workbench.type('price * ');
    await workbench.waitForGhost('quantity;');
    await workbench.press('Backspace');
    await workbench.press('Backspace');
    await workbench.waitForGhost('* quantity;');
    await workbench.type('* quan');
    await workbench.waitForGhost('tity;');
    const { ghosts } = await workbench.stopRecording();
    assert.equal(questions(), asked);
    assert.ok(ghosts.every(({ text }) => text !== '' && 'price * quantity;'.endsWith(text)));
    await workbench.press('Tab');
    await workbench.waitForText(`${order}const total = price * quantity;\n`);
  });

  it('is taken word by word: the rest stays and nothing is asked', async () => {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply: 'price * quantity;' });
    await vscode().open('words.ts', `${order}const total =█\n`);
    await workbench.type(' ');
    await workbench.waitForGhost('price * quantity;');
    // What follows the line may be fetched ahead, near its end.
    const askedHere = () =>
      ollama().requests.filter(
        (request) => carriesCode(request) && !(request.body?.prompt ?? '').endsWith('\n'),
      ).length;
    const asked = askedHere();
    await workbench.startRecording();
    const whole = 'price * quantity;';
    const before = `${order}const total = `;
    // Where a word ends is for VS Code to say.
    for (let taken = ''; taken !== 'price * quantity'; ) {
      const last = taken;
      await workbench.press('Control+ArrowRight');
      await workbench.waitForText(new RegExp(`total = ${last.replaceAll('*', '\\*')}[^\n]+\n`));
      taken = (await workbench.editorText()).slice(before.length).replace(/\n$/, '');
      assert.ok(whole.startsWith(taken), taken);
      await workbench.waitForGhost(whole.slice(taken.length));
    }
    const { ghosts } = await workbench.stopRecording();
    assert.ok(ghosts.every(({ text }) => text !== '' && 'price * quantity;'.endsWith(text)));
    assert.equal(askedHere(), asked);
    await workbench.press('Tab');
    await workbench.waitForText(`${order}const total = price * quantity;\n`);
  });
});

describe('ghost text in the shape of its place', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);

  it('fills the hole before closers and leaves them as they are', async () => {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply: '(price) => price * 2));\nprint(sum);' });
    await vscode().open('hole.ts', 'const sum = total(prices.map(█));\nprint(sum);\n');
    await workbench.press('Alt+;');
    await workbench.waitForGhost(/=> price \* 2/);
    assert.equal(
      await lineShown('const sum'),
      'const sum = total(prices.map((price) => price * 2));',
    );
    await workbench.press('Tab');
    await workbench.waitForText(
      'const sum = total(prices.map((price) => price * 2));\nprint(sum);\n',
    );
  });

  it('is as long as the rest of the call in the middle of a line', async () => {
    const { workbench } = vscode();
    // In an open suggest widget Tab takes the item.
    await vscode().configure({ 'editor.quickSuggestions': false });
    ollama().script({ models: fillModels, reply: 'ice, quantity) + 1;' });
    await vscode().open('middle.ts', `${order}const total = cost(p█) + 1;\n`);
    await workbench.type('r');
    await workbench.waitForGhost('ice, quantity');
    await workbench.press('Tab');
    await workbench.waitForText(`${order}const total = cost(price, quantity) + 1;\n`);
  });

  it('is the body of an empty block, without the brace that is there', async () => {
    const { workbench } = vscode();
    const body = ['const tax = price * 0.2;', '  return price + tax;'];
    ollama().script({ models: fillModels, reply: `${body.join('\n')}\n}\n\nfunction next() {` });
    const above = 'function net(price: number): number {\n  return price;\n}\n\n';
    await vscode().open('body.ts', `${above}function gross(price: number): number {█}\n`);
    await workbench.press('Enter');
    await workbench.waitForGhost(body.join('\n'));
    await workbench.press('Tab');
    await workbench.waitForText(
      `${above}function gross(price: number): number {\n  ${body.join('\n')}\n}\n`,
    );
  });

  /** A painted line as a person reads it, ghost text in its place. */
  async function lineShown(start: string): Promise<string> {
    const lines = vscode().workbench.page.locator('.monaco-editor .view-line', { hasText: start });
    return ((await lines.first().textContent()) ?? '').replaceAll('\u00a0', ' ');
  }
});

describe('ghost text beside an open suggest widget', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);

  it('goes on behind the focused item and stays when that is taken', async () => {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply: 'tity * order.price;' });
    const text = 'const order = { price: 1, quantity: 2 };\n';
    await vscode().open('item.ts', `${text}const total = order.quan█\n`);
    await workbench.press('Control+Space');
    await workbench.waitForSuggestWidget();
    await workbench.press('Alt+;');
    await workbench.waitForGhost('tity * order.price;');
    assert.equal((await workbench.suggestWidget())?.[0], 'quantity');
    await workbench.press('Enter');
    await workbench.waitForNoSuggestWidget();
    await workbench.waitForGhost(' * order.price;');
    await workbench.press('Tab');
    await workbench.waitForText(`${text}const total = order.quantity * order.price;\n`);
  });
});

describe('ghost text in a notebook', () => {
  const cell = (source: string) => ({ cell_type: 'code', metadata: {}, outputs: [], source });
  const vscode = useSession({
    files: {
      'book.ipynb': JSON.stringify({
        cells: [cell('sales = load_sales(2026)'), cell('total = ')],
        metadata: { language_info: { name: 'python' } },
        nbformat: 4,
        nbformat_minor: 2,
      }),
    },
  });
  const ollama = useOllama(vscode);

  it('goes on from what the cell above says', async () => {
    const { workbench } = vscode();
    ollama().script({
      models: fillModels,
      reply({ prompt }) {
        const typed = /load_sales\(2026\)[\s\S]*total = (.+)$/.exec(prompt)?.[1] ?? '-';
        return 'sum(sales)'.startsWith(typed) ? 'sum(sales)'.slice(typed.length) : '';
      },
    });
    await workbench.press('Control+P');
    await workbench.waitForQuickPick();
    await workbench.page.keyboard.insertText('book.ipynb');
    await workbench.waitForPick('book.ipynb');
    await workbench.press('Enter');
    const cells = '.notebookOverlay .cell.code .monaco-editor';
    await workbench.page.locator(cells, { hasText: 'total' }).click();
    await workbench.press('Control+End');
    // The cells above are gathered while the keys rest.
    await workbench.type('sum(sal', { delayMs: 350 });
    await workbench.waitForGhost(/^es/);
    await workbench.press('Tab');
    await workbench.waitForText('total = sum(sales)');
  });
});
