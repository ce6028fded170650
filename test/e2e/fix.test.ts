import assert from 'node:assert/strict';
import path from 'node:path';
import { block, changesIn } from './editPage.ts';
import { chatModels, questionsTo, wordsOf } from './explainThread.ts';
import { answer, answersOf, fixesIn, project, shared, user } from './fixPage.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const line = 'export const total: string = priceOf(factor);';
const source = `import { priceOf } from './prices';\n\nconst factor = 3;\n\n${line}\n`;
const right = answer(line, line.replace('string', 'number'));
const repaired = source.replace('total: string', 'total: number');
const useless = answer('const factor = 3;', 'const factor = 4;');
const worse = answer('const factor = 3;', "const factor = 'three';");
const message = /not assignable/;

describe('fixing a problem of TypeScript', () => {
  const vscode = useSession({ files: project });
  const ollama = useOllama(vscode, { models: chatModels });
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);

  afterEach(() => fixes.clearNotifications());

  const explainFromNotification = async () => {
    const { workbench } = vscode();
    await workbench.page
      .locator('.notification-list-item a.monaco-button', { hasText: 'Explain this problem' })
      .first()
      .click();
    await workbench.page.locator('.review-widget').first().waitFor();
    await workbench.command('Ghostline: Close Explanation');
  };

  it('is offered once the problem is seen to be gone, in a document nobody touched', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), right);
    const log = await vscode().logFromNow();
    await fixes.openWrong('right.ts', source, message);
    const { version } = await workbench.editor();
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in this file');
    await log.waitFor(/checked outside of the document/);
    assert.equal((await workbench.editor()).version, version + 1);
    await changes.assertText(repaired, true);
    await workbench.press('Control+z');
    await changes.assertText(source, false);
    const words = wordsOf(questionsTo(ollama())[0] ?? assert.fail());
    assert.match(words, /line 5: error ts 2322: Type 'number' is not assignable to type 'string'/);
  });

  it('tells the model how similar code of an open file does it', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), right);
    await vscode().open('like.ts', repaired.replaceAll('total', 'sum'));
    await fixes.openWrong('similar.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in 2 open files');
    const words = wordsOf(questionsTo(ollama())[0] ?? assert.fail());
    assert.match(words, /How it is done elsewhere, in like\.ts:\n[\s\S]*sum: number = priceOf/);
  });

  it('asks again with the new state when the first answer repairs nothing', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), useless, right);
    await fixes.openWrong('again.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in this file');
    await changes.assertText(repaired, true);
    const [, second] = questionsTo(ollama());
    assert.match(wordsOf(second ?? assert.fail()), /const factor = 4;[\s\S]*not assignable/);
  });

  it('is withdrawn when every answer makes it worse, and the problem can be explained', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), worse, useless);
    await fixes.openWrong('worse.ts', source, message);
    const { version } = await workbench.editor();
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForWords('None of the model’s 2 changes repaired this');
    assert.equal((await workbench.editor()).version, version);
    await fixes.assertUntouched(source);
    await explainFromNotification();
  });

  it('that has no change in its answer can be explained, too', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), 'It is a number, I think.');
    await fixes.openWrong('prose.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForWords('The model answered in words, without a change.');
    await fixes.assertUntouched(source);
    await explainFromNotification();
  });

  it('never calls a change verified that silences the problem, and asks for another one', async () => {
    const { workbench } = vscode();
    const cast = answer(line, line.replace('priceOf(factor)', 'priceOf(factor) as any'));
    answersOf(ollama(), cast);
    await fixes.openWrong('cheat.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForVerdict(
      'not verified (it may only silence the problem: any type “export const total: string = priceOf(factor) as any;”)',
    );
    const [, second] = questionsTo(ollama());
    assert.match(wordsOf(second ?? assert.fail()), /silences the problem/);
  });

  it('ends without a word when the document is closed meanwhile', async () => {
    const { workbench } = vscode();
    ollama().script({ models: chatModels, reply: right, hold: new Promise(() => {}) });
    await fixes.openWrong('gone.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    const question = await ollama().waitFor(({ path: to }) => to.endsWith('/chat'));
    await workbench.probe.closeAll();
    await question.abandoned;
    assert.deepEqual(await workbench.notifications(), []);
    assert.equal(await fixes.onDisk('gone.ts'), source);
  });

  it('sees what a change breaks in another open tab', async () => {
    const { workbench } = vscode();
    await vscode().open('user.ts', user);
    answersOf(ollama(), answer('export const shared: string = 5;', 'export const shared = 5;'));
    await fixes.openWrong('shared.ts', shared, message);
    await workbench.goTo(0, 14);
    await fixes.fix();
    await fixes.waitForWords("'trim' does not exist on type");
    await fixes.assertUntouched(shared);
  });

  it('claims no number of closed files where many names have another type', async () => {
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    const users = names.map((name) => `export const ${name} = () => size;\n`).join('');
    answersOf(ollama(), answer('const size: string = 5;', 'const size = 5;'));
    await fixes.openWrong('many.ts', `const size: string = 5;\n${users}`, message);
    await vscode().workbench.goTo(0, 7);
    await fixes.fix();
    await fixes.waitForVerdict(
      'problem gone, none added in this file; closed files that use it not checked',
    );
  });

  it('counts the closed files that use what has another type now', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), answer('export const shared: string = 5;', 'export const shared = 5;'));
    await fixes.openWrong('shared.ts', shared, message);
    await workbench.goTo(0, 14);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in this file; 2 other files not checked');
  });

  it('repairs all problems of the file, from the menu', async () => {
    const { workbench } = vscode();
    const text = `${source}\nexport const name: number = 'x';\n`;
    const both = `Both.\n\n${block(line, line.replace('string', 'number'))}\n\n${block(
      "export const name: number = 'x';",
      "export const name: string = 'x';",
    )}\n`;
    answersOf(ollama(), both);
    await fixes.openWrong('all.ts', text, message);
    await workbench.clickStatus('ghostline.status');
    await workbench.choose('Fix all 2 problems in this file');
    await fixes.waitForVerdict('problem gone, none added in this file');
    await changes.assertText(repaired.concat("\nexport const name: string = 'x';\n"), true);
    const words = wordsOf(questionsTo(ollama())[0] ?? assert.fail());
    assert.match(words, /line 5: error[\s\S]*line 7: error/);
  });

  it('stands in the lightbulb behind what the language server offers, before the explanation', async () => {
    const { workbench } = vscode();
    answersOf(ollama(), answer('export const typo = limt;', 'export const typo = limit;'));
    await fixes.openWrong('bulb.ts', 'const limit = 1;\nexport const typo = limt;\n', /limt/);
    await workbench.goTo(1, 22);
    const titles = await workbench.codeActions();
    const [theirs = -1, ours = -1, explain = -1] = [
      'Change spelling',
      'Fix using Ghostline',
      'Explain this problem using Ghostline',
    ].map((words) => titles.findIndex((title) => title.startsWith(words)));
    assert.ok(theirs >= 0 && theirs < ours && ours < explain, titles.join());
    assert.equal(titles.filter((title) => title.includes('Fix using Ghostline')).length, 1);
    await workbench.chooseCodeAction('Fix using Ghostline');
    await fixes.waitForVerdict('problem gone, none added in this file');
    await changes.assertText('const limit = 1;\nexport const typo = limit;\n', true);
  });

  it('goes to where the code is when one types elsewhere while the model thinks', async () => {
    const { workbench } = vscode();
    let go = () => {};
    const hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply: right, hold });
    await fixes.openWrong('moved.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForProgress('The model is reading');
    await workbench.probe.command('notifications.hideList');
    await workbench.goTo(1, 0);
    await workbench.type('// typed');
    await workbench.press('Escape');
    go();
    await fixes.waitForVerdict('problem gone, none added in this file');
    await changes.assertText(repaired.replace('\n\n', '\n// typed\n'), true);
  });

  it('waits in a diff, not checked, where its file is out of view when the answer comes', async () => {
    const { workbench } = vscode();
    const json = '{\n  "a": ,\n  "b": 2\n}\n';
    let go = () => {};
    const hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    ollama().script({ models: chatModels, reply: answer('  "a": ,', '  "a": 1,'), hold });
    await fixes.openWrong('unseen.json', json, /Value expected/);
    await workbench.goTo(1, 7);
    await fixes.fix();
    await ollama().waitFor(({ path: to }) => to.endsWith('/chat'));
    await vscode().open('seen.ts', 'export const seen = 1;\n');
    go();
    const words = 'not checked (the file was not in view)';
    await workbench.page.locator('.tab.active', { hasText: words }).waitFor();
    await workbench.openFile(path.join(vscode().folder, 'unseen.json'));
    await fixes.waitForVerdict(words);
    await fixes.assertUntouched(json);
  });

  it('stops when it is cancelled while the model thinks', async () => {
    const { workbench } = vscode();
    ollama().script({ models: chatModels, reply: right, hold: new Promise(() => {}) });
    await fixes.openWrong('cancel.ts', source, message);
    await workbench.goTo(4, 15);
    await fixes.fix();
    await fixes.waitForProgress('The model is reading');
    const question = await ollama().waitFor(({ path: to }) => to.endsWith('/chat'));
    await fixes.cancel('The model is reading');
    await question.abandoned;
    await fixes.assertUntouched(source);
    assert.deepEqual(await fixes.rows(), []);
  });

  it('finds bugs in a selection and sees that nothing was added', async () => {
    const { workbench } = vscode();
    const text = 'export function last(values: number[]) {\n  return values[values.length];\n}\n';
    answersOf(
      ollama(),
      answer('  return values[values.length];', '  return values[values.length - 1];'),
    );
    await vscode().open('bugs.ts', text);
    await workbench.select(0, 0, 2, 1);
    await workbench.command('Ghostline: Find and Fix Bugs');
    await fixes.waitForVerdict('not checked');
    await changes.assertText(text.replace('.length]', '.length - 1]'), true);
  });

  it('says that there is nothing to fix, and asks nobody', async () => {
    await vscode().open('fine.ts', 'export const █fine = 1;\n');
    await fixes.fix();
    await fixes.waitForWords('There is no problem at the cursor.');
    assert.deepEqual(questionsTo(ollama()), []);
  });
});
