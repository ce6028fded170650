/**
 * One document as it was at one moment. Offsets are UTF-16 code units into `text`, which keeps the
 * document's own line endings: normalising them here would break every offset.
 */
export interface Snapshot {
  /** Identity of the document, as a URI string. */
  readonly uri: string;
  /** Path shown to people and models: relative to the workspace where there is one, with `/`. */
  readonly path: string;
  /** The editor's language identifier, e.g. `typescript`. */
  readonly languageId: string;
  /** Grows with each edit of the document. */
  readonly version: number;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Offset of the first character of the line that holds `offset`. Lines end with `\n`. */
export function lineStart(text: string, offset: number): number {
  // Before the first character there is none; `lastIndexOf` would look at it.
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset just after the last character of the line that holds `offset`, before its `\r\n` or `\n`. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const end = newline === -1 ? text.length : newline;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}
