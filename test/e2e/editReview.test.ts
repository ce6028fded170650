import assert from 'node:assert/strict';
import { until } from '../host/until.mts';
import { block, changesIn } from './editPage.ts';
import { after, atCursor, before, reply, why, withFirst } from './editSamples.ts';
import { chatModels } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const files = { 'tsconfig.json': '{ "include": ["*.ts"] }', 'review.txt': '' };

describe('a change that is to be decided about', () => {
  const vscode = useSession({ files });
  const ollama = useOllama(vscode, { models: chatModels, reply });
  const changes = changesIn(vscode);
  const start = async (name: string) => {
    await vscode().open(name, atCursor);
    await changes.edit('return early');
    await changes.waitFor('Ghostline: return early');
    await changes.assertText(after, true);
  };

  it('is decided about with the keyboard alone', async () => {
    const { workbench } = vscode();
    await start('keys.ts');
    await workbench.press('Control+K');
    await workbench.press('j');
    await workbench.waitForCaret(2, 0);
    await workbench.press('Control+K');
    await workbench.press('j');
    await workbench.waitForCaret(6, 2);
    await workbench.press('Control+K');
    await workbench.press('b');
    await changes.assertText(withFirst, true);
    await workbench.press('Control+K');
    await workbench.press('a');
    await changes.waitForNone();
    await changes.assertText(withFirst, true);
  });

  it('is discarded and accepted as a whole with the keyboard', async () => {
    const { workbench } = vscode();
    await start('keysAll.ts');
    await workbench.press('Control+K');
    await workbench.press('Shift+B');
    await changes.waitForNone();
    await changes.assertText(before, false);
    await changes.edit('return early');
    await changes.waitFor('Accept all');
    await workbench.press('Control+K');
    await workbench.press('Shift+A');
    await changes.waitForNone();
    await changes.assertText(after, true);
  });

  it('is said to a screen reader, and the focus stays in the editor', async () => {
    const { page } = vscode().workbench;
    await start('aria.ts');
    const said = () => page.locator('.monaco-aria-container').textContent();
    await until(
      async () => (await said())?.includes('2 changes are ready') ?? false,
      10_000,
      async () => `it says ${await said()}`,
    );
    assert.deepEqual(await vscode().workbench.notifications(), []);
    await vscode().workbench.type('x');
    await vscode().workbench.waitForText(/let xtotal/);
  });

  it('is over when the user undoes it', async () => {
    const { workbench } = vscode();
    await start('undo.ts');
    await workbench.press('Control+z');
    await changes.waitForNone();
    await changes.assertText(before, false);
  });

  it('is one undo step that typing does not join', async () => {
    const { workbench } = vscode();
    await start('typing.ts');
    await workbench.type('cd');
    await workbench.waitForText(after.replace('let total', 'let cdtotal'));
    await workbench.press('Control+z');
    await changes.assertText(after, true);
    await changes.waitFor('Accept all');
    await workbench.press('Control+z');
    await changes.assertText(before, false);
    await changes.waitForNone();
  });

  it('gives what the user typed into it back to the user', async () => {
    const { workbench } = vscode();
    await start('inside.ts');
    await workbench.goTo(2, 24);
    await workbench.type('/*mine*/');
    await changes.click('Discard all');
    await changes.waitForNone();
    assert.equal((await workbench.editorText()).replace('/*mine*/', ''), before);
    assert.match(await workbench.editorText(), /\/\*mine\*\//);
  });

  it('gives everything but what the user typed elsewhere back', async () => {
    const { workbench } = vscode();
    await start('elsewhere.ts');
    await workbench.goTo(0, 0);
    await workbench.type('mine;\n');
    await changes.click('Discard all');
    await changes.waitForNone();
    await changes.assertText(`mine;\n${before}`, true);
  });

  it('keeps the white space that VS Code put there while the user typed', async () => {
    const { workbench } = vscode();
    await vscode().open('space.ts', before);
    await workbench.goTo(0, before.indexOf('\n'));
    await workbench.press('Enter');
    const indented = before.replace('{\n', '{\n  \n');
    await workbench.waitForText(indented);
    await workbench.goTo(3, 4);
    await changes.edit('return early');
    await changes.waitFor('Ghostline: return early');
    await changes.assertText(after.replace('{\n', '{\n  \n'), true);
    await changes.click('Discard all');
    await changes.waitForNone();
    await changes.assertText(indented, true);
  });

  it('is saved as it is seen when the user saves, and still decided about', async () => {
    const { workbench } = vscode();
    await start('saved.ts');
    assert.equal(await workbench.saved(), after);
    await changes.waitFor('Accept all');
    await changes.click('Discard all');
    await changes.assertText(before, true);
  });

  it('says why, in plain words', async () => {
    await start('why.ts');
    await changes.click('Why');
    await changes.waitForNotification(why);
  });

  it('is seen in a diff with buttons, and discarded there', async () => {
    const { workbench } = vscode();
    await start('diff.ts');
    await changes.click('Show diff');
    await workbench.page.locator('.tab.active', { hasText: 'before ↔ with the change' }).waitFor();
    await workbench.page.locator('.monaco-diff-editor .line-delete').first().waitFor();
    await changes.clickTitle('Discard All Changes');
    await changes.waitForNone();
    await changes.assertText(before, false);
    assert.equal(await workbench.page.locator('.monaco-diff-editor').count(), 0);
  });

  it('is accepted in part from the diff', async () => {
    const { workbench } = vscode();
    await start('diffPart.ts');
    await changes.click('Show diff');
    await workbench.page.locator('.monaco-diff-editor .line-delete').first().waitFor();
    await workbench.goTo(6, 4);
    await workbench.press('Control+K');
    await workbench.press('b');
    await changes.assertText(withFirst, true);
  });

  it('stays when the next one comes', async () => {
    await start('next.ts');
    const next = block('    total += value;', '    total += value * 2;');
    ollama().script({ models: chatModels, reply: `Doubles.\n${next}` });
    await changes.edit('double it');
    await changes.waitFor('Ghostline: double it');
    await changes.assertText(after.replace('+= value', '+= value * 2'), true);
    await changes.click('Discard');
    await changes.waitForNone();
    await changes.assertText(after, true);
  });
});
