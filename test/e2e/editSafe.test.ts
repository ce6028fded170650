import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '../host/until.mts';
import { block, changesIn } from './editPage.ts';
import { after, atCursor, before, reply, withFirst } from './editSamples.ts';
import { chatModels } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const files = { 'tsconfig.json': '{ "include": ["*.ts"] }', 'safe.txt': '' };

describe('an edit and the document', () => {
  const vscode = useSession({ files });
  const ollama = useOllama(vscode, { models: chatModels, reply });
  const changes = changesIn(vscode);
  const onDisk = (name: string) => readFile(path.join(vscode().folder, name), 'utf8');
  /** The reply as far as its first block, and then nothing. */
  const halfReply = reply.slice(0, reply.indexOf('console.log'));
  const stall = () =>
    ollama().script({
      models: chatModels,
      reply: halfReply,
      pieceCharacters: halfReply.length,
      fault: { kind: 'stall' },
    });
  const cancel = async () => {
    const { workbench } = vscode();
    await workbench.probe.command('notifications.showList');
    await workbench.clickNotification('Cancel');
  };

  // A test that sets it leaves the default of this host behind, which saves.
  beforeEach(() => vscode().configure({ 'files.autoSave': 'off' }));

  it('shows what has come so far, and gives it back when it is stopped', async () => {
    const { workbench } = vscode();
    stall();
    await vscode().open('stream.ts', atCursor);
    await changes.edit('return early');
    await workbench.waitForText(withFirst);
    await cancel();
    await changes.assertText(before, false);
    await (await ollama().waitFor(({ path: asked }) => asked.endsWith('/chat'))).abandoned;
    await workbench.press('Control+z');
    await changes.assertText(before, false);
  });

  it('is stopped before the first word', async () => {
    ollama().script({ models: chatModels, reply, hold: new Promise(() => {}) });
    await vscode().open('early.ts', atCursor);
    await changes.edit('return early');
    await cancel();
    await (await ollama().waitFor(({ path: asked }) => asked.endsWith('/chat'))).abandoned;
    await changes.assertText(before, false);
    await changes.waitForNone();
  });

  it('S33 is one undo step when it came in pieces', async () => {
    const { workbench } = vscode();
    ollama().script({ models: chatModels, reply, pieceCharacters: 12, pieceMs: 40 });
    await vscode().open('pieces.ts', atCursor);
    await changes.edit('return early');
    await workbench.waitForText(withFirst);
    await changes.waitFor('2 of 2');
    await changes.assertText(after, true);
    await workbench.press('Control+z');
    await changes.assertText(before, false);
    await changes.waitForNone();
  });

  it('leaves what is typed meanwhile, and is shown at the end', async () => {
    const { workbench } = vscode();
    let go = () => {};
    const hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply, hold });
    await vscode().open('meanwhile.ts', atCursor);
    await changes.edit('return early');
    await ollama().waitFor(({ path: asked }) => asked.endsWith('/chat'));
    await workbench.goTo(0, 0);
    await workbench.type('mine;\n');
    go();
    await changes.waitFor('Ghostline: return early');
    await changes.assertText(`mine;\n${after}`, true);
    await changes.click('Discard all');
    await changes.assertText(`mine;\n${before}`, true);
  });

  it('takes half a change out when somebody types, and only that', async () => {
    const { workbench } = vscode();
    stall();
    await vscode().open('typing.ts', atCursor);
    await changes.edit('return early');
    await workbench.waitForText(withFirst);
    await workbench.goTo(0, 0);
    await workbench.type('x');
    await workbench.waitForText(`x${before}`);
    await cancel();
    await workbench.waitForText(`x${before}`);
  });

  it('never saves half a change', async () => {
    const { workbench } = vscode();
    stall();
    await vscode().open('half.ts', atCursor);
    await changes.edit('return early');
    await workbench.waitForText(withFirst);
    assert.equal(await workbench.saved(), before);
    await cancel();
    await workbench.waitForText(before);
  });

  it('never saves half a change that is being taken out', async () => {
    const { workbench } = vscode();
    stall();
    await vscode().open('taking.ts', atCursor);
    await changes.edit('return early');
    await workbench.waitForText(withFirst);
    await workbench.goTo(0, 0);
    await workbench.type('x');
    assert.equal(await workbench.saved(), `x${before}`);
    await workbench.waitForText(`x${before}`);
    await cancel();
  });

  it('S31 does not touch code that was edited meanwhile', async () => {
    const { workbench } = vscode();
    let go = () => {};
    const hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply, hold });
    await vscode().open('stale.ts', atCursor);
    await changes.edit('return early');
    await ollama().waitFor(({ path: asked }) => asked.endsWith('/chat'));
    await workbench.goTo(5, 6);
    await workbench.type('x');
    go();
    await changes.waitForNotification('You changed this code meanwhile');
    await changes.assertText(before.replace('console', 'consxole'), true);
  });

  it('waits in a diff where VS Code saves by itself, be it for one language only', async () => {
    const { workbench } = vscode();
    await vscode().configure({
      '[typescript]': { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100 },
    });
    await vscode().open('auto.ts', atCursor);
    await changes.edit('return early');
    await workbench.page
      .locator('.tab.active', { hasText: 'not in the file yet' })
      .waitFor({ timeout: 10_000 });
    assert.equal(await onDisk('auto.ts'), before);
    await changes.clickTitle('Accept All Changes');
    await until(
      async () => (await onDisk('auto.ts')) === after,
      10_000,
      async () => `on disk is ${await onDisk('auto.ts')}`,
    );
    assert.equal(await workbench.page.locator('.monaco-diff-editor').count(), 0);
  });

  it('is taken out before a save of its own accord, and kept for the user', async () => {
    const { workbench } = vscode();
    await vscode().open('later.ts', atCursor);
    await changes.edit('return early');
    await changes.waitFor('Ghostline: return early');
    await vscode().configure({ 'files.autoSave': 'onFocusChange' });
    await vscode().open('other.ts', 'export const other = 1;\n');
    await changes.waitForNotification('VS Code saves this file by itself');
    assert.equal(await onDisk('later.ts'), before);
    await workbench.openFile(path.join(vscode().folder, 'later.ts'));
    await changes.waitFor('auto-save is on');
    await changes.assertText(before, false);
    await changes.click('Accept all');
    await workbench.waitForText(after);
  });

  it('is only shown where the file is read-only', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'files.readonlyInclude': { '**/fixed.ts': true } });
    await vscode().open('fixed.ts', atCursor);
    await changes.edit('return early');
    await workbench.page
      .locator('.tab.active', { hasText: 'the file is read-only' })
      .waitFor({ timeout: 10_000 });
    await workbench.page
      .locator('.monaco-diff-editor .line-insert')
      .first()
      .waitFor({ timeout: 10_000 });
    await workbench.openFile(path.join(vscode().folder, 'fixed.ts'));
    await changes.waitFor('the file is read-only');
    assert.ok(!(await changes.titles()).some((title) => title.includes('Accept')));
    await changes.assertText(before, false);
    await changes.click('Discard all');
    await changes.waitForNone();
  });

  /**
   * A change is pending, and the window is loaded again.
   * @returns false when it is undone: what VS Code keeps of a file that is not saved depends on how long ago it changed
   */
  const restartWith = async (name: string): Promise<boolean> => {
    await vscode().open(name, atCursor);
    await changes.edit('return early');
    await changes.waitFor('Ghostline: return early');
    await vscode().reload({ keepEditors: true });
    assert.equal(await onDisk(name), before);
    if ((await vscode().workbench.editorText()) === before) {
      await changes.waitForNone();
      return false;
    }
    await changes.waitFor('Ghostline: return early');
    await changes.assertText(after, true);
    return true;
  };

  it('S33 gives the text back byte for byte when it is discarded after a restart', async () => {
    if (await restartWith('restart.ts')) {
      await changes.click('Discard all');
    }
    await vscode().workbench.waitForText(before);
    await changes.waitForNone();
    assert.equal(await vscode().workbench.saved(), before);
  });

  it('keeps the text when it is accepted after a restart', async () => {
    const isThere = await restartWith('accepted.ts');
    if (isThere) {
      await changes.click('Accept all');
      await changes.waitForNone();
    }
    assert.equal(await vscode().workbench.saved(), isThere ? after : before);
  });

  it('S32 is not asked for in a file that decides what programs run', async () => {
    const { workbench } = vscode();
    await vscode().open('.vscode/tasks.json', '{ "tasks": [█] }\n');
    const asked = ollama().requests.length;
    await workbench.press('Control+K');
    await workbench.press('g');
    await changes.waitForNotification('changes no file that decides what programs run');
    assert.equal(await workbench.quickPick(), undefined);
    assert.ok(
      !ollama()
        .requests.slice(asked)
        .some(({ path: to }) => to.endsWith('/chat')),
    );
    await changes.assertText('{ "tasks": [] }\n', false);
  });

  it('is taken out after a restart where only half of it had come', async () => {
    stall();
    await vscode().open('halfway.ts', atCursor);
    await changes.edit('return early');
    await vscode().workbench.waitForText(withFirst);
    await vscode().reload({ keepEditors: true });
    await vscode().workbench.waitForText(before);
    assert.deepEqual(await changes.titles(), []);
    assert.equal(await onDisk('halfway.ts'), before);
  });

  it('S31 does what a hostile reply says to this document only, as text', async () => {
    const { workbench } = vscode();
    const hostile = [
      '[Click me](command:workbench.action.terminal.new) ![i](https://evil.test/i.png) $(bug)',
      'File: settings.json',
      block('  let total = 0;', '  let total = 0; // $(bug) [x](command:workbench.action.quit)'),
    ].join('\n');
    ollama().script({ models: chatModels, reply: hostile });
    await vscode().open('hostile.ts', atCursor);
    await changes.edit('return early');
    await changes.waitForNotification('wanted to change another file (settings.json)');
    await changes.assertText(before, false);
    ollama().script({ models: chatModels, reply: hostile.replace('File: settings.json\n', '') });
    await changes.edit('return early [y](command:workbench.action.quit) $(bug)');
    await changes.waitFor('Why');
    await workbench.probe.command('notifications.clearAll');
    await changes.click('Why');
    await changes.waitForNotification('[Click me] (command:workbench.action.terminal.new)');
    await workbench.probe.command('notifications.showList');
    const { page } = workbench;
    assert.equal(await page.locator('.notification-list-item-message a').count(), 0);
    assert.equal(await page.locator('.codelens-decoration .codicon-bug').count(), 0);
  });
});
