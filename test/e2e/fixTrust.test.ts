import { changesIn } from './editPage.ts';
import { chatModels } from './explainThread.ts';
import { answer, answersOf, fixesIn } from './fixPage.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

describe('fixing in a workspace that is not trusted', () => {
  const vscode = useSession({ workspaceTrust: true, files: { 'trust.txt': '' } });
  const ollama = useOllama(vscode, { models: chatModels });
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);

  before(() => vscode().workbench.waitForStatus('Restricted Mode', /Restricted Mode/));

  it('works by hand, and is checked by what VS Code itself runs', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    const text = '{\n  "a": ,\n  "b": 2\n}\n';
    answersOf(ollama(), answer('  "a": ,', '  "a": 1,'));
    await fixes.openWrong('one.json', text, /Value expected/);
    await workbench.goTo(1, 7);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in this file');
    await log.waitFor(/checked in the document/);
    await changes.assertText(text.replace('"a": ,', '"a": 1,'), true);
    await workbench.press('Control+z');
    await changes.assertText(text, false);
  });
});
