import assert from 'node:assert/strict';
import path from 'node:path';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

const oddDocuments = path.join(import.meta.dirname, 'fixtures', 'oddDocuments');

describe('a document that is no ordinary file', () => {
  const vscode = useSession({ otherExtensions: [oddDocuments] });
  const ollama = useOllama(vscode, { reply: '(1, 2);' });

  /** Asserts that nothing was sent, painted or put in the way. */
  async function assertNothing(): Promise<void> {
    const { workbench } = vscode();
    assert.equal(await workbench.ghostText(), '');
    assert.deepEqual(await workbench.notifications(), []);
    assert.deepEqual(await workbench.dialogs(), []);
    assert.ok(!ollama().requests.some(carriesCode));
  }

  it('is completed when it is an untitled one', async () => {
    const { workbench } = vscode();
    await workbench.probe.command('odd.untitled', 'typescript', 'const sum = add\n');
    await workbench.goTo(0, 15);
    await workbench.type(' ');
    await workbench.waitForGhost('(1, 2);');
    await workbench.press('Tab');
    await workbench.waitForText('const sum = add (1, 2);\n');
  });

  it('is left alone when an extension made it up', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await workbench.probe.command('odd.open');
    await workbench.waitForStatus('ghostline.status', /off here.*not completed/);
    await workbench.probe.command('editor.action.inlineSuggest.trigger');
    await assertNothing();
    assert.doesNotMatch(await log.text(), /completion shown/);
  });

  it('is left alone when it is the message of a commit', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await workbench.probe.command('workbench.view.scm');
    await workbench.page.locator('.scm-editor .monaco-editor').click();
    await workbench.type('Add');
    await log.waitFor(/completion none reason=unsupported-document/);
    await assertNothing();
    await workbench.clickStatus('ghostline.status');
    assert.match(await workbench.waitForPick('Why no suggestion here?'), /not completed/);
    await workbench.press('Escape');
    await workbench.probe.command('workbench.view.explorer');
  });

  it('is left alone when it is an output', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await workbench.command('Ghostline: Show Log');
    await workbench.page.locator('.output-view .monaco-editor .view-line').first().click();
    await workbench.type('x');
    await workbench.press('Alt+;');
    await assertNothing();
    assert.doesNotMatch(await log.text(), /completion shown/);
    await workbench.probe.command('workbench.action.closePanel');
  });

  it('is left alone when it cannot be written', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'files.readonlyInclude': { '**/fixed.ts': true } });
    const log = await vscode().logFromNow();
    await vscode().open('fixed.ts', 'const sum = add█\n');
    await workbench.type(' ');
    await workbench.press('Alt+;');
    await workbench.probe.command('editor.action.inlineSuggest.trigger');
    assert.equal(await workbench.editorText(), 'const sum = add\n');
    await assertNothing();
    assert.doesNotMatch(await log.text(), /completion shown/);
  });
});

describe('a file with an odd content', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { reply: '(1, 2);' });

  const refused: readonly {
    readonly title: string;
    readonly text: () => string;
    readonly reason: string;
    readonly says: RegExp;
  }[] = [
    {
      title: 'of 50 MB',
      text: () => `const sum = add█\n${`// ${'x'.repeat(996)}\n`.repeat(50_000)}`,
      reason: 'document-too-large',
      says: /too large/,
    },
    {
      title: 'with a line of 100 kB',
      text: () => `const sum = add█;${' f(1);'.repeat(17_000)}\n`,
      reason: 'line-too-long',
      says: /line is too long/,
    },
  ];

  for (const { reason, says, text, title } of refused) {
    it(`${title} is left alone, and the menu says why`, async () => {
      const { workbench } = vscode();
      const log = await vscode().logFromNow();
      await vscode().open(`${reason}.ts`, text());
      await workbench.type(' ');
      await log.waitFor(new RegExp(`completion none reason=${reason}`));
      assert.equal(await workbench.ghostText(), '');
      assert.deepEqual(await workbench.notifications(), []);
      assert.ok(!ollama().requests.some(carriesCode));
      await workbench.clickStatus('ghostline.status');
      assert.match(await workbench.waitForPick('Why no suggestion here?'), says);
      await workbench.press('Escape');
    });
  }

  it('of bytes that are no text is left alone', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('bytes.ts', 'const sum = add█\n');
    await workbench.replaceText('const sum = add\nlet b = "\0";\n');
    await workbench.goTo(0, 15);
    await workbench.type(' ');
    await log.waitFor(/completion none reason=binary-document/);
    assert.equal(await workbench.ghostText(), '');
    assert.ok(!ollama().requests.some(carriesCode));
  });

  it('of 100,000 lines is completed in its middle', async () => {
    const { workbench } = vscode();
    const lines = 'a = 1\n'.repeat(50_000);
    await vscode().open('lines.py', `${lines}total = add█\n${lines}`);
    await workbench.type(' ');
    await workbench.waitForGhost('(1, 2);');
    await workbench.press('Tab');
    await workbench.waitForText(/\ntotal = add \(1, 2\);\na/);
  });

  it('with mixed ends of lines keeps the ones that it had', async () => {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply: 'let c;\n    return a + c;\n}' });
    await vscode().open('ends.ts', 'let a;\r\nlet b;\nfunction sum() {█\r\n');
    await workbench.press('Enter');
    await workbench.waitForGhost(/^let c;\n {4}return a \+ c;\n\}$/);
    await workbench.press('Tab');
    await workbench.waitForText(/return a \+ c;/);
    assert.match(
      await workbench.saved(),
      /^let a;\r\nlet b;\r\nfunction sum\(\) \{\r\n +let c;\r\n +return a \+ c;\r\n\}\r\n$/,
    );
  });
});

describe('an ignore file', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode, { reply: 'SHOWN' });

  it('that is written while one works holds at once, in a workspace without code, too', async () => {
    const { workbench } = vscode();
    await vscode().open('notes.md', 'This is█\n');
    await workbench.type(' ');
    await workbench.waitForGhost('SHOWN');
    await workbench.press('Escape');
    const log = await vscode().logFromNow();
    await vscode().write('.ghostlineignore', '*.md\n');
    await log.waitFor(/ignore files changed/);
    const { length } = ollama().requests;
    await workbench.type('a ');
    await log.waitFor(/completion none reason=excluded-file/);
    await workbench.waitForStatus('ghostline.status', /off here.*excluded/);
    assert.equal(ollama().requests.length, length);
  });
});
