const chunk = 1024;

/** Length of the longest common beginning, at most `limit` UTF-16 code units. */
export function commonPrefix(a: string, b: string, limit: number): number {
  const end = Math.min(a.length, b.length, limit);
  let length = 0;
  // Comparing slices runs at memory speed; only the last chunk is walked unit by unit.
  while (length < end) {
    const next = Math.min(length + chunk, end);
    if (a.slice(length, next) !== b.slice(length, next)) {
      break;
    }
    length = next;
  }
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) {
    length++;
  }
  return length;
}

/** Length of the longest common end, at most `limit` UTF-16 code units. */
export function commonSuffix(a: string, b: string, limit: number): number {
  const end = Math.min(a.length, b.length, limit);
  let length = 0;
  while (length < end) {
    const next = Math.min(length + chunk, end);
    if (
      a.slice(a.length - next, a.length - length) !== b.slice(b.length - next, b.length - length)
    ) {
      break;
    }
    length = next;
  }
  while (
    length < end &&
    a.charCodeAt(a.length - length - 1) === b.charCodeAt(b.length - length - 1)
  ) {
    length++;
  }
  return length;
}
