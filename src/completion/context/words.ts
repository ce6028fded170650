/** Shorter words, such as `i` and `of`, stand everywhere and say nothing. */
const shortest = 3;
/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
const hashSeed = 0x811c9dc5;
const hashFactor = 0x01000193;

/**
 * The words of a text, each once, as hashes in rising order. A word is a run of letters, digits, `_`
 * and `$`; everything beyond ASCII counts as a letter.
 */
export function wordsOf(text: string): Uint32Array {
  const hashes = new Uint32Array((text.length >> 2) + 1);
  let count = 0;
  let hash = hashSeed;
  let length = 0;
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : 32;
    if (isWordUnit(unit)) {
      hash = Math.imul(hash ^ unit, hashFactor);
      length += 1;
    } else {
      if (length >= shortest) {
        hashes[count++] = hash;
      }
      hash = hashSeed;
      length = 0;
    }
  }
  const sorted = hashes.subarray(0, count).sort();
  return sorted.filter((word, index) => index === 0 || word !== sorted[index - 1]);
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 36 ||
    unit > 127
  );
}

/** How many words two sorted sets share. */
export function sharedWords(one: Uint32Array, other: Uint32Array): number {
  let shared = 0;
  let left = 0;
  let right = 0;
  while (left < one.length && right < other.length) {
    const difference = (one[left] ?? 0) - (other[right] ?? 0);
    shared += difference === 0 ? 1 : 0;
    left += difference <= 0 ? 1 : 0;
    right += difference >= 0 ? 1 : 0;
  }
  return shared;
}
