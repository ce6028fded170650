import assert from 'node:assert/strict';
import { changesIn } from './editPage.ts';
import { chatModels } from './explainThread.ts';
import { answer, answersOf, fixesIn } from './fixPage.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

describe('fixing with auto-save on', () => {
  // A session of its own: taking the setting back would switch auto-save on, which is this host's default.
  const vscode = useSession({ files: { 'save.txt': '' } });
  const ollama = useOllama(vscode, { models: chatModels });
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);
  const json = '{\n  "a": ,\n  "b": 2\n}\n';
  const repaired = json.replace('"a": ,', '"a": 1,');
  const right = answer('  "a": ,', '  "a": 1,');
  const worse = answer('  "b": 2', '  "b": ,');

  afterEach(() => fixes.clearNotifications());

  const fix = async (name: string, delayMs: number) => {
    await vscode().configure({
      'files.autoSave': 'afterDelay',
      'files.autoSaveDelay': delayMs,
    });
    await fixes.openWrong(name, json, /Value expected/);
    await vscode().workbench.goTo(1, 7);
    await fixes.fix();
  };

  it('never has on disk what is not verified', async () => {
    answersOf(ollama(), worse, right);
    await fix('saved.json', 3_000);
    await fixes.waitForVerdict('problem gone, none added in this file');
    await changes.assertText(repaired, true);
    assert.equal(await fixes.onDisk('saved.json'), json);
  });

  it('tries nothing where the save is too near, and shows the change beside the file', async () => {
    const log = await vscode().logFromNow();
    answersOf(ollama(), right);
    await fix('near.json', 100);
    await log.waitFor(/fix: offered after 1, not checked: auto-save/);
    await vscode()
      .workbench.page.locator('.tab', {
        hasText: 'near.json ↔ proposed (not in the file yet): not checked (auto-save is on)',
      })
      .waitFor();
    assert.equal(await fixes.onDisk('near.json'), json);
  });
});
