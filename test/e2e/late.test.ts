import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

const order = 'const price = 1, quantity = 2;\n';
const dropped = /late answer dropped/;
/** VS Code has its answer, without a text; the model is still writing. */
const waiting = /completion none reason=waiting/;

const selected = async () => 'the selection did not change';

describe('ghost text from a slow model', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);

  /** A reply that the server holds back until the test wants it. */
  function heldReply(reply = ' * quantity;'): () => void {
    const hold = Promise.withResolvers<void>();
    ollama().script({ models: fillModels, reply, hold: hold.promise });
    return hold.resolve;
  }

  it('appears two seconds late while the cursor has not moved', async () => {
    const { workbench } = vscode();
    // The first key finds the model; with that time on top the answer would be too old to be shown.
    ollama().script({ models: fillModels, reply: '(1);' });
    await vscode().open('first.ts', 'call█\n');
    await workbench.type(' ');
    await workbench.waitForGhost('(1);');
    ollama().script({ models: fillModels, reply: '* quantity;', firstTextMs: 2_000 });
    await vscode().open('late.ts', `${order}const total = price█\n`);
    await workbench.type(' ');
    await workbench.waitForGhost('* quantity;');
    assert.match((await workbench.statusItem('Ghostline'))?.ariaLabel ?? '', /after a wait/);
  });

  // No letters: they open the suggest widget, and VS Code asks once more wherever the caret is when it closes.
  it('does not appear when the cursor has moved', async () => {
    const release = heldReply();
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('moved.ts', `${order}const total = price █\n`);
    await workbench.type('*');
    await log.waitFor(waiting);
    await workbench.press('Home');
    await workbench.waitForCaret(1, 0);
    // Extensions hear of the caret later than the page draws it.
    const hasMoved = async () => (await workbench.probe.editor()).character === 0;
    await until(hasMoved, 10_000, async () => 'extensions do not see the caret move');
    release();
    await log.waitFor(dropped);
    assert.equal(await workbench.ghostText(), '');
  });

  it('does not appear after a selection', async () => {
    const release = heldReply();
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('selected.ts', `${order}const total = price █\n`);
    await workbench.type('*');
    await log.waitFor(waiting);
    // Extensions have seen the selection, and its end, before the answer comes.
    await workbench.press('Shift+ArrowLeft');
    await until(
      async () => (await workbench.probe.editor()).selectedText === '*',
      10_000,
      selected,
    );
    await workbench.press('ArrowRight');
    await until(async () => (await workbench.probe.editor()).selectedText === '', 10_000, selected);
    release();
    await log.waitFor(dropped);
    assert.equal(await workbench.ghostText(), '');
  });

  it('does not appear after Esc', async () => {
    const release = heldReply();
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('escaped.ts', `${order}const total = price █\n`);
    await workbench.type('*');
    await ollama().waitFor(carriesCode);
    // Behind this the page knows that Esc is meant for us: it handles messages in their order.
    await workbench.probe.commands();
    await workbench.press('Escape');
    await log.waitFor(waiting);
    release();
    await log.waitFor(dropped);
    assert.equal(await workbench.ghostText(), '');
  });

  it('does not appear under an open suggest widget, even where it continues the selected item', async () => {
    const release = heldReply('tity * price;');
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('widget.ts', `${order}const total = qua█\n`);
    await workbench.type('n');
    await workbench.waitForSuggestWidget();
    // The widget makes VS Code ask once more.
    await log.waitFor(waiting, 2);
    release();
    await log.waitFor(/completion none reason=widget-open/);
    assert.equal(await workbench.ghostText(), '');
    assert.equal((await workbench.suggestWidget())?.[0], 'quantity');
  });

  it('leaves a text alone that is shown already, and only extends it', async () => {
    const rest = Promise.withResolvers<void>();
    const [first, whole] = ['let tax;', 'let tax;\n    return price + tax;'];
    ollama().script({
      models: fillModels,
      reply: `${whole}\n}`,
      pieceCharacters: first.length + 1,
      holdRest: rest.promise,
    });
    const { workbench } = vscode();
    await vscode().open('grows.ts', `${order}function f() {█\n}\n`);
    await workbench.startRecording();
    await workbench.press('Enter');
    await workbench.waitForGhost(first);
    rest.resolve();
    await workbench.waitForGhost(whole);
    const { ghosts } = await workbench.stopRecording();
    const texts = ghosts.map(({ text }) => text).filter((text) => text !== '');
    assert.deepEqual([...new Set(texts)], [first, whole]);
  });
});
