import * as vscode from 'vscode';
import { languageOf } from '../text/language.ts';

/** Calls back once, when a document of code is first on the screen. */
export function whenCodeShows(callback: () => void): vscode.Disposable {
  const look = () => {
    if (vscode.window.visibleTextEditors.some(showsCode)) {
      listener.dispose();
      callback();
    }
  };
  const listener = vscode.window.onDidChangeVisibleTextEditors(look);
  look();
  return listener;
}

function showsCode({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme !== 'output' && !languageOf(document.languageId).prose;
}
