import assert from 'node:assert/strict';
import path from 'node:path';
import { until } from '../host/until.mts';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

const rival = path.join(import.meta.dirname, 'fixtures', 'rival');
const id = 'ggml-org.llama-vscode';

describe('another completion extension', () => {
  const vscode = useSession({ otherExtensions: [rival] });
  const ollama = useOllama(vscode, { reply: 'ours();' });

  beforeEach(() => vscode().workbench.probe.waitForExtension(id));

  /** Takes an entry of Ghostline's menu, the way a person does; what was decided is no longer offered. */
  async function decide(label: string): Promise<void> {
    const { workbench } = vscode();
    await workbench.clickStatus('ghostline.status');
    const offers = async () => (await workbench.waitForQuickPick()).labels;
    // One of the two is always there; the rows come one after the other.
    const isOffered = async () =>
      (await offers()).some((offered) => /Use Ghostline here|Leave it to/.test(offered));
    await until(isOffered, 10_000, async () => (await offers()).join());
    const labels = await offers();
    await (labels.some((offered) => offered.includes(label))
      ? workbench.choose(label)
      : workbench.press('Escape'));
    await workbench.waitForNoQuickPick();
  }

  /** Records what is painted from the next key on until the text is there. */
  async function typeAndWait(name: string, wanted: string): Promise<readonly string[]> {
    const { workbench } = vscode();
    await vscode().open(name, 'const a =█\n');
    await workbench.startRecording();
    await workbench.type(' ');
    await workbench.waitForGhost(wanted);
    const { ghosts } = await workbench.stopRecording();
    return ghosts.map(({ text }) => text);
  }

  for (const delayMs of [0, 100, 400]) {
    it(`that answers after ${delayMs} ms has the field until the user chose, but for a trigger by hand`, async () => {
      await vscode().configure({ 'rival.text': 'theirs();', 'rival.delayMs': delayMs });
      const { workbench } = vscode();
      const log = await vscode().logFromNow();
      assert.deepEqual(await typeAndWait(`undecided${delayMs}.ts`, 'theirs();'), ['theirs();']);
      await log.waitFor(/completion none reason=other-extension/);
      await workbench.waitForStatus('ghostline.status', /Another completion extension is active/);
      assert.ok(!ollama().requests.some(carriesCode));
      await workbench.clickStatus('ghostline.status');
      assert.match(await workbench.waitForPick('Use Ghostline here'), /Rival is active too/);
      await workbench.waitForPick('Leave it to Rival');
      await workbench.choose('Suggest now');
      await log.waitFor(/completion shown source=model/);
    });
  }

  it('shows only what it answers first once the user chose Ghostline', async () => {
    await decide('Use Ghostline here');
    await vscode().configure({ 'rival.text': 'theirs();', 'rival.delayMs': 400 });
    assert.deepEqual(await typeAndWait('slower.ts', 'ours();'), ['ours();']);
    await vscode().configure({ 'rival.delayMs': 100 });
    const hold = Promise.withResolvers<void>();
    ollama().script({ models: fillModels, reply: 'ours();', hold: hold.promise });
    assert.deepEqual(await typeAndWait('faster.ts', 'theirs();'), ['theirs();']);
    hold.resolve();
    await vscode().configure({ 'rival.delayMs': 0 });
    assert.deepEqual(await typeAndWait('atOnce.ts', 'theirs();'), ['theirs();']);
  });

  it('keeps its text when ours comes late', async () => {
    await decide('Use Ghostline here');
    // The first key finds the model; theirs would be there before anything is asked.
    await vscode().configure({ 'rival.text': '', 'rival.delayMs': 0 });
    assert.deepEqual(await typeAndWait('first.ts', 'ours();'), ['ours();']);
    await vscode().configure({ 'rival.text': 'theirs();', 'rival.delayMs': 100 });
    const hold = Promise.withResolvers<void>();
    ollama().script({ models: fillModels, reply: 'ours();', hold: hold.promise });
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('late.ts', 'const a =█\n');
    await workbench.startRecording();
    await workbench.type(' ');
    await workbench.waitForGhost('theirs();');
    await ollama().waitFor(carriesCode);
    // What is asked behind the acceptance is another question: nothing is to be painted for it.
    ollama().script({ models: fillModels, reply: '' });
    hold.resolve();
    // On a busy machine VS Code has not said yet that it no longer waits: then ours is no late one, and not wanted either.
    await log.waitFor(/late answer dropped|completion shown/);
    await workbench.press('Tab');
    await workbench.waitForText('const a = theirs();\n');
    const { ghosts } = await workbench.stopRecording();
    const painted = ghosts.map(({ text }) => text);
    assert.deepEqual(
      painted.filter((text) => text !== 'theirs();' && text !== ''),
      [],
    );
  });

  it('is left alone when the user says so', async () => {
    await decide('Leave it to Rival');
    const { workbench } = vscode();
    await vscode().configure({ 'rival.text': '', 'rival.delayMs': 0 });
    const log = await vscode().logFromNow();
    await vscode().open('left.ts', 'const a =█\n');
    await workbench.type(' ');
    await log.waitFor(/completion none reason=other-extension/);
    assert.equal(await workbench.ghostText(), '');
    await workbench.clickStatus('ghostline.status');
    await workbench.waitForPick('Use Ghostline here');
    const { labels } = await workbench.waitForQuickPick();
    assert.ok(!labels.some((label) => label.includes('Leave it')));
    await workbench.press('Escape');
  });
});
