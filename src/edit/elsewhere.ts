import { type Excerpt, excerptOf } from '../subject/excerpt.ts';
import { showInvisible } from '../subject/invisible.ts';
import type { Span } from '../text/document.ts';
import type { TextEdit } from './edits.ts';
import { isFileLine, isSameFile, pathIn } from './fileLine.ts';
import { type Scope, shownParts } from './scope.ts';
import { createVeil, type Secrets } from './veil.ts';

/** An open file that uses what is asked about. A reply may change it, too, where the change needs that. */
export interface OtherFile {
  readonly uri: string;
  /** Of the document as it was read. */
  readonly version: number;
  /** Path as a model may see it. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** The lines that use it, in order and not overlapping. Not empty. */
  readonly spans: readonly Span[];
}

/** Changes of another file. Nobody asked for them: each is offered by itself. */
export interface OtherEdits {
  readonly uri: string;
  /** Of the document that the edits are for. */
  readonly version: number;
  readonly edits: readonly TextEdit[];
}

/** Another file with what of it is shown. */
export interface ShownFile {
  readonly file: OtherFile;
  readonly excerpt: Excerpt;
}

const charactersPerFile = 1_600;
const mostFiles = 3;

/**
 * The files that fit, with the lines around their uses; one that could be taken for another is left out.
 * @param path of the file that is asked about
 * @param budget characters for all of them
 */
export function shownFiles(
  others: readonly OtherFile[],
  path: string,
  budget: number,
): readonly ShownFile[] {
  let left = budget;
  return others
    .filter((other) => isTold(other.path) && !isSameFile(other.path, path))
    .filter(
      (other, _, all) => !all.some((one) => one !== other && isSameFile(one.path, other.path)),
    )
    .map((file) => {
      const focus = file.spans[0]?.start ?? 0;
      return { file, excerpt: excerptOf(file.text, file.spans, focus, charactersPerFile) };
    })
    .filter((shown) => {
      left -= wordsOf(shown).length;
      return left >= 0 && shown.excerpt.parts.some(({ kind }) => kind === 'asked');
    })
    .slice(0, mostFiles);
}

/** A name that a model can write in front of its changes, and that is read as that name. */
function isTold(path: string): boolean {
  const line = fileLine(path);
  return isFileLine(line) && pathIn(line) === path;
}

/** The line in front of changes of a file. */
export function fileLine(path: string): string {
  return `File: ${path}`;
}

/** The files as material of a prompt; '' for none. */
export function otherWords(files: readonly ShownFile[]): string {
  return files.map(wordsOf).join('\n\n');
}

function wordsOf({ excerpt, file }: ShownFile): string {
  const runs: { first: number; last: number; text: string }[] = [];
  for (const { firstLine, kind, lastLine, text } of excerpt.parts) {
    const run = runs.at(-1);
    if (kind === 'outline') {
      continue;
    }
    if (run?.last === firstLine - 1) {
      run.last = lastLine;
      run.text += `\n${text}`;
    } else {
      runs.push({ first: firstLine, last: lastLine, text });
    }
  }
  const head = `Another open file, which uses this: ${file.path} (${file.languageId})`;
  const parts = runs.map(
    ({ first, last, text }) => `Lines ${first}-${last} of it:\n${showInvisible(text.trimEnd())}`,
  );
  return [head, ...parts].join('\n');
}

/** What a reply may change in the other files. */
export function otherScopes(
  files: readonly ShownFile[],
  secrets: Secrets,
): readonly (Scope & { readonly file: OtherFile })[] {
  return files.map(({ excerpt, file }) => ({
    file,
    text: file.text,
    path: file.path,
    languageId: file.languageId,
    asked: file.spans,
    shown: shownParts(excerpt),
    veil: createVeil(file.text, secrets),
  }));
}
