/**
 * Inline completions as VS Code 1.139 handles them (read in its code and measured; the numbers stand in
 * the constants below), in virtual time.
 */
import type { Clock } from '../../src/completion/clock.ts';
import type { LateOffer } from '../../src/completion/modelStage.ts';
import type { Trigger } from '../../src/completion/outcome.ts';
import { createTypingPlace } from '../../src/editor/typingPlace.ts';
import type { Snapshot } from '../../src/text/document.ts';
import type { KeyEvent } from './trace.mts';

/** One inline completion. */
export interface Item {
  readonly insertText: string;
  /** The span that it replaces, around the caret on the caret's line. */
  readonly replace: { readonly start: number; readonly end: number };
  /** What it says of the caret's line is all of it; otherwise the reply was still coming. */
  readonly wholeLine: boolean;
}

/** What an editor asks; `late` is the question that an offer of the pipeline leads to. */
export interface Question {
  readonly document: Snapshot;
  readonly offset: number;
  readonly trigger: Trigger;
}

/** Anything that completes. */
export interface Pipeline {
  /** The document changed; the question about it comes after the editor's delay. */
  changed?(question: Question): void;
  ask(question: Question, signal: AbortSignal): Promise<Item | undefined>;
}

/** Why the screen changed: a key, or an answer. */
export type Cause = 'key' | 'answer';

/** What the editor tells its judge. */
export interface EditorWatcher {
  /** The ghost text, empty for none, as it is from now on. */
  screen(ghost: Ghost, cause: Cause): void;
  /** A question was answered before it was cancelled. */
  answered(question: Question): void;
  cancelled(question: Question): void;
}

/** Ghost text on the screen. */
export interface Ghost {
  readonly text: string;
  readonly wholeLine: boolean;
}

/** A simulated editor with one document. */
export interface Editor {
  /** A key changed the document; `document` is the text after it. */
  key(event: KeyEvent, document: Snapshot): void;
  /** The pipeline has an answer that came late. */
  offer(offer: LateOffer): void;
  ghost(): Ghost;
}

/** Minimum and maximum of its debounce for automatic questions. */
const debounceMs = 50;

/** After a word key it shows its suggest widget at the latest now and cancels the question (measured: 776). */
const widgetMs = 760;

/** Longer edits are not painted. */
const longestEdit = 5_000;

const nothing: Ghost = { text: '', wholeLine: false };

/** Creates an editor over `pipeline`. */
export function createEditor(clock: Clock, pipeline: Pipeline, watcher: EditorWatcher): Editor {
  const typing = createTypingPlace(clock.now);
  let item: Item | undefined;
  let ghost = nothing;
  let now: { document: Snapshot; offset: number } | undefined;
  let cancelQuestion = () => {};

  const paint = (next: Item | undefined, cause: Cause) => {
    const text =
      next === undefined || now === undefined
        ? undefined
        : ghostTextOf(next, now.document.text, now.offset);
    item = text === undefined ? undefined : next;
    ghost = text === undefined ? nothing : { text, wholeLine: next?.wholeLine ?? false };
    watcher.screen(ghost, cause);
  };

  const ask = async (question: Question, limitMs: number) => {
    const controller = new AbortController();
    const end = () => {
      if (!controller.signal.aborted) {
        controller.abort(new Error('cancelled by the editor'));
        watcher.cancelled(question);
      }
    };
    const stopTimer = Number.isFinite(limitMs) ? clock.after(limitMs, end) : () => {};
    const cancel = () => {
      stopTimer();
      end();
    };
    cancelQuestion = cancel;
    const answer = await pipeline.ask(question, controller.signal);
    stopTimer();
    if (!controller.signal.aborted) {
      cancelQuestion = cancelQuestion === cancel ? () => {} : cancelQuestion;
      watcher.answered(question);
      paint(answer, 'answer');
    }
  };

  return {
    ghost: () => ghost,
    key(event, document) {
      cancelQuestion();
      now = { document, offset: event.cursor };
      follow(typing, event, document);
      paint(item === undefined ? undefined : moved(item, event), 'key');
      const question: Question = { document, offset: event.cursor, trigger: 'typed' };
      pipeline.changed?.(question);
      const afterWord = /[\p{L}\p{N}_$]$/u.test(document.text.slice(0, event.cursor).slice(-2));
      // Visible ghost text keeps the widget away; then nothing limits the question.
      const limitMs =
        afterWord && ghost.text === '' ? widgetMs - debounceMs : Number.POSITIVE_INFINITY;
      cancelQuestion = clock.after(debounceMs, () => void ask(question, limitMs));
    },
    offer(offer) {
      const caret =
        now === undefined
          ? undefined
          : { uri: now.document.uri, version: now.document.version, offset: now.offset };
      if (now !== undefined && typing.fits(offer, caret)) {
        cancelQuestion();
        void ask({ ...now, trigger: 'late' }, Number.POSITIVE_INFINITY);
      }
    },
  };
}

/** Tells the real rule of late show what kind of key this was. */
function follow(
  typing: ReturnType<typeof createTypingPlace>,
  { cursor, edits }: KeyEvent,
  { uri }: Snapshot,
): void {
  const [edit, another] = edits;
  if (edit === undefined || another !== undefined) {
    typing.interrupted();
  } else {
    typing.typed({ uri, start: edit.offset, end: edit.offset + edit.insert.length });
  }
  typing.moved(uri, cursor);
}

/**
 * An item after a key: its span's end moves with the text. VS Code hides an item whose start moves, and
 * a key elsewhere ends the session: undefined.
 */
export function moved(item: Item, { cursor, edits }: KeyEvent): Item | undefined {
  const { start } = item.replace;
  let { end } = item.replace;
  let touched = false;
  for (const { insert, offset, remove } of edits) {
    if (offset < start) {
      return undefined;
    }
    if (offset <= end) {
      touched = true;
      end = Math.max(end, offset + remove) + insert.length - remove;
    }
  }
  return touched && cursor >= start && cursor <= end
    ? { ...item, replace: { start, end } }
    : undefined;
}

/**
 * What VS Code paints of an item: what it adds behind the caret; undefined when it hides the item. The
 * text before the caret must begin it, the text behind on that line must occur in it, and nothing of
 * either may be lost.
 */
export function ghostTextOf(item: Item, text: string, caret: number): string | undefined {
  const { start, end } = item.replace;
  const before = text.slice(start, caret);
  const behind = text.slice(caret, end);
  if (start > caret || end < caret || /[\r\n]/.test(behind)) {
    return undefined;
  }
  const rest = item.insertText.slice(before.length);
  const painted =
    item.insertText.startsWith(before) &&
    rest !== behind &&
    isSubsequence(behind, rest) &&
    item.insertText.length <= longestEdit &&
    end - start <= longestEdit;
  return painted && rest !== '' ? rest : undefined;
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}
