import { extentAt } from '../../../src/completion/extent.ts';
import { isVisible, placeGhostText } from '../../../src/completion/shape/placement.ts';
import { shape } from '../../../src/completion/shape/shape.ts';
import type { Snapshot } from '../../../src/text/document.ts';
import { scopeAt } from '../../../src/text/scope.ts';
import { atCursor } from './support.ts';

/** A document with a cursor, what a model replied there, and the document after the text was accepted. */
export interface Sample {
  readonly title: string;
  readonly language: string;
  readonly marked: string;
  readonly reply: string;
  readonly expected: string;
}

/** Reads samples of the form `language: title`, document, `>>>`, reply, `===`, result, `----`. */
export function parseSamples(file: string): readonly Sample[] {
  return file
    .trimEnd()
    .split('\n----\n')
    .map((sample) => {
      const [head = '', ...rest] = sample.split('\n');
      const [language = '', title = ''] = head.split(/: (.*)/);
      const [marked = '', answer = ''] = rest.join('\n').split('\n>>>\n');
      const [reply = '', expected = ''] = answer.split('\n===\n');
      return { title, language, marked, reply, expected };
    });
}

/**
 * Shapes `reply` at the cursor and accepts it.
 * @returns the text of the document, or `nothing: ` and the filter; throws for an edit that VS Code hides.
 */
export function accept(marked: string, language: string, reply: string): string {
  const { document, offset } = atCursor(marked, language);
  const shaped = shape(reply, { document, offset, extent: extentHere(document, offset) });
  if (shaped.kind === 'nothing') {
    return `nothing: ${shaped.filter}`;
  }
  const placed = placeGhostText(shaped.ghostText, document, offset);
  if (placed === undefined || !isVisible(document, offset, placed.insertText, placed.replace)) {
    throw new Error(`hidden: ${JSON.stringify(shaped.ghostText)}`);
  }
  const { start, end } = placed.replace;
  return document.text.slice(0, start) + placed.insertText + document.text.slice(end);
}

/** The extent that the text around the cursor asks for. */
export function extentHere(document: Snapshot, offset: number) {
  return extentAt(document, offset, scopeAt(document, offset));
}
