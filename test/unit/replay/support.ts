import { createVirtualClock } from '../../../bench/replay/clock.mts';
import {
  createEditor,
  type Ghost,
  type Item,
  type Question,
} from '../../../bench/replay/editor.mts';
import { applyKey, type KeyEvent, type Trace } from '../../../bench/replay/trace.mts';
import type { Snapshot } from '../../../src/text/document.ts';

/** A trace in which `typed` is typed character by character at the `█`, one key each `keyMs`. */
export function typing(marked: string, typed: string, keyMs = 200): Trace {
  const start = marked.indexOf('█');
  const before = marked.replace('█', '');
  const events = [...typed].map((insert, index) => ({
    atMs: (index + 1) * keyMs,
    edits: [{ offset: start + index, remove: 0, insert }],
    cursor: start + index + 1,
  }));
  const final = events.reduce(applyKey, before);
  return { name: 'typed', languageId: 'typescript', path: 'a.ts', before, events, final };
}

/** A key that inserts at the caret. */
export function typed(offset: number, insert: string): KeyEvent {
  return { atMs: 0, edits: [{ offset, remove: 0, insert }], cursor: offset + insert.length };
}

/** An editor whose questions the test answers, with all that happens on its screen. */
export function editorOf(text: string) {
  const clock = createVirtualClock();
  const questions: {
    readonly question: Question;
    readonly signal: AbortSignal;
    readonly answer: (item: Item | undefined) => void;
  }[] = [];
  const screens: (readonly [ghost: string, cause: string])[] = [];
  let document: Snapshot = {
    uri: 'file:///a.ts',
    path: 'a.ts',
    languageId: 'typescript',
    version: 1,
    text,
  };
  const editor = createEditor(
    clock,
    {
      ask: (question, signal) =>
        new Promise((answer) => {
          questions.push({ question, signal, answer });
        }),
    },
    {
      screen: ({ text: ghost }: Ghost, cause) => screens.push([ghost, cause]),
      answered: () => {},
      cancelled: () => {},
    },
  );
  return {
    clock,
    editor,
    questions,
    screens,
    key(event: KeyEvent) {
      document = {
        ...document,
        version: document.version + 1,
        text: applyKey(document.text, event),
      };
      editor.key(event, document);
    },
    document: () => document,
  };
}

/** An item that inserts at the caret. */
export function inserting(offset: number, insertText: string): Item {
  return { insertText, replace: { start: offset, end: offset }, wholeLine: true };
}
