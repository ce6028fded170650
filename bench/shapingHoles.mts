/**
 * Places in real files where a person's text is taken out: the taken part is the right answer there.
 * Places are found by regular expressions and indentation, not by the code under test.
 */

import type { Extent } from '../src/completion/extent.ts';
import { extentAt } from '../src/completion/extent.ts';
import type { CodeScope } from '../src/settings.ts';
import type { Snapshot } from '../src/text/document.ts';
import { scopeAt } from '../src/text/scope.ts';
import type { BenchFile } from './shapingFiles.mts';

/** What stands around a hole. */
export type HoleKind =
  | 'end of line'
  | 'call arguments'
  | 'inside a line'
  | 'in a string'
  | 'in a comment'
  | 'empty block'
  | 'empty line of a block'
  | 'between members'
  | 'next statement';

/** A file with a hole in it. */
export interface Hole {
  readonly kind: HoleKind;
  readonly file: BenchFile;
  readonly document: Snapshot;
  readonly offset: number;
  readonly extent: Extent;
  readonly scope: CodeScope;
  /** What stood in the hole. */
  readonly truth: string;
  /** The cursor's line before and after the hole, and the lines around it. */
  readonly before: string;
  readonly after: string;
  readonly above: readonly string[];
  readonly below: readonly string[];
  readonly heldOut: boolean;
}

/** A source of numbers below 1, the same on each run. */
export type Dice = () => number;

/** https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
export function diceFor(seed: string): Dice {
  let state = 7;
  for (const character of seed) {
    state = (state * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  }
  return () => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Where the taken part begins and ends in the file, and what is left there besides the rest. */
interface Cut {
  readonly kind: HoleKind;
  readonly start: number;
  readonly end: number;
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly indent: number;
  readonly blank: boolean;
}

const comment = /^\s*(?:\/\/+|#+|--|;+|%|\*|"""|<!--)\s/;
const longestLine = 160;

/** Takes about `count` places out of a file, as many of each kind as it has. */
export function holesIn(
  file: BenchFile,
  count: number,
  isHeldOut: (offset: number) => boolean,
): readonly Hole[] {
  const text = file.text.replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '');
  const lines = linesOf(text);
  const dice = diceFor(file.name);
  const byKind = new Map<HoleKind, Cut[]>();
  const order = lines.map((_, index) => ({ index, at: dice() })).sort((a, b) => a.at - b.at);
  for (const { index } of order) {
    for (const cut of cutsAt(lines, index, dice)) {
      byKind.set(cut.kind, [...(byKind.get(cut.kind) ?? []), cut]);
    }
  }
  const perKind = Math.max(1, Math.ceil(count / 9));
  const cuts = [...byKind.values()].flatMap((some) => some.slice(0, perKind));
  return cuts
    .map((cut) => holeOf(file, text, cut, isHeldOut(cut.start)))
    .filter((hole) => hole !== undefined);
}

function cutsAt(lines: readonly Line[], index: number, dice: Dice): readonly Cut[] {
  const line = lines[index];
  if (line === undefined || line.blank || line.text.length > longestLine) {
    return [];
  }
  return [
    ...cutsInLine(line, dice),
    blockAt(lines, index, 'empty block'),
    blockAt(lines, index, 'empty line of a block'),
    memberAt(lines, index),
    statementAt(lines, index),
  ].filter((cut) => cut !== undefined);
}

function cutsInLine(line: Line, dice: Dice): readonly Cut[] {
  const { text, start, indent } = line;
  const within = (kind: HoleKind, from: number, to: number): readonly Cut[] => {
    // Where columns are aligned, nobody can tell how many spaces are still to come.
    const gap = /\s/.test(text[from - 1] ?? '') ? indentLength(text.slice(from, to)) : 0;
    return text.slice(from + gap, to).trim().length >= 2
      ? [{ kind, start: start + from + gap, end: start + to }]
      : [];
  };
  const body = indentLength(text);
  if (comment.test(text)) {
    const from = body + Math.floor((text.length - body) * (0.3 + dice() * 0.4));
    return text.length - body > 15 ? within('in a comment', from, text.length) : [];
  }
  const quoted = /(["'])([^"'\\\n]{6,})\1/.exec(text);
  const inQuotes = (at: number) =>
    quoted !== null && at > quoted.index && at < quoted.index + quoted[0].length;
  const points = [...text.matchAll(/(?<=[\w)\]]|[ .(,=])(?=[\w"'([{ .])/g)]
    .map(({ index }) => index)
    .filter((at) => at > body + 2 && at < text.length - 2 && !inQuotes(at));
  const pick = () => points[Math.floor(dice() * points.length)];
  const cuts: Cut[] = [];
  const from = pick();
  if (from !== undefined && indent >= 0) {
    cuts.push(...within('end of line', from, text.length));
  }
  const call = /^(.*\w\()([^()]+)(\)[)\]};,]*)$/.exec(text);
  if (call !== null && !inQuotes(call[1]?.length ?? 0)) {
    const opened = call[1]?.length ?? 0;
    cuts.push(...within('call arguments', opened, opened + (call[2]?.length ?? 0)));
  }
  const first = pick();
  // What a person wrote behind the cursor begins with a whole word or mark.
  const last = points.filter(
    (at) =>
      at > (first ?? 0) + 2 && !/\w{2}/.test(text.slice(at - 1, at + 1)) && text[at - 1] !== ' ',
  );
  const until = last[Math.floor(dice() * last.length)];
  if (first !== undefined && until !== undefined && /\w.*\w/.test(text.slice(until))) {
    cuts.push(...within('inside a line', first, until));
  }
  if (quoted !== null && /\w/.test(text.slice(0, quoted.index))) {
    const opened = quoted.index + 1;
    const at = opened + Math.floor((quoted[2]?.length ?? 0) * dice() * 0.7);
    cuts.push(...within('in a string', at, opened + (quoted[2]?.length ?? 0)));
  }
  return cuts;
}

/** The lines below that are deeper than this one. */
function blockAt(lines: readonly Line[], index: number, kind: HoleKind): Cut | undefined {
  const opening = lines[index];
  const first = lines[index + 1];
  if (
    opening === undefined ||
    first === undefined ||
    first.blank ||
    first.indent <= opening.indent
  ) {
    return undefined;
  }
  let last = index + 1;
  for (let at = index + 1; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined || (!line.blank && line.indent < first.indent)) {
      break;
    }
    last = line.blank ? last : at;
  }
  const end = endOf(lines[last]);
  const start = kind === 'empty block' ? endOf(opening) : first.start + indentLength(first.text);
  return last - index > 14 ? undefined : { kind, start, end };
}

/** A declaration with blank lines around it. */
function memberAt(lines: readonly Line[], index: number): Cut | undefined {
  const first = lines[index];
  if (first === undefined || lines[index - 1]?.blank !== true || comment.test(first.text)) {
    return undefined;
  }
  let last = index;
  while (last + 1 < lines.length && lines[last + 1]?.blank === false) {
    last++;
  }
  const closing = lines[last];
  const inner = lines.slice(index + 1, last);
  if (closing === undefined || last - index < 2 || last - index > 14) {
    return undefined;
  }
  const closes = closing.indent === first.indent && /^\s*(?:[)\]}]|end\b|<\/)/.test(closing.text);
  const deeper = inner.every((line) => line.indent > first.indent);
  return deeper && (closes || closing.indent > first.indent)
    ? {
        kind: 'between members',
        start: first.start + indentLength(first.text),
        end: endOf(closing),
      }
    : undefined;
}

/** One line between others of the same block. */
function statementAt(lines: readonly Line[], index: number): Cut | undefined {
  const [above, line, below] = [lines[index - 1], lines[index], lines[index + 1]];
  const alike =
    line !== undefined &&
    above?.blank === false &&
    below?.blank === false &&
    above.indent === line.indent &&
    below.indent === line.indent &&
    above.text !== line.text &&
    below.text !== line.text;
  return alike && line.text.trim().length > 6 && !comment.test(line.text)
    ? { kind: 'next statement', start: line.start + indentLength(line.text), end: endOf(line) }
    : undefined;
}

function holeOf(file: BenchFile, text: string, cut: Cut, heldOut: boolean): Hole | undefined {
  const rest = text.slice(cut.end);
  const document: Snapshot = {
    uri: `file:///${file.name}`,
    path: file.name,
    languageId: file.languageId,
    version: 1,
    text: text.slice(0, cut.start) + rest,
  };
  const offset = cut.start;
  const scope = scopeAt(document, offset);
  const extent = extentAt(document, offset, scope);
  const truth = text.slice(cut.start, cut.end).trimEnd();
  const lineCount = truth.split('\n').filter((line) => line.trim() !== '').length;
  // Where a line is asked for, neither a block nor the line below is the answer.
  const breaks = truth.startsWith('\n') && !extent.mayBreakFirst;
  if (lineCount > extent.maxLines || truth.trim().length < 2 || breaks) {
    return undefined;
  }
  const above = text.slice(0, cut.start).split('\n');
  const below = rest.split('\n');
  return {
    kind: cut.kind,
    file,
    document,
    offset,
    extent,
    scope,
    truth,
    before: above.at(-1) ?? '',
    after: below[0] ?? '',
    above: above.slice(0, -1),
    below: below.slice(1),
    heldOut,
  };
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const from = start;
    start += line.length + 1;
    const indent = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
    return { start: from, text: line, indent, blank: line.trim() === '' };
  });
}

function endOf(line: Line | undefined): number {
  return line === undefined ? 0 : line.start + line.text.length;
}

function indentLength(text: string): number {
  return text.length - text.trimStart().length;
}
