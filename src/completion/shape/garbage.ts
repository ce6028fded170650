import type { Surroundings } from './shape.ts';

/**
 * Control tokens of fill and chat templates that models write out when their template does not fit:
 * `<|fim_…|>`, `<fim_…>`, `<PRE>`, `<EOT>`, `<｜fim▁…｜>`, `</s>`, `<|im_end|>`, `[SUFFIX]`.
 */
const controlToken =
  /<\|[\w ▁-]{2,40}\|>|<｜[^｜>\n]{2,40}｜>|<\/?s>|<fim[_-][a-z]+>|<(?:PRE|SUF|MID|EOT|EOM)>|<file_sep>|\[(?:SUFFIX|PREFIX|MIDDLE)\]/;

/** Cuts at the first control token; a closed thought before the answer is left out. */
export function withoutControlTokens(text: string): string {
  const answer = text.replace(/^\s*<think>[\s\S]*?(?:<\/think>\s*|$)/, '');
  const leak = controlToken.exec(answer);
  if (leak === null) {
    return answer;
  }
  // A token at the very start is a template echoed: what follows it may be the answer.
  return leak.index === 0
    ? withoutControlTokens(answer.slice(leak[0].length))
    : answer.slice(0, leak.index);
}

/** Takes the code out of a Markdown fence; in a Markdown document fences are text. */
export function unfence(text: string, { prose }: Surroundings): string {
  if (prose) {
    return text;
  }
  const open = /^[ \t]*```[\w+#.-]*[ \t]*(?:\n|$)/m.exec(text);
  if (open === null) {
    return text;
  }
  const head = text.slice(0, open.index);
  const inside = text.slice(open.index + open[0].length);
  // Code before the fence means that the fence closes it; words before it announce the code inside.
  if (head.trim() !== '' && !looksLikeProse(head)) {
    return head;
  }
  const close = /^[ \t]*```/m.exec(inside);
  return close === null ? inside : inside.slice(0, close.index).replace(/\n$/, '');
}

const openers =
  /^(?:here(?:'s| is| are)\b|sure[,!. ]|certainly|of course|okay[,!. ]|the (?:missing|completed?|following|code|answer|function|hole)\b|i(?:'m| am| can| will|'ll| cannot| can't)\b|as an ai|sorry|unfortunately|to (?:complete|fill|implement|fix) |this (?:code|function|will|completes|implementation)\b|you (?:can|should|need)\b|note that\b|explanation:)/i;

function looksLikeProse(text: string): boolean {
  const [line = ''] = text.trim().split('\n', 1);
  return openers.test(line) && /[a-z]+ [a-z]+/i.test(line) && !/[;{}=()]\s*$/.test(line);
}

/** A model that talks instead of writing code has nothing to show; talk after the code is cut off. */
export function withoutProse(text: string, { before, prose, languageId }: Surroundings): string {
  if (prose || /^\s*(?:\/\/|\/?\*|#|--|<!--)/.test(before) || languageId === 'plaintext') {
    return text;
  }
  if (looksLikeProse(text)) {
    return '';
  }
  const lines = text.split('\n');
  const talk = lines.findIndex(
    (line, index) =>
      index > 0 && lines[index - 1]?.trim() === '' && /^\S/.test(line) && looksLikeProse(line),
  );
  return talk === -1 ? text : lines.slice(0, talk).join('\n').trimEnd();
}

/**
 * Characters that change how code reads without being seen: bidirectional controls, zero-width
 * characters, tags, variation selectors supplement, soft hyphen, fillers, and C0/C1 controls
 * (Unicode TR36, "Trojan Source").
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb]|\u{e0000}|[\u{e0001}-\u{e01ef}]/u;

const licence =
  /SPDX-License-Identifier|\bCopyright \(c\)|©\s*\d{4}|\bLicensed under the\b|@license\b/i;

/** Drops a text with invisible characters, a broken surrogate pair or a licence header. */
export function dropTricks(text: string): string {
  const whole = text.replace(/[\ud800-\udbff]$/, '');
  return invisible.test(whole) || !whole.isWellFormed() || licence.test(whole) ? '' : whole;
}
