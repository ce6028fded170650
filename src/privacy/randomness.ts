/** Shannon entropy in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** 16 random digits of base 16 have 3.3 bits each, seldom less than 2.8; repeated patterns have fewer. */
const leastEntropy = 2.8;
/** Words with a number in them have few digits; random text of one case has every sixth to third. */
const leastDigits = 0.12;
/** Of random text of both cases a fifth looks like words, of names with humps nine tenths. */
const mostWords = 0.7;

/**
 * True for text that no person wrote: letters of both cases mixed with digits, or many digits among letters of
 * one case, and no order or pattern in it.
 */
export function looksRandom(text: string): boolean {
  const digits = text.replace(/\D+/g, '').length;
  if (digits === 0 || !/[A-Za-z]/.test(text)) {
    return false;
  }
  const bothCases = /[a-z]/.test(text) && /[A-Z]/.test(text);
  const mixed = bothCases
    ? wordCharacters(text) / text.length <= mostWords
    : digits >= 2 && digits / text.length >= leastDigits;
  return mixed && entropyOf(text) >= leastEntropy && !isOrdered(text);
}

/** Characters that stand in letters of one case beside each other, as in the words of a name. */
function wordCharacters(text: string): number {
  return (text.match(/[A-Z][a-z]{3,}|[a-z]{4,}|[A-Z]{6,}/g) ?? []).join('').length;
}

/** `0123456789abcdef` and the alphabets of encodings are random to a count of characters. */
function isOrdered(text: string): boolean {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    steps += text.charCodeAt(at) - text.charCodeAt(at - 1) === 1 ? 1 : 0;
  }
  return steps > text.length / 3;
}

/** Words by which examples and templates say that a value stands for one. */
const standIn =
  /example|sample|placeholder|dummy|changeme|change[_-]me|redacted|your[_-]|my[_-]?(?:pass|secret|token|key)|insert|replace|foobar|lorem|xxxxx|\*{3}|\.{3}|^(?:test|none|null|undefined|true|false|pass(?:word)?|passwd|secret|user(?:name)?|admin|root|string|token|key|value)\d{0,4}$/i;

/** True for what a person writes in the place of a secret: a variable, a pattern, a word for it. */
export function isStandIn(value: string): boolean {
  return (
    standIn.test(value) ||
    /[$#%]\{|\{\{|\$[A-Za-z_(]|<[^>]*>|&lt;|%[sdvq@]|%[A-Z_]+%|^\{[^}]*\}$|^@[A-Z_]+@$/.test(
      value,
    ) ||
    new Set(value).size <= 3
  );
}
