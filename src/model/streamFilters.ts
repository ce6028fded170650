/** Bytes for the official client, and whether the reply ends with them although the server goes on. */
export interface Filtered {
  readonly bytes: Uint8Array;
  readonly over: boolean;
}

/** Makes of a server's stream one that the official client reads without loss, print or guess. */
export interface StreamFilter {
  /** @throws {Error} when the stream is damaged. */
  take(bytes: Uint8Array): Filtered;
  /** What is left when the server ends. @throws {Error} when the stream is damaged. */
  rest(): Filtered;
}

interface Lines {
  readonly text: string;
  readonly over: boolean;
}

const newline = 10;
/** Far more pieces than any reply we ask for; each costs time on the editor's thread. */
const mostLines = 100_000;
const nothing: Lines = { text: '', over: false };

/** Stands before `[DONE]`, which the official client keeps to itself. */
const doneEvent = '{"done":true}';

/** Hands on everything as it is. */
export function createNoFilter(): StreamFilter {
  return {
    take: (bytes) => ({ bytes, over: false }),
    rest: () => ({ bytes: new Uint8Array(), over: false }),
  };
}

/**
 * JSON lines. The official client prints a line that it cannot read, and goes on without it; here the
 * stream ends with an error instead. A document printed over several lines becomes one line. A line
 * with `"done": true` is the last.
 */
export function createJsonLineFilter(maxLineBytes: number): StreamFilter {
  let document: string | undefined;
  const take = (line: string): Lines => {
    const text = line.trim();
    if (document === undefined && text === '{') {
      document = text;
      return nothing;
    }
    if (document !== undefined) {
      document += text;
      return line.trimEnd() === '}' ? finish() : nothing;
    }
    return text === '' ? nothing : { text: `${text}\n`, over: isDone(objectOf(text)) };
  };
  const finish = (): Lines => {
    const text = document ?? '';
    document = undefined;
    return text === '' ? nothing : take(text);
  };
  return byLine(maxLineBytes, take, finish);
}

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), one per line of
 * data: some servers leave out the empty line between events, or write white space behind `[DONE]`,
 * and the official client stops at both. What a server that ignores `stream` sends, one JSON document,
 * becomes one event. `[DONE]` is the last; an event `{"done":true}` goes before it.
 */
export function createEventFilter(maxLineBytes: number): StreamFilter {
  let begun = false;
  let document: string | undefined;
  let data = '';
  const emptied = (): string => {
    const event = data === '' ? '' : `data: ${data}\n\n`;
    data = '';
    return event;
  };
  const takeData = (value: string): Lines => {
    const isFirst = data === '';
    data = isFirst ? value : `${data} ${value}`;
    if (data === '[DONE]') {
      return { text: `data: ${doneEvent}\n\n${emptied()}`, over: true };
    }
    // Only a first line is looked at, or an event of many lines would be read again with each.
    return isFirst && isObject(data) ? { text: emptied(), over: false } : nothing;
  };
  const takeLine = (line: string): Lines => {
    if (document !== undefined) {
      document += ` ${line}`;
      return nothing;
    }
    if (!begun && line.trimStart().startsWith('{')) {
      document = line;
      return nothing;
    }
    begun ||= line.trim() !== '';
    if (line.startsWith('data:')) {
      return takeData(line.slice(5).trim());
    }
    if (line === '') {
      // Not whole: the client calls it malformed.
      return { text: emptied(), over: false };
    }
    return line.startsWith('event:') ? { text: `${line}\n`, over: false } : nothing;
  };
  const take = (line: string): Lines => {
    let text = '';
    for (const part of line.replace(/\r$/, '').split('\r')) {
      const lines = takeLine(part);
      text += lines.text;
      if (lines.over) {
        return { text, over: true };
      }
    }
    return { text, over: false };
  };
  return byLine(maxLineBytes, take, () => ({
    text: document === undefined ? emptied() : `data: ${document}\n\ndata: [DONE]\n\n`,
    over: true,
  }));
}

function byLine(
  maxLineBytes: number,
  take: (line: string) => Lines,
  finish: () => Lines,
): StreamFilter {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let lineCount = 0;
  const hold = (bytes: Uint8Array) => {
    if (bytes.length === 0) {
      return;
    }
    heldBytes += bytes.length;
    if (heldBytes > maxLineBytes) {
      throw new Error('too long a line');
    }
    held.push(bytes);
  };
  const line = (): string => {
    if (held.length === 0) {
      return '';
    }
    const text = held.map((bytes) => decoder.decode(bytes, { stream: true })).join('');
    held = [];
    heldBytes = 0;
    return text + decoder.decode();
  };
  return {
    take(bytes) {
      let text = '';
      let from = 0;
      for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, from)) {
        hold(bytes.subarray(from, at));
        from = at + 1;
        lineCount++;
        if (lineCount > mostLines) {
          throw new Error('too many lines');
        }
        const lines = take(line());
        text += lines.text;
        if (lines.over) {
          return { bytes: encoder.encode(text), over: true };
        }
      }
      hold(bytes.subarray(from));
      return { bytes: encoder.encode(text), over: false };
    },
    rest() {
      const last = take(line());
      const { text } = last.over ? nothing : finish();
      return { bytes: encoder.encode(last.text + text), over: true };
    },
  };
}

/** @throws {Error} in words of our own: the parser's quote the line. */
function objectOf(text: string): object {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) {
    throw new Error('a line that is no JSON object');
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDone(value: object): boolean {
  return 'done' in value && value.done === true;
}

function isObject(text: string): boolean {
  try {
    return text.endsWith('}') && objectOf(text) !== null;
  } catch {
    return false;
  }
}
