// Serves what a page cannot show (exact text, dirty state, diagnostics, settings as the extension host sees them) to
// the test driver. It registers no provider, so that it stands in nobody's way.
const fs = require('node:fs');
const http = require('node:http');
const vscode = require('vscode');

/** What the driver may ask for, by the last part of the address; each takes the request's JSON body. */
const questions = {
  editor: () => describeEditor(vscode.window.activeTextEditor),
  caret: () => describeCaret(vscode.window.activeTextEditor),
  setting: ({ name, languageId }) =>
    vscode.workspace.getConfiguration(undefined, { languageId }).get(name) ?? null,
  settings: async ({ values }) => {
    for (const [name, value] of Object.entries(values)) {
      await vscode.workspace
        .getConfiguration()
        .update(name, value ?? undefined, vscode.ConfigurationTarget.Global);
    }
    return null;
  },
  // Opening again with a selection returns when the page has it; assigning `editor.selection` returns before.
  select: async ({ line, character, endLine, endCharacter }) => {
    const { document, viewColumn } = vscode.window.activeTextEditor;
    const selection = new vscode.Range(line, character, endLine ?? line, endCharacter ?? character);
    await vscode.window.showTextDocument(document, { viewColumn, selection, preview: false });
    return null;
  },
  open: async ({ file }) => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    await vscode.window.showTextDocument(document, { preview: false });
    return null;
  },
  /** Closes every editor, throwing unsaved changes away. */
  closeAll: async () => {
    const all = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    // A page in front of a document that is not saved would hide it, and closing asks about it. Whether a document
    // is saved is known here only a moment after the key that changed it.
    const isPage = ({ input }) => input === undefined || input instanceof vscode.TabInputWebview;
    await vscode.window.tabGroups.close(all().filter(isPage));
    while (vscode.window.activeTextEditor !== undefined) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.window.tabGroups.close(all());
    return null;
  },
  replace: async ({ text }) => {
    const { document } = vscode.window.activeTextEditor;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    return vscode.workspace.applyEdit(edit);
  },
  command: async ({ id, args }) => (await vscode.commands.executeCommand(id, ...args)) ?? null,
  commands: () => vscode.commands.getCommands(true),
  extension: ({ id }) => {
    const extension = vscode.extensions.getExtension(id);
    return extension === undefined ? 'missing' : extension.isActive ? 'active' : 'inactive';
  },
  // VS Code's own marks around `require`; its table counts what other extensions load in between.
  loadingMs: ({ id }) => {
    const marks = globalThis.MonacoPerformanceMarks.getMarks();
    const at = (name) => marks.find((mark) => mark.name === `code/extHost/${name}/${id}`).startTime;
    return at('didLoadExtensionCode') - at('willLoadExtensionCode');
  },
  chatModels: async ({ vendor }) =>
    (await vscode.lm.selectChatModels({ vendor })).map(({ id, name, family, maxInputTokens }) => ({
      id,
      name,
      family,
      maxInputTokens,
    })),
  askChatModel,
  chatPieces: () => chatPieces,
  request: async ({ url }) => {
    await fetch(url).catch(() => undefined);
    return null;
  },
  diagnostics: () =>
    vscode.languages.getDiagnostics(vscode.window.activeTextEditor.document.uri).map((problem) => ({
      message: problem.message,
      severity: problem.severity,
      line: problem.range.start.line,
    })),
};

/** What came so far of the chat model that was asked last. */
let chatPieces = [];

/** Asks one of a vendor's chat models as any extension would; `stop`: only for the first piece. */
async function askChatModel({ vendor, id, text, image, stop }) {
  const pieces = [];
  chatPieces = pieces;
  const [model] = await vscode.lm.selectChatModels({ vendor, id });
  if (model === undefined) {
    return { error: 'no model' };
  }
  const { LanguageModelChatMessage, LanguageModelDataPart, LanguageModelTextPart } = vscode;
  const picture = image && LanguageModelDataPart.image(Buffer.from(image, 'base64'), 'image/png');
  const content = [new LanguageModelTextPart(text), ...(picture ? [picture] : [])];
  const inputSchema = { type: 'object', properties: { path: { type: 'string' } } };
  const tools = [{ name: 'read_file', description: 'Reads a file.', inputSchema }];
  const source = new vscode.CancellationTokenSource();
  const calls = [];
  try {
    const reply = await model.sendRequest(
      [LanguageModelChatMessage.User(content)],
      { tools },
      source.token,
    );
    for await (const part of reply.stream) {
      if (part instanceof LanguageModelTextPart) {
        pieces.push(part.value);
      } else {
        calls.push({ name: part.name, input: part.input });
      }
      if (stop) {
        source.cancel();
        break;
      }
    }
    return { pieces, calls, tokens: await model.countTokens(text) };
  } catch (error) {
    return { error: String(error.message ?? error), code: error.code, pieces };
  }
}

function describeEditor(editor) {
  if (editor === undefined) {
    return null;
  }
  const { document, selection } = editor;
  return {
    file: document.uri.fsPath,
    scheme: document.uri.scheme,
    languageId: document.languageId,
    text: document.getText(),
    isDirty: document.isDirty,
    version: document.version,
    line: selection.active.line,
    character: selection.active.character,
    selectedText: document.getText(selection),
  };
}

/** As the status bar counts: a character outside the basic plane once, a tab up to the next stop. */
function describeCaret({ document, options, selection: { active } }) {
  let column = 0;
  for (const character of document.lineAt(active.line).text.slice(0, active.character)) {
    column += character === '\t' ? options.tabSize - (column % options.tabSize) : 1;
  }
  return { file: document.uri.path, line: active.line + 1, column: column + 1 };
}

async function answer(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const question = questions[request.url.slice(1)];
  return question(JSON.parse(Buffer.concat(chunks).toString()));
}

exports.activate = (context) => {
  const server = http.createServer((request, response) => {
    answer(request)
      .then((value) => response.end(JSON.stringify({ value })))
      .catch((error) => response.end(JSON.stringify({ error: String(error) })));
  });
  context.subscriptions.push({ dispose: () => server.close() });
  // A page that is loaded again starts a second host: the newest one owns the file.
  server.listen(0, '127.0.0.1', () => {
    fs.writeFileSync(process.env.GHOSTLINE_TEST_PROBE, String(server.address().port));
  });
};
