import assert from 'node:assert/strict';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

const silenced = /completion none reason=dismissed-before/;

describe('a suggestion that the user does not want', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { reply: '* quantity;' });
  const text = 'const price = 1, quantity = 2;\nconst total = price█\n';

  it('stays away at its place after Esc, and comes at another', async () => {
    const { workbench } = vscode();
    await vscode().open('esc.ts', text);
    await workbench.type(' ');
    await workbench.waitForGhost('* quantity;');
    await workbench.press('Escape');
    await workbench.waitForNoGhost();
    const log = await vscode().logFromNow();
    await workbench.press('Backspace');
    await workbench.type(' ');
    await log.waitFor(silenced);
    await workbench.waitForNoGhost();
    await vscode().open('elsewhere.ts', text.replace('total', 'sum'));
    await workbench.type(' ');
    await workbench.waitForGhost('* quantity;');
  });

  it('is away while it is typed over, and is there again when that is taken back', async () => {
    const { workbench } = vscode();
    await vscode().open('over.ts', text);
    await workbench.type(' ');
    await workbench.waitForGhost('* quantity;');
    const log = await vscode().logFromNow();
    ollama().script({ models: fillModels, reply: '' });
    await workbench.type('+');
    await log.waitFor(/completion none reason=nothing-useful/);
    assert.equal(await workbench.ghostText(), '');
    await workbench.press('Backspace');
    await workbench.waitForGhost('* quantity;');
  });

  it('comes nevertheless when it is asked for by hand', async () => {
    const { workbench } = vscode();
    await vscode().open('byHand.ts', text);
    await workbench.type(' ');
    await workbench.waitForGhost('* quantity;');
    await workbench.press('Escape');
    await workbench.waitForNoGhost();
    await workbench.press('Alt+;');
    await workbench.waitForGhost('* quantity;');
  });
});

describe('asking by hand', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);

  it('a second time at one place brings other answers to choose from', async () => {
    let answers = 0;
    ollama().script({ models: fillModels, reply: () => `first${++answers}();` });
    const { workbench } = vscode();
    await vscode().open('again.ts', 'const value = █\n');
    await workbench.press('Alt+;');
    await workbench.waitForGhost('first1();');
    await workbench.press('Alt+;');
    await ollama().waitFor(({ body }) => body?.options?.temperature > 0.7);
    await workbench.waitForGhost('first1();');
    await workbench.press('Alt+]');
    await workbench.waitForGhost(/^first[23]\(\);$/);
    await workbench.press('Tab');
    await workbench.waitForText(/^const value = first[23]\(\);\n$/);
  });
});

describe('ghost text beside the suggest widget', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);
  const order = 'const order = { price: 1, quantity: 2 };\n';

  it('does not speak behind a dot, where the widget lists what exists', async () => {
    ollama().script({ models: fillModels, reply: 'quantity * order.price;' });
    const { workbench } = vscode();
    await vscode().open('member.ts', `${order}const total = order█\n`);
    const log = await vscode().logFromNow();
    await workbench.startRecording();
    await workbench.type('.');
    await workbench.waitForSuggestWidget();
    assert.deepEqual(await workbench.suggestWidget(), ['price', 'quantity']);
    await log.waitFor(/completion none reason=(?:too-uncertain|widget-disagrees)/);
    await (await ollama().waitFor(carriesCode)).ended;
    assert.deepEqual((await workbench.stopRecording()).ghosts, []);
    // The list selects the first item, the model means the second: choosing that one shows how it goes on.
    await workbench.press('ArrowDown');
    await workbench.waitForGhost(/ \* order\.price;$/);
    assert.deepEqual(await workbench.suggestWidget(), ['price', 'quantity']);
  });

  it('continues the item that the widget has selected', async () => {
    ollama().script({ models: fillModels, reply: 'tity * order.price;' });
    const { workbench } = vscode();
    await vscode().open('continues.ts', `${order}const total = order.quan█\n`);
    await workbench.press('Control+Space');
    await workbench.waitForSuggestWidget();
    await workbench.press('Alt+;');
    await workbench.waitForGhost('tity * order.price;');
    assert.equal((await workbench.suggestWidget())?.[0], 'quantity');
  });

  it('is not shown when it does not continue the selected item', async () => {
    ollama().script({ models: fillModels, reply: 'ity(1);' });
    const { workbench } = vscode();
    await vscode().open('disagrees.ts', `${order}const total = order.quan█\n`);
    await workbench.press('Control+Space');
    await workbench.waitForSuggestWidget();
    const log = await vscode().logFromNow();
    await workbench.press('Alt+;');
    await log.waitFor(/completion none reason=widget-disagrees/);
    assert.equal(await workbench.ghostText(), '');
    assert.equal((await workbench.suggestWidget())?.[0], 'quantity');
  });
});
