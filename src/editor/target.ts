import * as vscode from 'vscode';

/** What is asked to be explained, before the document is looked at. */
export interface AskTarget {
  readonly document: vscode.TextDocument;
  readonly kind: 'code' | 'problem';
  /** What is selected, or the range of the problem; empty ones mean what is around them. */
  readonly ranges: readonly vscode.Range[];
  readonly cursor: vscode.Position;
}

/** Ours in `ghostline.explain`: a place in a document. Anything may call the command with anything. */
interface ProblemArguments {
  readonly uri: string;
  readonly range: readonly [number, number, number, number];
}

/** Arguments with which the command explains the problems in a range. */
export function problemArguments(uri: vscode.Uri, range: vscode.Range): ProblemArguments {
  const { end, start } = range;
  return { uri: uri.toString(), range: [start.line, start.character, end.line, end.character] };
}

/**
 * What the command is about: a problem where it was called with our arguments, else what is selected in the
 * active editor. Undefined when there is no such document open.
 */
export function targetOf(argument: unknown): AskTarget | undefined {
  if (isProblemArguments(argument)) {
    const [line, character, endLine, endCharacter] = argument.range;
    const document = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.toString() === argument.uri,
    );
    const range = new vscode.Range(line, character, endLine, endCharacter);
    return document && { document, kind: 'problem', ranges: [range], cursor: range.start };
  }
  const editor = vscode.window.activeTextEditor;
  return (
    editor && {
      document: editor.document,
      kind: 'code',
      ranges: editor.selections.filter(({ isEmpty }) => !isEmpty),
      cursor: editor.selection.active,
    }
  );
}

function isProblemArguments(value: unknown): value is ProblemArguments {
  if (typeof value !== 'object' || value === null || !('uri' in value) || !('range' in value)) {
    return false;
  }
  const { range, uri } = value;
  return (
    typeof uri === 'string' &&
    Array.isArray(range) &&
    range.length === 4 &&
    range.every((number) => Number.isSafeInteger(number) && number >= 0)
  );
}
