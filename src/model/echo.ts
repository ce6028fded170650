/** Shorter agreements are words of the server's own, or the name of a model. */
const leastEchoed = 16;
/** More of a server's words is never shown. */
const mostRead = 2_000;

/**
 * A server's words without what they repeat of the request: some servers return the prompt with their
 * error, and neither a log nor a message may hold code. Only letters and digits are compared, for an echo
 * is often escaped once more.
 * @param question the request as an object, or its body as it was sent.
 */
export function withoutEcho(words: string, question: unknown): string {
  const sent = textsIn(parsed(question)).map((text) => text.replace(noLetters, ''));
  const read = words.slice(0, mostRead);
  const letters = [...read.matchAll(/[\p{L}\p{N}]/gu)];
  const spelled = letters.map(([letter]) => letter).join('');
  if (!sent.some((text) => text.length >= leastEchoed)) {
    return read;
  }
  /** Where each UTF-16 unit of the letters stands; some letters have two. */
  const places = letters.flatMap(({ 0: letter, index }) =>
    Array.from({ length: letter.length }, (_, unit) => index + unit),
  );
  let result = '';
  let from = 0;
  for (let at = 0; at + leastEchoed <= places.length; at++) {
    const length = echoedFrom(spelled, at, sent);
    const first = places[at];
    const last = places[at + length - 1];
    if (length > 0 && first !== undefined && last !== undefined) {
      result += `${read.slice(from, first)}‹code›`;
      from = last + 1;
      at += length - 1;
    }
  }
  // An agreement may end within a letter of two units.
  return (result + read.slice(from)).toWellFormed();
}

const noLetters = /[^\p{L}\p{N}]+/gu;

/** How many letters from there on stand in one of the texts; 0 for fewer than count. */
function echoedFrom(spelled: string, at: number, sent: readonly string[]): number {
  let length = leastEchoed;
  let among = sent.filter((text) => text.includes(spelled.slice(at, at + length)));
  if (among.length === 0) {
    return 0;
  }
  while (among.length > 0 && at + length < spelled.length) {
    const next = spelled.slice(at, at + length + 1);
    among = among.filter((text) => text.includes(next));
    length += among.length > 0 ? 1 : 0;
  }
  return length;
}

function parsed(question: unknown): unknown {
  try {
    return typeof question === 'string' ? JSON.parse(question) : question;
  } catch {
    return question;
  }
}

/** Every text of a request but the name of the model, which an error may name. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => (key === 'model' ? [] : textsIn(part)))
    : [];
}
