import { lineEnd, lineStart, type Span } from '../text/document.ts';
import { indentOf } from '../text/indentation.ts';

/** A symbol of a document with what it holds. */
export interface SymbolNode {
  readonly name: string;
  /** A function, method, class or the like: what people think of as one thing. */
  readonly isUnit: boolean;
  readonly span: Span;
  readonly children: readonly SymbolNode[];
}

/** What is around a place, and the names that lead to it, outermost first. */
export interface Enclosing {
  readonly span: Span;
  readonly path: readonly string[];
}

/**
 * The innermost function, class or the like around a place; where there is none, the innermost symbol.
 * Undefined outside of all symbols.
 */
export function enclosingSymbol(
  symbols: readonly SymbolNode[],
  offset: number,
): Enclosing | undefined {
  const trail: SymbolNode[] = [];
  for (let level = symbols; ; ) {
    const inside = level.find(({ span }) => span.start <= offset && offset <= span.end);
    if (inside === undefined) {
      break;
    }
    trail.push(inside);
    level = inside.children;
  }
  const unit = trail.findLastIndex(({ isUnit }) => isUnit);
  const chosen = unit === -1 ? trail.length - 1 : unit;
  const symbol = trail[chosen];
  return symbol && { span: symbol.span, path: trail.slice(0, chosen + 1).map(({ name }) => name) };
}

/** Names of the symbols that hold all of a span, outermost first. */
export function symbolPath(
  symbols: readonly SymbolNode[],
  { start, end }: Span,
): readonly string[] {
  const around = symbols.find(({ span }) => span.start <= start && end <= span.end);
  return around === undefined ? [] : [around.name, ...symbolPath(around.children, { start, end })];
}

/** Names of the symbol whose whole lines are the span, outermost first; [] where there is none. */
export function pathToBlock(
  symbols: readonly SymbolNode[],
  text: string,
  span: Span,
): readonly string[] {
  const around = symbols.find(({ span: { end, start } }) => start <= span.end && span.start <= end);
  if (around === undefined) {
    return [];
  }
  const lines = toWholeLines(text, around.span);
  const inside = pathToBlock(around.children, text, span);
  const isBlock = lines?.start === span.start && lines.end === span.end;
  return isBlock ? [around.name] : inside.length === 0 ? [] : [around.name, ...inside];
}

/** Lines that begin something with a name of its own, in most languages. */
const definition =
  /^\s*(?:(?:export|default|pub(?:\([^)]*\))?|public|private|protected|internal|static|async|abstract|final|override|virtual|inline|unsafe|extern|partial|open|suspend)\s+)*(?:def|class|fn|func|function|fun|sub|proc|procedure|struct|impl|interface|trait|module|enum|object|record|type|namespace|contract)\b/;

/** A line that only ends what stands above it. */
const closer = /^\s*(?:[)\]}]+[;,)]*|end\b.*|fi|done|esac)\s*$/;

/**
 * The block around a place by its indentation alone: up to the nearest line that begins a definition, else to
 * the outermost line, and down to where it ends; without deeper lines the paragraph. Whole lines.
 */
export function indentationBlock(text: string, offset: number): Span {
  const at = nearestText(text, offset);
  let head = at;
  let indent = indentOf(lineAt(text, at));
  if (closer.test(lineAt(text, at)) || !definition.test(lineAt(text, at))) {
    let line = at;
    let waitsForOpening = closer.test(lineAt(text, at));
    while (line > 0 && (indent > 0 || waitsForOpening)) {
      line = lineStart(text, line - 1);
      const words = lineAt(text, line);
      const columns = indentOf(words);
      const opens = columns < indent || (waitsForOpening && columns === indent);
      if (words.trim() === '' || !opens || closer.test(words)) {
        continue;
      }
      waitsForOpening = false;
      head = line;
      indent = columns;
      if (definition.test(words)) {
        break;
      }
    }
  }
  const end = blockEnd(text, head, indent);
  return end > lineEnd(text, head) ? { start: head, end } : paragraph(text, head);
}

function lineAt(text: string, start: number): string {
  return text.slice(start, lineEnd(text, start));
}

/** Start of the line of the place, or of the next with text, or of the last before it. */
function nearestText(text: string, offset: number): number {
  const here = lineStart(text, offset);
  const after = /\S/.exec(text.slice(here));
  const before = text.slice(0, here).trimEnd().length;
  const place = after === null ? Math.max(0, before - 1) : here + after.index;
  return lineStart(text, place);
}

function blockEnd(text: string, head: number, indent: number): number {
  let end = lineEnd(text, head);
  for (let at = text.indexOf('\n', head) + 1; at > 0 && at < text.length; ) {
    const line = lineAt(text, at);
    const deeper = indentOf(line) > indent;
    const closes = indentOf(line) === indent && closer.test(line);
    if (line.trim() !== '' && !deeper && !closes) {
      break;
    }
    if (line.trim() !== '') {
      end = lineEnd(text, at);
    }
    if (closes) {
      break;
    }
    const newline = text.indexOf('\n', at);
    at = newline === -1 ? text.length : newline + 1;
  }
  return end;
}

function paragraph(text: string, at: number): Span {
  let start = at;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (lineAt(text, above).trim() === '') {
      break;
    }
    start = above;
  }
  let end = lineEnd(text, at);
  for (;;) {
    const newline = text.indexOf('\n', end);
    const next = newline + 1;
    if (newline === -1 || next >= text.length || lineAt(text, next).trim() === '') {
      return { start, end };
    }
    end = lineEnd(text, next);
  }
}

/** Whole lines without blank ones at both ends; undefined where there is nothing but white space. */
export function toWholeLines(text: string, span: Span): Span | undefined {
  const words = text.slice(span.start, span.end);
  const first = words.search(/\S/);
  if (first === -1) {
    return undefined;
  }
  return {
    start: lineStart(text, span.start + first),
    end: lineEnd(text, span.start + words.trimEnd().length),
  };
}

/** Sorted, and those that touch or overlap made one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last !== undefined && span.start <= last.end + 1) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else {
      result.push(span);
    }
  }
  return result;
}
