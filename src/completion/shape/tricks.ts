import type { Surroundings } from './surroundings.ts';

/**
 * Characters that change how code reads without being seen: bidirectional controls, zero-width
 * characters, fillers, tags, line separators, C0/C1 controls, and characters for private use, which look
 * different in each font. A joiner between two emoji is none.
 * https://www.unicode.org/reports/tr36/, https://trojansource.codes/trojan-source.pdf
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<!\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?)\u200d|(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}])\u200c|[\ue000-\uf8ff\u{e0000}-\u{e01ef}\u{f0000}-\u{10ffff}]/u;

const licence =
  /SPDX-License-Identifier|\bCopyright (?:\(c\)|©|\d{4})|©\s*\d{4}|\bLicensed under the\b|@license\b|\bAll rights reserved\b|版权所有/i;

/** A licence header that was begun: `Copyright` may be as far as it came. */
const ownLicence = new RegExp(`${licence.source}|\\bcopyright\\b`, 'i');

/** Nothing of a text with invisible characters or broken surrogate pairs is shown. */
export function withoutInvisible(text: string): string {
  // A stream may end between the halves of a pair.
  const whole = text.replace(/[\ud800-\udbff]$/, '');
  return invisible.test(whole) || !whole.isWellFormed() ? '' : whole;
}

/** Models know the licence headers of other people's files by heart; the user's own is being written. */
export function withoutLicence(text: string, { language, prefix }: Surroundings): string {
  return !language.prose && licence.test(text) && !ownLicence.test(prefix) ? '' : text;
}

const name = /[\p{ID_Start}_$][\p{ID_Continue}$]*/gu;
const nameBefore = /[\p{ID_Continue}$]*$/u;
/** Scripts with letters that look like those of another one of them: https://www.unicode.org/reports/tr39/#confusables */
const alike = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Lisu}/u,
];

/**
 * Nothing of a text is shown in which a name that the file does not have yet mixes such scripts: `pаypal` with a
 * Cyrillic letter is another name than it seems. Comments and strings are in any language.
 */
export function withoutMixedNames(text: string, around: Surroundings): string {
  const { before, below, language, prefix, reader } = around;
  if (language.prose || !hasOthers.test(text + before.slice(-longestName))) {
    return text;
  }
  const [head = ''] = nameBefore.exec(before.slice(-longestName)) ?? [];
  const isMixed = ({ 0: found, index }: RegExpExecArray) => {
    if (alike.filter((script) => script.test(found)).length < 2) {
      return false;
    }
    const code = reader();
    code.read(text.slice(0, Math.max(0, index - head.length)));
    return code.scope() === 'code' && !prefix.includes(found) && !below.includes(found);
  };
  return [...(head + text).matchAll(name)].some(isMixed) ? '' : text;
}

const longestName = 100;
const hasOthers = new RegExp(
  alike
    .slice(1)
    .map(({ source }) => source)
    .join('|'),
  'u',
);
