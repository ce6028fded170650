import { changesIn } from './editPage.ts';
import { chatModels } from './explainThread.ts';
import { answer, answersOf, fixesIn } from './fixPage.ts';
import { useOllama } from './models.ts';
import { useSession } from './session.ts';

describe('fixing in a workspace that is not trusted', () => {
  const vscode = useSession({ workspaceTrust: true, files: { 'tsconfig.json': '{}' } });
  const ollama = useOllama(vscode, { models: chatModels });
  const fixes = fixesIn(vscode);
  const changes = changesIn(vscode);

  before(() => vscode().workbench.waitForStatus('Restricted Mode', /Restricted Mode/));

  it('works by hand, and starts no process for the project', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    const text = 'export const one: string = 1;\n';
    answersOf(ollama(), answer(text.trimEnd(), 'export const one: number = 1;'));
    await fixes.openWrong('one.ts', text, /not assignable/);
    await workbench.goTo(0, 14);
    await fixes.fix();
    await fixes.waitForVerdict('problem gone, none added in this file');
    await log.waitFor(/checked in the document/);
    await changes.assertText(text.replace('string', 'number'), true);
    await workbench.press('Control+z');
    await changes.assertText(text, false);
  });
});
