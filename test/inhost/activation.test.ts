import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly contributes: { readonly commands?: readonly { readonly command: string }[] };
}

function ghostline(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('ghostline.ghostline');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

describe('the extension in a real extension host', () => {
  it('activates', async () => {
    await ghostline().activate();
    assert.equal(ghostline().isActive, true);
  });

  it('registers exactly the commands of its manifest', async () => {
    await ghostline().activate();
    const manifest: Manifest = ghostline().packageJSON;
    // An id with `_` is for VS Code to call back, e.g. after an accepted completion; nobody sees it.
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('ghostline.') && !id.startsWith('ghostline._'),
    );
    const declared = (manifest.contributes.commands ?? []).map(({ command }) => command);
    assert.deepEqual(registered.sort(), declared.sort());
  });

  it('leaves a document as it is when nothing is accepted', async () => {
    const text = 'export const one = 1;\n';
    const document = await vscode.workspace.openTextDocument({
      language: 'typescript',
      content: text,
    });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    assert.equal(document.getText(), text);
  });
});
