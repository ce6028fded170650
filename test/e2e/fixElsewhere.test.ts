import assert from 'node:assert/strict';
import path from 'node:path';
import { block, changesIn } from './editPage.ts';
import { chatModels, questionsTo, wordsOf } from './explainThread.ts';
import { answer, answersOf, fixesIn, project, shared, user } from './fixPage.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

const repaired = shared.replace(': string', '');
const own = answer(shared.trimEnd(), repaired.trimEnd());
const both = `${own}\nFile: user.ts\n${block('shared.trim();', 'shared.toFixed();')}\n`;
const follows = user.replace('trim', 'toFixed');

describe('a fix that needs changes in other files', () => {
  const vscode = useSession({ files: project });
  const ollama = useOllama(vscode, { models: chatModels });
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);

  afterEach(() => fixes.clearNotifications());

  const fixShared = async (reply: string) => {
    const { workbench } = vscode();
    answersOf(ollama(), reply);
    await vscode().open('user.ts', user);
    await fixes.openWrong('shared.ts', shared, /not assignable/);
    await workbench.goTo(0, 14);
    await fixes.fix();
  };
  const waitForTicked = (count: number) =>
    vscode()
      .workbench.page.locator('.quick-input-count', { hasText: `${count} Selected` })
      .waitFor();
  const showUser = () => vscode().workbench.openFile(path.join(vscode().folder, 'user.ts'));

  it('is checked with them, and makes only those that are ticked, to be decided about there', async () => {
    const { workbench } = vscode();
    await fixShared(both);
    await fixes.waitForVerdict(
      'problem gone, none added in 2 open files, with the changes in other files; 1 other files not checked',
    );
    const words = wordsOf(questionsTo(ollama())[0] ?? assert.fail());
    assert.match(words, /Another open file, which uses this: user\.ts[\s\S]*shared\.trim\(\);/);
    await changes.assertText(repaired, true);
    await changes.click('1 change in another file…');
    assert.match(
      await workbench.waitForPick('user.ts:3'),
      /shared\.trim\(\); → shared\.toFixed\(\);/,
    );
    await waitForTicked(0);
    await workbench.press('Enter');
    await workbench.waitForNoQuickPick();
    await workbench.command('Ghostline: Show Changes in Other Files');
    await workbench.waitForPick('user.ts:3');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'user.ts:3' })
      .click();
    await waitForTicked(1);
    await workbench.press('Enter');
    await changes.waitFor('Discard');
    await changes.assertText(follows, true);
    await changes.click('Discard');
    await changes.assertText(user, false);
  });

  it('shows them quietly where they would be, until somebody types there', async () => {
    const { workbench } = vscode();
    await fixShared(both);
    await changes.waitFor('1 change in another file…');
    await showUser();
    await changes.waitFor('shared.ts: fix');
    assert.deepEqual(await changes.titles(), [
      "Ghostline: shared.ts: fix “Type 'number' is not assignable to type 'string'.” needs this",
      'Accept',
      'Dismiss',
      'Show diff',
    ]);
    await changes.assertText(user, false);
    await workbench.goTo(2, 14);
    await workbench.type(' ');
    await changes.waitForNone();
    await changes.assertText(user.replace('trim();', 'trim(); '), true);
  });

  it('takes them away when it is discarded, and makes one that is accepted where it stands', async () => {
    const { workbench } = vscode();
    await fixShared(both);
    await changes.waitFor('1 change in another file…');
    await changes.click('Discard');
    await changes.assertText(shared, false);
    await showUser();
    await changes.waitForNone();
    await fixShared(both);
    await changes.waitFor('1 change in another file…');
    await showUser();
    await changes.click('Accept');
    await changes.assertText(follows, true);
    await changes.waitForNone();
    await workbench.command("Ghostline: Undo Ghostline's Last Change");
    await changes.assertText(user, false);
  });
});
