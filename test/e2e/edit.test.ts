import assert from 'node:assert/strict';
import { block, changesIn } from './editPage.ts';
import { after, atCursor, before, reply, withSecond } from './editSamples.ts';
import { chatModels, questionsTo, wordsOf } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const files = {
  'tsconfig.json': '{ "include": ["*.ts"] }',
  'package.json': '{ "devDependencies": { "vitest": "1" } }',
  'prices.spec.ts': "import { test } from 'vitest';\ntest('prices', () => {});\n",
  'edit.txt': '',
};

describe('an edit by instruction', () => {
  const vscode = useSession({ files });
  const ollama = useOllama(vscode, { models: chatModels, reply });
  const changes = changesIn(vscode);
  const asked = (index: number) => wordsOf(questionsTo(ollama()).at(index) ?? assert.fail());

  it('S33 is shown with its rows and accepted as one undo step', async () => {
    const { workbench } = vscode();
    await vscode().open('accept.ts', atCursor);
    await changes.edit('return early');
    await changes.waitFor('Ghostline: return early');
    await changes.assertText(after, true);
    assert.deepEqual(await changes.titles(), [
      'Ghostline: return early',
      'Accept all',
      'Discard all',
      'Show diff',
      'Try again',
      'Why',
      '1 of 2',
      'Accept',
      'Discard',
      '2 of 2',
      'Accept',
      'Discard',
      'console.log(total); (+1)',
    ]);
    assert.match(asked(0), /Do this with the code that is asked about: return early/);
    await changes.click('Accept all');
    await changes.waitForNone();
    await changes.assertText(after, true);
    await workbench.press('Control+z');
    await changes.assertText(before, false);
  });

  it('is discarded without a trace', async () => {
    await vscode().open('discard.ts', atCursor);
    await changes.edit('return early');
    await changes.waitFor('Ghostline: return early');
    await changes.click('Discard all');
    await changes.waitForNone();
    await changes.assertText(before, false);
  });

  it('is decided about hunk by hunk', async () => {
    const { workbench } = vscode();
    await vscode().open('hunks.ts', atCursor);
    await changes.edit('return early');
    await changes.waitFor('1 of 2');
    await changes.click(/^\W*Discard$/, 0);
    await changes.assertText(withSecond, true);
    await changes.waitForNo('2 of 2');
    await changes.click(/^\W*Discard$/, 0);
    await changes.waitForNone();
    await changes.assertText(before, false);
    await changes.edit('return early');
    await changes.waitFor('2 of 2');
    await changes.click(/^\W*Accept$/, 1);
    await changes.waitForNo('2 of 2');
    await changes.click(/^\W*Discard$/, 0);
    await changes.waitForNone();
    await changes.assertText(withSecond, true);
    await workbench.press('Control+z');
    await changes.assertText(before, false);
  });

  it('is asked for again, with other words than before', async () => {
    await vscode().open('again.ts', atCursor);
    await changes.edit('return early');
    await changes.waitFor('Try again');
    const other = block('  let total = 0;', '  let total = 1;');
    ollama().script({ models: chatModels, reply: `Better.\n${other}` });
    await changes.click('Try again');
    await changes.assertText(before.replace('total = 0', 'total = 1'), true);
    await changes.waitFor('let total = 0;');
    assert.match(asked(-1), /Attempt 1, which was taken back:[\s\S]*values\.length === 0/);
    await changes.click('Discard');
    await changes.assertText(before, false);
  });

  it('is asked for again about the same code after lines were typed above', async () => {
    const { workbench } = vscode();
    await vscode().open('above.ts', atCursor);
    await changes.edit('return early');
    await changes.waitFor('Try again');
    await workbench.goTo(0, 0);
    const above = 'limit;\n'.repeat(4);
    await workbench.type(above);
    await workbench.waitForText(above + after);
    const other = block('  let total = 0;', '  let total = 1;');
    ollama().script({ models: chatModels, reply: `Better.\n${other}` });
    await changes.click('Try again');
    await changes.assertText(above + before.replace('total = 0', 'total = 1'), true);
    assert.match(asked(-1), /lines 5-12/);
  });

  it('remembers the instruction', async () => {
    const { workbench } = vscode();
    await vscode().open('history.ts', atCursor);
    await workbench.press('Control+K');
    await workbench.press('g');
    await workbench.waitForPick('return early');
    await workbench.press('Enter');
    await changes.waitFor('Ghostline: return early');
    await changes.assertText(after, true);
  });

  it('is a code action where one asks for it, and no lightbulb', async () => {
    const { workbench } = vscode();
    await vscode().open('action.ts', atCursor);
    assert.equal(await workbench.lightbulb(), false);
    const titles = await workbench.codeActions();
    assert.ok(titles.includes('Document using Ghostline'), titles.join());
    await workbench.chooseCodeAction('Edit with an instruction using Ghostline…');
    await workbench.waitForQuickPick();
    await workbench.insertText('return early');
    await workbench.waitForPick('return early');
    await workbench.press('Enter');
    await changes.assertText(after, true);
  });

  it('says why there is none and which model is larger, and leaves the document alone', async () => {
    const larger = { name: 'talker:14b', sizeBytes: 2_000_000 };
    await vscode().open('prose.ts', atCursor);
    await vscode().configure({ 'ghostline.ollama.chatModel': 'talker:7b' });
    ollama().script({
      models: [...chatModels, ...chatModels.map((one) => ({ ...one, ...larger }))],
      reply: 'You could return early, I think.',
    });
    await changes.edit('something else');
    await changes.waitForNotification(
      /The model answered in words, without a change\..*talker:14b is installed and larger\./,
    );
    await changes.assertText(before, false);
  });

  it('says what it needs where there is nothing, and asks nobody', async () => {
    const { workbench } = vscode();
    await vscode().open('empty.ts', '\n');
    await workbench.press('Control+K');
    await workbench.press('g');
    await changes.waitForNotification('There is no code here to change.');
    assert.deepEqual(questionsTo(ollama()), []);
  });

  it('documents the symbol at the cursor', async () => {
    const { workbench } = vscode();
    const head = 'export function sumOf(values: number[]): number {';
    const comment = '/** Adds all values. */';
    ollama().script({
      models: chatModels,
      reply: `It says what it does.\n${block(head, `${comment}\n${head}`)}`,
    });
    await vscode().open('document.ts', atCursor);
    await workbench.command('Ghostline: Document');
    await changes.waitFor('Ghostline: document sumOf');
    await changes.assertText(`${comment}\n${before}`, true);
    assert.match(asked(0), /Write a documentation comment/);
    await changes.click('Discard');
    await changes.assertText(before, false);
  });

  it('writes tests into a new file beside, as the project writes them', async () => {
    const { workbench } = vscode();
    const tests = "import { test } from 'vitest';\n\ntest('sumOf', () => {});";
    ollama().script({ models: chatModels, reply: `Tests it.\n\`\`\`ts\n${tests}\n\`\`\`` });
    await vscode().open('tested.ts', atCursor);
    await workbench.command('Ghostline: Generate Tests');
    await workbench.page.locator('.tab', { hasText: 'tested.spec.ts' }).waitFor();
    assert.match(asked(0), /The new file of tests: tested\.spec\.ts/);
    assert.match(asked(0), /Write tests with Vitest/);
    assert.match(asked(0), /A test of this project, for its style:\nimport \{ test \}/);
    assert.equal(await workbench.editorText(), before, 'the focus stays');
    await workbench.probe.command('workbench.action.focusNextGroup');
    const { isDirty, scheme, text } = await workbench.editor();
    assert.deepEqual([scheme, text, isDirty], ['untitled', `${tests}\n`, true]);
    await changes.waitFor('Ghostline: tests for');
    await changes.click('Discard');
    await workbench.page
      .locator('.tab', { hasText: 'tested.spec.ts' })
      .waitFor({ state: 'detached' });
    await workbench.waitForText(before);
    assert.deepEqual(await workbench.dialogs(), []);
  });

  it('shows tests while they come, and leaves nothing when it is stopped', async () => {
    const { workbench } = vscode();
    const half = "It tests.\n```ts\nimport { test } from 'vitest';\n\ntest('sumOf";
    const stalled = { pieceCharacters: half.length, fault: { kind: 'stall' } } as const;
    ollama().script({ models: chatModels, reply: half, ...stalled });
    await vscode().open('stopped.ts', atCursor);
    await workbench.command('Ghostline: Generate Tests');
    const tab = workbench.page.locator('.tab', { hasText: 'stopped.spec.ts' });
    await workbench.page
      .locator('.editor-group-container .view-line', { hasText: "from 'vitest'" })
      .waitFor();
    assert.equal(await workbench.editorText(), before, 'the focus stays');
    await workbench.probe.command('notifications.showList');
    await workbench.clickNotification('Cancel');
    await tab.waitFor({ state: 'detached' });
    await workbench.waitForText(before);
    assert.deepEqual(await workbench.dialogs(), []);
  });

  it('takes the last change back, only while it is as it was made', async () => {
    const { workbench } = vscode();
    await vscode().open('last.ts', atCursor);
    await changes.edit('return early');
    await changes.click('Accept all');
    await changes.waitForNone();
    await workbench.command("Ghostline: Undo Ghostline's Last Change");
    await changes.assertText(before, false);
    await changes.edit('return early');
    await changes.click('Accept all');
    await changes.waitForNone();
    await workbench.goTo(2, 6);
    await workbench.type('x');
    await workbench.command("Ghostline: Undo Ghostline's Last Change");
    await changes.waitForNotification('was edited since');
    await changes.assertText(after.replace('if (values', 'if (xvalues'), true);
  });
});
