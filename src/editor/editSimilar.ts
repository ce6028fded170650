import * as vscode from 'vscode';
import { createSimilarFiles } from '../completion/context/similar.ts';
import { linesOutside } from '../edit/outside.ts';
import type { Subject, Use } from '../subject/subject.ts';
import { guardedFileOf, readOpenFiles } from './contextSources.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';

const mostParts = 2;
/** Reading open files is given up after so many slices of a few milliseconds. */
const mostSlices = 10;
/** Longer documents are seldom written by hand. */
const longestRest = 100_000;

/**
 * Code like what is asked about, for how it is done elsewhere: in the rest of the document and, where that is wanted,
 * in open files that may be read as context; most alike first.
 * @param contextTokens what the model takes: what the prompt shows of the document anyway is not looked through
 * @param ignoreFiles the rules for open files; false where these are not wanted
 */
export async function findSimilar(
  document: vscode.TextDocument,
  subject: Subject,
  contextTokens: number,
  ignoreFiles: IgnoreFiles | false,
  now: () => number,
): Promise<readonly Use[]> {
  const similar = createSimilarFiles();
  for (let slice = 0; ignoreFiles !== false && slice < mostSlices; slice++) {
    if (readOpenFiles(similar, document, [], ignoreFiles, now)) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const uri = document.uri.toString();
  const { around, rest } = linesOutside(subject, contextTokens);
  const text = rest.length > longestRest ? '' : rest;
  similar.update({ uri, version: document.version, text });
  return similar.find(around, '', mostParts).flatMap((part) => {
    const from = vscode.workspace.textDocuments.find((one) => one.uri.toString() === part.uri);
    const { text } = part;
    return from === undefined
      ? []
      : [{ kind: 'similar' as const, name: '', file: guardedFileOf(from), text }];
  });
}
