import { lineStart, type Snapshot } from '../text/document.ts';

/** Texts that the user did not want, each at its place. */
export interface Dismissals {
  /** The user pressed Esc over `ghostText`. */
  add(document: Snapshot, offset: number, ghostText: string): void;
  /** True when the same text was dismissed at the same place. */
  has(document: Snapshot, offset: number, ghostText: string): boolean;
  clear(): void;
}

/** More places than a person returns to; the oldest is forgotten first. */
const remembered = 64;

/** A place is a line's beginning in one document: it survives edits elsewhere. */
function placeOf(document: Snapshot, offset: number): string {
  const before = document.text.slice(lineStart(document.text, offset), offset).trimStart();
  return `${document.uri}\n${before}`;
}

function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split('\n', 1);
  return line.trim();
}

/** Creates an empty memory of dismissed suggestions. */
export function createDismissals(): Dismissals {
  const places = new Map<string, Set<string>>();
  return {
    add(document, offset, ghostText) {
      const place = placeOf(document, offset);
      const texts = places.get(place) ?? new Set();
      places.delete(place);
      places.set(place, texts.add(firstLine(ghostText)));
      const [oldest] = places.keys();
      if (places.size > remembered && oldest !== undefined) {
        places.delete(oldest);
      }
    },
    has: (document, offset, ghostText) =>
      places.get(placeOf(document, offset))?.has(firstLine(ghostText)) ?? false,
    clear: () => places.clear(),
  };
}
