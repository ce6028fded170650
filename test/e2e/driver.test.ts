import assert from 'node:assert/strict';
import path from 'node:path';
import { useSession } from './session.ts';

const nullProvider = path.join(import.meta.dirname, 'fixtures', 'nullProvider');

describe('the page driver', () => {
  const vscode = useSession({ ghostline: false, otherExtensions: [nullProvider] });

  beforeEach(() => vscode().workbench.probe.waitForExtension('ghostline-tests.null-provider'));

  it('reads ghost text of several lines as it is painted', async () => {
    const { workbench } = vscode();
    await vscode().configure({
      'nullProvider.enabled': true,
      'nullProvider.text': 'add(\n  first,\n\n  second,\n)',
    });
    await vscode().open('lines.txt', 'one\n█');
    await workbench.type('x');
    assert.equal(await workbench.waitForGhost(), 'add(\n  first,\n\n  second,\n)');
  });

  it('accepts ghost text with Tab and reads the exact text, unsaved and saved', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'nullProvider.enabled': true, 'nullProvider.text': 'yz\t😀' });
    await vscode().open('accept.txt', 'one\r\n█\r\n');
    await workbench.type('x');
    await workbench.waitForGhost(/^yz/);
    await workbench.press('Tab');
    await workbench.waitForText('one\r\nxyz\t😀\r\n');
    assert.equal((await workbench.editor()).isDirty, true);
    assert.equal(await workbench.saved(), 'one\r\nxyz\t😀\r\n');
  });

  it('sees ghost text come late and go with Escape', async () => {
    const { workbench } = vscode();
    await vscode().configure({
      'nullProvider.enabled': true,
      'nullProvider.text': 'late',
      'nullProvider.delayMs': 300,
    });
    await vscode().open('late.txt', '█');
    const timeMs = await workbench.measureKeyToGhost('x');
    await workbench.waitForGhost('late');
    assert.ok(timeMs !== undefined && timeMs >= 300);
    await workbench.press('Escape');
    await workbench.waitForNoGhost();
  });

  it('times a key press to painted ghost text', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'nullProvider.enabled': true, 'nullProvider.text': 'now' });
    await vscode().open('timed.txt', '█');
    const timeMs = await workbench.measureKeyToGhost('x');
    await workbench.waitForGhost('now');
    assert.ok(timeMs !== undefined && timeMs > 0 && timeMs < 3000);
  });

  it('finds that nothing is painted when the provider is silent', async () => {
    const { workbench } = vscode();
    await vscode().open('silent.txt', '█');
    assert.equal(await workbench.measureKeyToGhost('x', 500), undefined);
  });

  it('reads the suggest widget', async () => {
    const { workbench } = vscode();
    await vscode().open('words.ts', 'const alphabet = 1;\n█');
    await workbench.type('alph');
    await workbench.waitForSuggestWidget();
    assert.deepEqual((await workbench.suggestWidget())?.slice(0, 1), ['alphabet']);
    await workbench.press('Escape');
    await workbench.waitForNoSuggestWidget();
  });

  it('reads squiggles, the lightbulb and code actions, and takes one', async () => {
    const { workbench } = vscode();
    await vscode().open('problem.ts', 'con█sol.log(1);\n');
    await workbench.waitForSquiggle('error');
    const title = "Change spelling to 'console'";
    assert.ok((await workbench.codeActions()).includes(title));
    assert.equal(await workbench.lightbulb(), true);
    await workbench.chooseCodeAction(title);
    await workbench.waitForText('console.log(1);\n');
  });

  it('reads the context menu and the status bar, and runs a command from the palette', async () => {
    const { workbench } = vscode();
    await vscode().open('menu.txt', 'b\n█a\n');
    assert.ok((await workbench.contextMenu()).includes('Command Palette...'));
    await workbench.press('Escape');
    assert.equal((await workbench.statusItem('status.editor.selection'))?.text, 'Ln 2, Col 1');
    await workbench.press('Control+A');
    await workbench.command('Sort Lines Ascending');
    await workbench.waitForText('a\nb\n');
  });
});
