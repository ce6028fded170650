/** The positions at which the engine is asked: lines that the next version adds, as they are typed. */
import { execFile } from 'node:child_process';
import { type Release, sourceOf } from './corpora.mts';

/** Lines that a version adds at one place. */
export interface Hunk {
  readonly path: string;
  readonly languageId: string;
  /** Text above, with the file's earlier additions already in place. */
  readonly above: string;
  readonly added: string;
  /** Text below, as the earlier version has it. */
  readonly below: string;
}

/** The document while the hunk is typed. */
export interface Position {
  readonly hunk: Hunk;
  /** Characters of the hunk that are typed. */
  readonly typed: number;
}

const maxHunkLines = 60;
const tokensAsked = 7;

/** All additions of `next` over `previous`; blocks that only moved are left out. */
export async function hunksBetween(previous: Release, next: Release): Promise<Hunk[]> {
  const diff = await diffOf(previous.directory, next.directory);
  const wanted = new Set(next.files);
  const old = new Map<string, string>();
  for (const path of previous.files) {
    old.set(path, (await sourceOf(previous, path)).text);
  }
  const everything = [...old.values()].map(squeeze).join('\n');
  const hunks: Hunk[] = [];
  for (const { path, oldPath, added } of diff) {
    if (!wanted.has(path)) {
      continue;
    }
    const { text, languageId } = await sourceOf(next, path);
    const newLines = text.split('\n');
    const oldLines = (old.get(oldPath ?? '') ?? '').split('\n');
    for (const { start, count, oldEnd } of added) {
      const lines = newLines.slice(start, start + count);
      const moved = count >= 3 && everything.includes(squeeze(lines.join('\n')));
      if (count <= maxHunkLines && !moved) {
        hunks.push({
          path,
          languageId,
          above: newLines.slice(0, start).map(withBreak).join(''),
          added: lines.map(withBreak).join(''),
          below: oldLines.slice(oldEnd).join('\n'),
        });
      }
    }
  }
  return hunks;
}

function withBreak(line: string): string {
  return `${line}\n`;
}

function squeeze(text: string): string {
  return text.replace(/[ \t]+/g, '');
}

interface FileDiff {
  readonly path: string;
  readonly oldPath: string | undefined;
  readonly added: readonly {
    readonly start: number;
    readonly count: number;
    readonly oldEnd: number;
  }[];
}

/** Runs `git diff` over two folders, with renames and copies found; lines only indented anew are no additions. */
async function diffOf(from: string, to: string): Promise<FileDiff[]> {
  const args = ['diff', '--no-index', '--no-color', '-U0', '-w', '-M', '-C', from, to];
  const output = await new Promise<string>((resolve, reject) => {
    execFile('git', args, { maxBuffer: 2 ** 30 }, (error, stdout) => {
      // 1 means that there are differences.
      if (error === null || error.code === 1) {
        resolve(stdout);
      } else {
        reject(error);
      }
    });
  });
  return output
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => ({
      path: pathIn(part, /^\+\+\+ b(.*)$/m, to) ?? '',
      oldPath: pathIn(part, /^--- a(.*)$/m, from),
      added: [...part.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)]
        .map((match) => {
          const [oldStart, oldCount, newStart, count] = match
            .slice(1)
            .map((number) => Number(number ?? 1)) as [number, number, number, number];
          return {
            start: newStart - 1,
            count,
            oldEnd: oldCount === 0 ? oldStart : oldStart - 1 + oldCount,
          };
        })
        .filter(({ count }) => count > 0),
    }));
}

function pathIn(part: string, pattern: RegExp, directory: string): string | undefined {
  const path = pattern.exec(part)?.[1];
  const inside = path?.indexOf(`${directory}/`) ?? -1;
  return path === undefined || inside === -1
    ? undefined
    : path.slice(inside + directory.length + 1);
}

/** A line that one version adds in so many files was written by a script. */
const migratedFiles = 5;

/**
 * Tells for each line of these hunks, once, whether it is asked for: not when it is added in many files,
 * and not again when it is added in several places, because by then the editor's index has learnt it.
 */
export function createLineChoice(hunks: readonly Hunk[]): (line: string) => boolean {
  const files = new Map</* line */ string, Set<string>>();
  for (const { path, added } of hunks) {
    for (const line of added.split('\n')) {
      const key = line.trim();
      files.set(key, (files.get(key) ?? new Set()).add(path));
    }
  }
  return (line) => {
    const key = line.trim();
    const isWanted = (files.get(key)?.size ?? migratedFiles) < migratedFiles;
    files.delete(key);
    return isWanted;
  };
}

/** Where the engine is asked while a hunk is typed. */
export function positionsOf(hunk: Hunk, isWanted: (line: string) => boolean): Position[] {
  return offsetsOf(hunk.added, isWanted).map((typed) => ({ hunk, typed }));
}

/**
 * Start of each line of at least 6 non-blank characters, behind each of its first 7 tokens, and 2
 * characters into each of those that is a word of at least 4.
 */
export function offsetsOf(text: string, isWanted: (line: string) => boolean): number[] {
  const offsets = new Set<number>();
  let lineAt = 0;
  for (const line of text.split('\n')) {
    if (line.replace(/\s/g, '').length >= 6 && isWanted(line)) {
      offsets.add(lineAt + line.search(/\S/));
      const tokens = [...line.matchAll(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu)];
      for (const { 0: token, index } of tokens.slice(0, tokensAsked)) {
        if (token.length >= 4) {
          offsets.add(lineAt + index + 2);
        }
        offsets.add(lineAt + index + token.length);
      }
    }
    lineAt += line.length + 1;
  }
  return [...offsets].sort((a, b) => a - b);
}

/** The document and the cursor at a position. */
export function documentAt({ hunk, typed }: Position) {
  const before = hunk.above + hunk.added.slice(0, typed);
  const text = `${before}\n${hunk.below}`;
  const document = {
    uri: `file:///${hunk.path}`,
    path: hunk.path,
    languageId: hunk.languageId,
    version: 1,
    text,
  };
  return { document, offset: before.length };
}

/** True when all of the text is what was then written, up to the end of a word. */
export function isRight({ hunk, typed }: Position, text: string): boolean {
  return continues(hunk.added.slice(typed) + hunk.below, text);
}

/** True when `future` begins with the text and no word is cut. */
export function continues(future: string, text: string): boolean {
  const next = future[text.length] ?? '';
  const cutsWord = /[\p{L}\p{N}_$]$/u.test(text) && /^[\p{L}\p{N}_$]/u.test(next);
  return future.startsWith(text) && !cutsWord;
}
