import assert from 'node:assert/strict';
import path from 'node:path';
import { until } from '../host/until.mts';
import { block, changesIn } from './editPage.ts';
import { chatModels, explanationsIn, questionsTo, wordsOf } from './explainThread.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const source = 'export function twice(value: number): number {\n  return value █* 2;\n}\n';

describe('an explanation of what is hardly code', () => {
  const vscode = useSession({
    files: {
      'tsconfig.json': '{ "include": ["*.ts"] }',
      'places.txt': '',
      'image.bin': '\u0000\u0001\u0002\u0000',
    },
  });
  const ollama = useOllama(vscode, { models: chatModels, reply: 'Done.' });
  const explanations = explanationsIn(vscode);
  const changes = changesIn(vscode);
  const asked = async () => wordsOf(await ollama().waitFor(({ path }) => path.endsWith('/chat')));
  const waitForNotification = async (says: string) => {
    const { workbench } = vscode();
    // In the list it stays, as a toast it may be gone.
    await until(
      async () => {
        await workbench.probe.command('notifications.showList');
        return (await workbench.notifications()).some((words) => words.startsWith(says));
      },
      10_000,
      async () => `there is ${JSON.stringify(await workbench.notifications())}`,
    );
    await workbench.probe.command('notifications.clearAll');
  };

  it('stands at the left side of a diff editor, about the text of that side', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'diffEditor.useInlineViewWhenSpaceIsLimited': false });
    await vscode().write('after.ts', source.replace('█', '').replace('2', '3'));
    await vscode().open('before.ts', source);
    await workbench.command('File: Compare Active File With...');
    await workbench.page.keyboard.insertText('after.ts');
    await workbench.choose('after.ts');
    await workbench.page.locator('.monaco-diff-editor .original .view-line').nth(1).click();
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    assert.match(await asked(), /File: before\.ts[\s\S]*\n {2}return value \* 2;/);
    await workbench.page
      .locator('.monaco-diff-editor .original .review-widget', { hasText: 'Done.' })
      .waitFor();
    assert.equal(
      await workbench.page.locator('.monaco-diff-editor .modified .review-widget').count(),
      0,
    );
  });

  it('is not there for a file that is not text, shown as such or opened anyway', async () => {
    const { workbench } = vscode();
    await vscode().open('text.ts', source);
    await workbench.press('Control+P');
    await workbench.waitForQuickPick();
    await workbench.page.keyboard.insertText('image.bin');
    await workbench.waitForPick('image.bin');
    await workbench.press('Enter');
    await workbench.page.locator('.monaco-editor-pane-placeholder').waitFor();
    await workbench.command('Ghostline: Explain');
    await waitForNotification('There is nothing to explain here.');
    await vscode().open('zeros.ts', `a\n${source}`);
    await workbench.replaceText('const a\u0000 = 1;\n');
    await workbench.command('Ghostline: Explain');
    await waitForNotification('The document is not text.');
    assert.deepEqual(questionsTo(ollama()), []);
  });

  it('reads a file that has nothing but comments', async () => {
    await vscode().open('comments.ts', '// Prices are in cents.\n// They█ never\n// round.\n');
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready: comments.ts:1-3');
    assert.match(
      await asked(),
      /asked about, lines 1-3:\n\/\/ Prices are in cents\.\n\/\/ They never\n\/\/ round\./,
    );
  });

  it('opens the Comments panel for whoever chose that in the settings', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'comments.openView': 'file' });
    await vscode().open('panel.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    await vscode().open('elsewhere.ts', 'export const elsewhere = 1;\n');
    await workbench.openFile(path.join(vscode().folder, 'panel.ts'));
    await workbench.page.locator('.part.panel .comments-panel').waitFor();
    await workbench.probe.command('workbench.action.closePanel');
  });

  it('is copied as Markdown, and says nothing else', async () => {
    const { page } = vscode().workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const reply = 'It **doubles**:\n\n```ts\ntwice(2);\n```';
    ollama().script({ models: chatModels, reply });
    await vscode().open('double.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    // A link to the code itself, and none to its name besides.
    const places = explanations.bodies().last().locator('a', { hasText: 'double.ts:1' });
    assert.equal(await places.count(), 1);
    await explanations.click('Copy');
    await until(
      async () => (await page.evaluate('navigator.clipboard.readText()')) === reply,
      10_000,
      async () => `it holds ${await page.evaluate<string>('navigator.clipboard.readText()')}`,
    );
  });

  it('becomes the doc comment of its code, which is reviewed like any change', async () => {
    const { page } = vscode().workbench;
    const before = source.replace('█', '');
    const [head = ''] = before.split('\n');
    const comment = '/** Doubles a value. */';
    await vscode().open('documented.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('Explanation ready');
    ollama().script({
      models: chatModels,
      reply: `It says so.\n${block(head, `${comment}\n${head}`)}`,
    });
    await explanations.click('Insert as doc comment');
    await changes.waitFor('Ghostline: document');
    await changes.assertText(`${comment}\n${before}`, true);
    const words = wordsOf(questionsTo(ollama()).at(-1) ?? assert.fail());
    assert.match(words, /asked about, lines 1-3:\nexport function twice/);
    assert.match(words, /Write a documentation comment/);
    await changes.click('Discard');
    await changes.assertText(before, false);
    await page.locator('.review-widget .action-label[aria-label="Insert as Doc Comment"]').click();
    await changes.waitFor('Ghostline: document');
    await changes.click('Accept');
    await changes.assertText(`${comment}\n${before}`, true);
  });

  it('is no doc comment where it is about a problem', async () => {
    const { workbench } = vscode();
    await vscode().open('problem.ts', 'export const wrong: string = 5;\n');
    await workbench.waitForSquiggle('error');
    await workbench.goTo(0, 15);
    await workbench.codeActions();
    await workbench.chooseCodeAction('Explain this problem using Ghostline');
    await explanations.waitFor('Explanation ready');
    await explanations.bodies().last().locator('a', { hasText: 'Copy' }).waitFor();
    const offer = explanations.bodies().last().locator('a', { hasText: 'doc comment' });
    assert.equal(await offer.count(), 0);
  });

  it('is one of several: one answer at a time from a local server, each ends by itself', async () => {
    const { workbench } = vscode();
    let go = () => {};
    const hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply: 'The third answer.', hold });
    const lines = ['first', 'second', 'third'].map((name) => `export const ${name} = 1;\n`);
    await vscode().open('several.ts', lines.join('\n'));
    const threadOf = (line: number) =>
      workbench.page.locator('.review-widget', { hasText: `several.ts:${line}` });
    const stop = (line: number) =>
      threadOf(line).locator('.comment-body').last().locator('a', { hasText: 'Stop' }).click();
    for (const line of [1, 3, 5]) {
      await workbench.select(line - 1, 0, line - 1, 10);
      await explanations.byKeyboard();
      const says = line === 1 ? 'The model is reading…' : 'Waiting for other answers';
      await threadOf(line).filter({ hasText: says }).waitFor();
    }
    await stop(3);
    await threadOf(3).filter({ hasText: 'Stopped before the first word.' }).waitFor();
    await threadOf(1).filter({ hasText: 'The model is reading…' }).waitFor();
    await threadOf(5).filter({ hasText: 'Waiting for other answers' }).waitFor();
    assert.equal(questionsTo(ollama()).length, 1);
    await stop(1);
    await threadOf(5).filter({ hasText: 'The model is reading…' }).waitFor();
    go();
    await threadOf(5).filter({ hasText: 'The third answer.' }).waitFor();
    assert.deepEqual(
      questionsTo(ollama()).map(
        (question) => /asked about, (line \d)/.exec(wordsOf(question))?.[1],
      ),
      ['line 1', 'line 5'],
    );
    assert.equal(ollama().mostAtOnce(), 1);
  });
});

describe('an explanation in an editor that speaks Chinese', () => {
  const vscode = useSession({
    files: { 'tsconfig.json': '{ "include": ["*.ts"] }', 'chinese.txt': '' },
  });
  const ollama = useOllama(vscode, { models: chatModels, reply: '它把值**翻倍**。' });
  const explanations = explanationsIn(vscode);

  it('speaks Chinese, and asks for an answer in it', async () => {
    const { page } = vscode().workbench;
    await page.context().addInitScript(() => {
      Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'zh-cn', set() {} });
    });
    await vscode().reload();
    await vscode().open('chinese.ts', source);
    await explanations.byKeyboard();
    await explanations.waitFor('解释已就绪：');
    await explanations.waitFor('它把值翻倍。');
    await explanations.bodies().last().locator('a', { hasText: '重新提问' }).waitFor();
    assert.match(
      wordsOf(await ollama().waitFor(({ path }) => path.endsWith('/chat'))),
      /Answer in Simplified Chinese \(简体中文\)/,
    );
  });
});
