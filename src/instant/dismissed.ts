import { lineStart } from '../text/document.ts';
import type { Cursor } from './cursor.ts';

/** Remembers what the user turned down, the latest five hundred. */
export interface Dismissals {
  add(cursor: Cursor, text: string): void;
  /** How often a text that begins or ends like this one was turned down on such a line. */
  count(cursor: Cursor, text: string): number;
}

const maxRemembered = 500;

/** Makes an empty memory. */
export function createDismissals(): Dismissals {
  const counts = new Map<string, number>();
  return {
    add(cursor, text) {
      const key = keyOf(cursor, text);
      const count = (counts.get(key) ?? 0) + 1;
      counts.delete(key);
      counts.set(key, count);
      const [oldest] = counts.keys();
      if (counts.size > maxRemembered && oldest !== undefined) {
        counts.delete(oldest);
      }
    },
    count(cursor, text) {
      const key = keyOf(cursor, text);
      let most = 0;
      for (const [dismissed, count] of counts) {
        if (count > most && (key.startsWith(dismissed) || dismissed.startsWith(key))) {
          most = count;
        }
      }
      return most;
    },
  };
}

/** The line as it would be: the same place and text whether more or less of it is already typed. */
function keyOf({ document, offset }: Cursor, text: string): string {
  const line = document.text.slice(lineStart(document.text, offset), offset) + text;
  const firstLine = line.slice(0, 200).split('\n', 1)[0] ?? '';
  return `${document.languageId}\n${firstLine.trim()}`;
}
