import type { Span } from '../text/document.ts';
import { isStandIn, looksRandom } from './randomness.ts';

/** Names of what is secret; what stands behind it in the name is read from there. */
const secretName =
  /pass(?:w(?:or)?d|phrase|wd|code)|passwd|pwd|secret|token|credential|authorization|bearer|basic\b|(?:api|access|account|auth|client|crypt|encryption|hmac|jwt|license|master|private|service|shared|signing|storage|webhook)[ _.-]?key|[_-]key|(?<=[a-z])Key\b|\bkey|\bsig(?==)/gi;

/** What may stand between the name and its value: the rest of the name, quotes, a type, an operator. */
const operator =
  /[\w.-]{0,40}["'`\])\\]{0,4}(?:\s{0,3}:\s{0,2}[A-Za-z][\w<>.[\]?]{0,30})?\s{0,8}(?::=|=>|[=:]{1,3}|\|\||\?\?|>)\s{0,8}|["'`]\s{0,3},\s{0,8}(?=["'`])|[ \t]{1,4}/y;
const quoted = /[bfru@$L]{0,2}\\?(["'`])((?:(?!\1)[^\n\\]){4,400})\\?\1/y;
/** An equals sign inside begins another value; at the end it fills up base 64. */
const bare = /[^\s"'`,;<>()[\]{}|=]{8,400}={0,2}(?![=([{])/y;

/** Names whose values people choose themselves. */
const chosen = /pass|pwd/i;
/** Names that are as often about keys of a table or a lock. */
const vague = /^(?:key|[_-]key|token|basic|bearer|authorization)$/i;
/** Keys that everybody may know. */
const publicKey = /(?:public|gpg|pgp|host|release|site)[ _-]?$/i;
/** Names that a space joins to their value: `Bearer …`, `--password …`. Elsewhere a space begins the next word. */
const header = /^(?:authorization|bearer|basic|token)$/i;

/** Values of what is named like a secret: `DB_PASSWORD=…`, `apiKey: '…'`, `Authorization: Bearer …`. */
export function* secretAssignments(text: string): Generator<Span> {
  let until = 0;
  for (const { 0: name, index } of text.matchAll(secretName)) {
    if (index < until || publicKey.test(text.slice(Math.max(0, index - 10), index))) {
      continue;
    }
    const value = valueBehind(text, name, index + name.length);
    if (value !== undefined) {
      until = value.end;
      yield value;
    }
  }
}

function valueBehind(text: string, name: string, at: number): Span | undefined {
  operator.lastIndex = at;
  const between = operator.exec(text)?.[0];
  if (between === undefined) {
    return undefined;
  }
  const apart = between.trim() === '';
  const flag = apart && isFlag(text, at);
  if (apart && !flag && !header.test(name)) {
    return undefined;
  }
  const start = at + between.length;
  quoted.lastIndex = start;
  const inQuotes = quoted.exec(text);
  if (inQuotes !== null) {
    const { 0: whole, 2: value = '' } = inQuotes;
    const end = start + whole.lastIndexOf(value) + value.length;
    const literal = !between.includes(',');
    return secretIn(name, value, literal) ? innermost(text, end - value.length, end) : undefined;
  }
  bare.lastIndex = start;
  const value = bare.exec(text)?.[0].replace(/&[\w-]*={1,2}$|[.:\\]+$/, '');
  if (value === undefined || isName(value, text, at, between)) {
    return undefined;
  }
  return secretIn(name, value, !apart || flag) ? { start, end: start + value.length } : undefined;
}

/** The name that ends at `at` is an option of a command: `--password`. */
function isFlag(text: string, at: number): boolean {
  const word = text.slice(Math.max(0, at - 40), at);
  return /^--[a-z]/.test(word.slice(word.lastIndexOf(' ') + 1));
}

/** `'Bearer …'` is read to its last word. */
function innermost(text: string, start: number, end: number): Span {
  const scheme = schemes.exec(text.slice(start, end));
  return { start: start + (scheme?.[0].length ?? 0), end };
}

const schemes = /^(?:bearer|basic|token|apikey)\s+/i;

const leastRandom = 16;
const longestStart = 60;
const shellStart =
  /(?:^|\n)[ \t]{0,8}(?:-[ \t]|export[ \t]|ENV[ \t]|ARG[ \t]|SET[ \t])?[A-Z][A-Z0-9_]{0,50}$/;

const settingStart = /(?:^|\n)[ \t]{0,20}(?:-[ \t])?[\w.-]{0,50}$/;
const settingEnd = /^[\w.-]{0,40}(?::[ \t]{1,8}|=)$/;

/** In YAML and INI, one word with a number in it to the end of the line; a variable would say what it holds. */
function isWord(value: string, text: string, start: number): boolean {
  const behind = text.charAt(start + value.length);
  return (
    /^[\n\r]?$/.test(behind) &&
    /^(?!.*(?:pass|pwd|secret|token|hash|key|utf|base|sha))[a-z]\w*\d\w*$/i.test(value)
  );
}

/** Without quotes, a value in program text is a name or an expression; in settings and shells it is what it says. */
function isName(value: string, text: string, at: number, between: string): boolean {
  if (/^[!&*+\-/=^~.$@#]|^\d+(?:\.\d+)?$|=>|::|->|\.\.|:\/\/|&&|[=!]=./.test(value)) {
    return true;
  }
  if (!/^[A-Za-z_][\w]*(?:[?!]?\.[A-Za-z_]\w*)*[!?]?=?$/.test(value)) {
    return false;
  }
  const before = text.slice(Math.max(0, at - longestStart), at);
  const shell = between.endsWith('=') && shellStart.test(before);
  const setting =
    settingEnd.test(between) &&
    settingStart.test(before) &&
    isWord(value, text, at + between.length);
  return (
    !shell && !setting && (value.includes('.') || value.length < leastRandom || !looksRandom(value))
  );
}

/** @param literal the value is what it says, not a name for it */
function secretIn(name: string, value: string, literal: boolean): boolean {
  const last = value.replace(schemes, '');
  if (isStandIn(last) || /\s/.test(last)) {
    return false;
  }
  if (chosen.test(name) && literal && isPassword(last)) {
    return true;
  }
  // Words between separators say nothing about the rest.
  const core = last
    .split(/[_.:-]/)
    .filter((part) => !/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(part))
    .join('');
  const enough = vague.test(name) ? 20 : leastRandom;
  return core.length >= enough && /^[\w+/=.~:!@#$%^&*-]+$/.test(last) && looksRandom(core);
}

/** A password that somebody made up: letters with digits or signs in them, no expression, path or name. */
function isPassword(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9_.-]/].filter((kind) => kind.test(value));
  return (
    value.length >= 6 &&
    value.length <= 100 &&
    kinds.length >= 2 &&
    /\d/.test(value) &&
    (value.length < leastRandom || !/^[A-Za-z_]\w*$/.test(value) || looksRandom(value)) &&
    !/[\\/(){}[\]<>|]|^[-.#^]|\.\w+$|^[A-Z][A-Z0-9_]*$|^\d+[a-z]{1,3}$/.test(value)
  );
}
