import { indentOf } from '../text/indentation.ts';
import type { Language } from '../text/language.ts';
import type { ChangedLine, ChangedLines, Cheat } from './cheats.ts';

/** Lines without which nothing is lost: what they bring in or declare must be used to matter. */
const harmless = [
  /^\s*(?:import|using|use|require|package)\b|^\s*from\b.*\bimport\b|^\s*#\s*include\b|^\s*@\w+\s*$/,
  /^\s*(?:export\s+)?(?:type|interface)\b/,
  /^\s*(?:(?:export|public|private|protected|static|final|const|let|var|val|mut|auto|readonly)\s+)+[\w$,{}[\]<>:.\s*?]*(?:=(?!=)(?!.*\b(?:await|yield)\b).*)?;?\s*$/,
  /^\s*[\w$]+(?:\s*,\s*[\w$]+)*\s*:=(?!.*\berr\b)/,
  /^\s*[\w$]+\s*:\s*[^()]*$/,
  /^\s*[\w<>[\]]+\s+\w+\s*(?:=\s*[^()]*)?;\s*$/,
];
/** Where no word declares a variable; a call may do more than give a value. */
const assignment = /^\s*\w+\s*(?::\s*[^=()]+)?=(?!=)\s*[^()]*$/;
/** Lines that do something. */
const doing =
  /[\w$)\]]\s*\(|\b(?:return|throw|raise|yield|await|if|for|while|switch|match|case|emit|defer|go)\b|(?<![=!<>])=(?![=>])|\+\+|--/;
/** What stands there so that something does. */
const trivial =
  /^\s*(?:return\s*(?:null|undefined|nil|None|false|true|False|True|0|-1|""|''|\[\]|\{\}|\(\))?|pass|continue|break|\.\.\.|void 0|\{\s*\}|[)\]}]*)\s*;?\s*$/;
const onlyBrackets = /^[\s()[\]{};,]*(?:end\b)?[\s;]*$/;
const leaves = /^\s*(?:return|throw|raise|break|continue|exit|panic)\b/;
/** Shorter lines are found in a comment by chance. */
const shortest = 6;
const nearLines = 12;

/** Code that is gone without another in its place, or only as a comment. */
export function emptiedIn(
  hunks: readonly ChangedLines[],
  old: readonly ChangedLine[],
  now: readonly ChangedLine[],
  language: Language,
): readonly Cheat[] {
  if (language.prose) {
    return [];
  }
  const moved = hunks.flatMap(({ added }) => added.map(({ code }) => keyOf(code)));
  return hunks.flatMap((hunk): readonly Cheat[] => {
    const gone = hunk.removed.filter(
      (line) =>
        !onlyBrackets.test(line.code) &&
        !isAmong(moved, keyOf(line.code)) &&
        !staysNear(line, hunk, now) &&
        !isUnreachable(line, old),
    );
    const commented = gone.find(({ text }) =>
      hunk.added.some(
        ({ comment }) => text.trim().length >= shortest && comment.includes(text.trim()),
      ),
    );
    if (commented !== undefined) {
      return [{ kind: 'commented out code', line: hunk.line, text: commented.text.trim() }];
    }
    const did = gone.find(({ code }) => doing.test(code) && !isHarmless(code, language));
    const added = hunk.added.filter(({ code }) => !onlyBrackets.test(code));
    if (
      did === undefined ||
      trivial.test(did.code) ||
      !added.every(({ code }) => trivial.test(code))
    ) {
      return [];
    }
    const kind = added.length === 0 ? 'deleted code' : 'emptied code';
    return [{ kind, line: hunk.line, text: did.text.trim() }];
  });
}

function isHarmless(code: string, { indented }: Language): boolean {
  return harmless.some((line) => line.test(code)) || (indented && assignment.test(code));
}

function keyOf(code: string): string {
  return code.replace(/\s+/g, '');
}

/** It is there, or a part of what is there. */
function isAmong(moved: readonly string[], key: string): boolean {
  return moved.some((line) => line === key || (key.length >= shortest && line.includes(key)));
}

/** It stood there twice. */
function staysNear(line: ChangedLine, hunk: ChangedLines, now: readonly ChangedLine[]): boolean {
  const key = line.text.trim();
  return now
    .slice(Math.max(0, hunk.line - nearLines), hunk.line + nearLines)
    .some(({ text }) => text.trim() === key);
}

/** It stood behind a line that leaves its block. */
function isUnreachable({ line, text }: ChangedLine, old: readonly ChangedLine[]): boolean {
  const depth = indentOf(text);
  for (let index = line - 1; index >= 0; index--) {
    const above = old[index];
    if (above === undefined || above.code.trim() === '') {
      continue;
    }
    if (indentOf(above.text) < depth) {
      return false;
    }
    if (indentOf(above.text) === depth && leaves.test(above.code)) {
      return true;
    }
  }
  return false;
}
