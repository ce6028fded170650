import assert from 'node:assert/strict';
import path from 'node:path';
import { changesIn } from './editPage.ts';
import { chatModels, questionsTo } from './explainThread.ts';
import { answer, answersOf, fixesIn } from './fixPage.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const linter = path.join(import.meta.dirname, 'fixtures', 'linter');

describe('fixing a problem where only the document itself can be checked', () => {
  const vscode = useSession({ otherExtensions: [linter] });
  const ollama = useOllama(vscode, { models: chatModels });
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);

  afterEach(() => fixes.clearNotifications());

  describe('with VS Code’s own JSON service', () => {
    const json = '{\n  "a": ,\n  "b": 2\n}\n';
    const right = answer('  "a": ,', '  "a": 1,');
    const worse = answer('  "b": 2', '  "b": ,');
    const message = /Value expected/;

    const open = async (name: string, text = json) => {
      await fixes.openWrong(name, text, message);
      await vscode().workbench.goTo(1, 7);
    };

    it('is verified, and one undo leads back to the saved text', async () => {
      const { workbench } = vscode();
      answersOf(ollama(), right);
      await open('right.json');
      await fixes.fix();
      await fixes.waitForVerdict('problem gone, none added in this file');
      await changes.assertText(json.replace('"a": ,', '"a": 1,'), true);
      await workbench.press('Control+z');
      await changes.assertText(json, false);
    });

    it('is withdrawn when it makes it worse, and the document is what it was, saved as it was', async () => {
      answersOf(ollama(), worse);
      await open('worse.json');
      await fixes.fix();
      await fixes.waitForWords('None of the model’s 2 changes repaired this');
      await fixes.assertUntouched(json);
    });

    it('keeps what was typed and not saved, and leaves it unsaved', async () => {
      const { workbench } = vscode();
      answersOf(ollama(), answer('  "b": 23', '  "b": ,'));
      await open('dirty.json');
      await workbench.goTo(2, 8);
      await workbench.type('3');
      await workbench.goTo(1, 7);
      const typed = json.replace('2', '23');
      await workbench.waitForText(typed);
      await fixes.fix();
      await fixes.waitForWords('None of the model’s 2 changes repaired this');
      await changes.assertText(typed, true);
      await workbench.press('Control+z');
      await changes.assertText(json, false);
    });

    it('keeps the line ends of the file, mixed ones too', async () => {
      const { workbench } = vscode();
      const mixed = json.replaceAll('\n', '\r\n').replace('2\r\n', '2\n');
      const shown = json.replaceAll('\n', '\r\n');
      answersOf(ollama(), right);
      await open('ends.json', mixed);
      await fixes.fix();
      await fixes.waitForVerdict('problem gone, none added in this file');
      await changes.assertText(shown.replace('"a": ,', '"a": 1,'), true);
      await workbench.command('Ghostline: Discard All Changes');
      await changes.assertText(shown, false);
      assert.equal(await fixes.onDisk('ends.json'), mixed);
    });

    it('gives the document back when it is cancelled while the model thinks again', async () => {
      const { promise: never } = Promise.withResolvers<void>();
      const second = { models: chatModels, reply: right, hold: never };
      ollama().script({
        models: chatModels,
        reply: () => {
          ollama().script(second);
          return worse;
        },
      });
      await open('again.json');
      await fixes.fix();
      await fixes.waitForProgress('It was not. Attempt 2: The model is');
      await fixes.cancel('Attempt 2');
      await fixes.assertUntouched(json);
      assert.deepEqual(await fixes.rows(), []);
    });

    it('is not checked when the user wants no check', async () => {
      await vscode().configure({ 'ghostline.fix.verify': false });
      answersOf(ollama(), right);
      await open('off.json');
      await fixes.fix();
      await fixes.waitForVerdict('not checked');
    });
  });

  describe('with a linter of its own', () => {
    const text = 'one\nthis is wrong\nthree\n';
    const right = answer('this is wrong', 'this is right');
    const message = /This is wrong/;

    const open = async (name: string, when: string, delayMs = 50) => {
      await vscode().configure({ 'house.when': when, 'house.delayMs': delayMs });
      await fixes.openWrong(name, text, message);
      await vscode().workbench.goTo(1, 10);
      answersOf(ollama(), right);
    };

    it('is verified when the linter looks at each change, for the file that it looked at', async () => {
      await vscode().open('beside.txt', 'four\n');
      await open('change.house', 'change');
      await fixes.fix();
      await fixes.waitForVerdict('problem gone, none added in this file');
      await changes.assertText(text.replace('wrong', 'right'), true);
    });

    it('asks again when a linter that nobody knows yet says the same of the first answer', async () => {
      await open('fresh.house', 'fresh');
      answersOf(ollama(), answer('this is wrong', 'that is wrong'), right);
      const asked = questionsTo(ollama()).length;
      await fixes.fix();
      await fixes.waitForVerdict('problem gone, none added in this file');
      assert.equal(questionsTo(ollama()).length - asked, 2);
    });

    for (const [when, what] of [
      ['save', 'looks only on save'],
      ['clear', 'clears its problems at a key and looks on save'],
    ] as const) {
      it(`is not verified when the linter ${what}`, async () => {
        const { workbench } = vscode();
        await open(`${when}.house`, when);
        await fixes.fix();
        await fixes.waitForVerdict(
          'not verified (no report in time; some linters look only on save)',
        );
        await changes.assertText(text.replace('wrong', 'right'), true);
        await workbench.press('Control+z');
        await changes.assertText(text, false);
      });
    }

    it('is not verified when the problems keep changing', async () => {
      await open('restless.house', 'restless');
      await fixes.fix();
      await fixes.waitForVerdict('not verified (the problems kept changing)');
    });

    it('is not verified when a linter that always looked ends while it is checked', async () => {
      await open('crash.house', 'change');
      await fixes.fix();
      await fixes.waitForVerdict('problem gone, none added in this file');
      await changes.click('Discard');
      await changes.assertText(text, false);
      await changes.waitForNone();
      await vscode().workbench.waitForSquiggle('error');
      await vscode().configure({ 'house.when': 'crash' });
      await fixes.fix();
      await fixes.waitForVerdict('not verified (who reported the problem fell silent)');
      await changes.assertText(text.replace('wrong', 'right'), true);
    });

    it('keeps what is typed while it is checked, and says that this was why', async () => {
      const { workbench } = vscode();
      await open('typing.house', 'change', 2_000);
      await fixes.fix();
      await workbench.waitForText(/this is right/);
      await workbench.goTo(2, 0);
      await workbench.type('x');
      await fixes.waitForVerdict('not verified (you were typing)');
      await workbench.command('Ghostline: Discard All Changes');
      await changes.assertText(text.replace('three', 'xthree'), true);
    });

    it('says that somebody typed when they do so while the linter is to look again', async () => {
      await open('meddle.house', 'meddle', 300);
      await fixes.fix();
      await fixes.waitForVerdict('not verified (you were typing)');
      await changes.assertText(`x${text.replace('wrong', 'right')}`, true);
    });

    it('takes its text out before the user saves', async () => {
      const { workbench } = vscode();
      await open('saved.house', 'change', 2_000);
      await fixes.fix();
      await workbench.waitForText(/this is right/);
      await workbench.press('Control+s');
      await fixes.waitForVerdict('not verified (the file was saved meanwhile)');
      assert.equal(await fixes.onDisk('saved.house'), text);
    });

    it('undoes nothing but itself while something else has the focus', async () => {
      const { workbench } = vscode();
      await open('focus.house', 'change', 1_500);
      await fixes.fix();
      await workbench.waitForText(/this is right/);
      await workbench.probe.command('workbench.view.search.focus');
      const search = workbench.page.locator('.search-view .search-widget textarea').first();
      await search.pressSequentially('abc');
      await fixes.waitForVerdict('problem gone, none added in this file');
      assert.equal(await search.inputValue(), 'abc');
      await workbench.focusEditor();
      await workbench.press('Control+z');
      await changes.assertText(text, false);
    });

    it('is out of the document when the window is loaded again meanwhile', async () => {
      await open('restart.house', 'change', 60_000);
      await fixes.fix();
      await vscode().workbench.waitForText(/this is right/);
      await vscode().reload({ keepEditors: true });
      await vscode().workbench.waitForText(text);
      assert.deepEqual(await changes.titles(), []);
      assert.equal(await fixes.onDisk('restart.house'), text);
    });

    it('is taken out once when the user undoes it', async () => {
      const { workbench } = vscode();
      await open('undo.house', 'change', 2_000);
      await fixes.fix();
      await workbench.waitForText(/this is right/);
      await workbench.press('Control+z');
      await fixes.waitForVerdict('not verified (you were typing)');
      await workbench.command('Ghostline: Discard All Changes');
      await workbench.waitForText(text);
    });

    it('gives the document back when it is cancelled while it is checked', async () => {
      const { workbench } = vscode();
      await open('cancel.house', 'change', 3_000);
      await fixes.fix();
      await workbench.waitForText(/this is right/);
      await fixes.waitForProgress('Checking whether the problem is gone');
      await fixes.cancel('Checking whether');
      await workbench.waitForText(text);
      await fixes.assertUntouched(text);
      assert.deepEqual(await fixes.rows(), []);
    });

    it('stops the first of two in one document, and leaves nothing of it', async () => {
      const { workbench } = vscode();
      await open('two.house', 'change', 3_000);
      await fixes.fix();
      await workbench.waitForText(/this is right/);
      await vscode().configure({ 'house.delayMs': 50 });
      const second = workbench.probe.command('ghostline.fix');
      await fixes.waitForVerdict('problem gone, none added in this file');
      await second;
      await changes.assertText(text.replace('wrong', 'right'), true);
      await workbench.press('Control+z');
      await changes.assertText(text, false);
      assert.ok(questionsTo(ollama()).length <= 2);
    });
  });
});
