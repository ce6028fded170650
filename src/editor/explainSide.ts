import * as vscode from 'vscode';
import { sanitizeMarkdown } from '../explain/sanitize.ts';
import { labelText, notesOf, originText, statusText } from './explainMessages.ts';
import { type ExplanationView, textOf } from './explainView.ts';

const scheme = 'ghostline-explanation';
/** The built-in extension's preview as an editor. */
const preview = 'vscode.markdown.preview.editor';

/** Explanations as documents beside the code. */
export interface ExplanationDocuments extends vscode.Disposable {
  /**
   * Opens the Markdown preview to the side.
   * @param preserveFocus the user did not ask for the side
   */
  open(id: number, preserveFocus: boolean): Promise<void>;
  /** Closes what is open of it. */
  close(id: number): Promise<void>;
  /** The explanation changed. */
  changed(id: number): void;
}

/** Creates the documents; `viewOf` gives what is to be seen of an explanation that is still there. */
export function createExplanationDocuments(
  viewOf: (id: number) => ExplanationView | undefined,
): ExplanationDocuments {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const opened = new Map<number, vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent({ query }) {
      const view = viewOf(Number(query));
      return view === undefined ? '' : documentText(view);
    },
  });
  return {
    async open(id, preserveFocus) {
      const view = viewOf(id);
      if (view === undefined) {
        return;
      }
      const name = view.title.replace(/[^\p{L}\p{N}._-]+/gu, ' ').trim();
      const uri = vscode.Uri.from({ scheme, path: `/${name}.md`, query: String(id) });
      opened.set(id, uri);
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
      try {
        await vscode.commands.executeCommand('vscode.openWith', uri, preview, place);
      } catch {
        // The built-in Markdown extension may be disabled.
        await vscode.window.showTextDocument(uri, place);
      }
      // What came before the document was there told nobody.
      changed.fire(uri);
    },
    async close(id) {
      const uri = opened.get(id)?.toString();
      opened.delete(id);
      const tabs = vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ input }) => {
          const shows =
            input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
          return shows && input.uri.toString() === uri;
        });
      await vscode.window.tabGroups.close(tabs);
    },
    changed(id) {
      const uri = opened.get(id);
      if (uri !== undefined) {
        changed.fire(uri);
      }
    },
    dispose: () => vscode.Disposable.from(provider, changed).dispose(),
  };
}

function documentText(view: ExplanationView): string {
  const last = view.turns.at(-1)?.state;
  const turns = view.turns.map(({ question, state }) => {
    const text = textOf(state);
    const answer = text === '' ? statusText(state) : sanitizeMarkdown(text);
    return question === undefined ? answer : `> ${inert(question)}\n\n${answer}`;
  });
  const end =
    last === undefined
      ? []
      : [...notesOf(view, last), originText(view.model, last)].filter((line) => line !== '');
  const title = last === undefined ? view.title : labelText(view, last);
  return [
    `# ${inert(title)}`,
    ...turns,
    ...(end.length > 0 ? ['---', ...end.map(inert)] : []),
  ].join('\n\n');
}

function inert(text: string): string {
  return sanitizeMarkdown(text.replace(/\s+/g, ' '));
}
