/** What a typing session was like for its author: decision 3's definitions. */
import type { EditorWatcher, Ghost } from './editor.mts';
import { commonLength } from './model.mts';
import type { Truth } from './truth.mts';

/** Counts of one session; times in ms since the key. */
export interface Score {
  /** Keys after which something else was judged, i.e. all but the last. */
  keys: number;
  /** Keys whose typing continues at the caret: no pipeline can be right more often. */
  bound: number;
  /** The visible text begins with what is typed next. */
  right: number;
  wrong: number;
  /** Visible characters that the author went on to write there, and the others. */
  correctCharacters: number;
  wrongCharacters: number;
  /** Visible text replaced or removed while it was typed along. */
  flicker: number;
  /** Texts that appeared where none of them stood. */
  appearances: number;
  /** Those that were typed over before anybody can have read them. */
  blindRejections: number;
  /** Questions that the editor cancelled. */
  cancelled: number;
  /** From a key to visible text, for keys that had one; 0 where it stayed. */
  readonly visibleMs: number[];
  /** From a key to the answer to its question, for questions that were answered. */
  readonly resultMs: number[];
}

/** Follows a session and keeps its score. */
export interface Judge extends EditorWatcher {
  /**
   * A key is about to be taken in, or the session is over: judges what stands on the screen.
   * @param truth what follows the key before it; undefined for the first key.
   */
  beforeKey(truth: Truth | undefined): void;
  /** A key was pressed at `atMs`; tells what it typed at the caret, if it did. */
  atKey(atMs: number, typed: string | undefined): void;
  readonly score: Score;
}

/** The one rule for every pipeline: less cannot be seen in passing. */
export const leastVisible = 3;

/** Nobody reads a text that is on the screen for less: a choice reaction takes 250 to 400 ms. */
const blindMs = 300;

/** Whether ghost text counts as visible: at least 3 characters, or all that is left of the line. */
export function isSeen({ text, wholeLine }: Ghost): boolean {
  const characters = text.trim().length;
  return characters >= leastVisible || (wholeLine && characters > 0);
}

/** Whether typing `typed` follows ghost text; an editor may indent a new line otherwise than the text. */
export function isTypedAlong(ghost: string, typed: string): boolean {
  if (ghost.startsWith(typed)) {
    return true;
  }
  const newline = typed.lastIndexOf('\n') + 1;
  return (
    newline > 0 && typed.slice(newline).trim() === '' && ghost.startsWith(typed.slice(0, newline))
  );
}

/** Creates the judge of one session. `now`: milliseconds of its clock. */
export function createJudge(now: () => number): Judge {
  const score: Score = {
    keys: 0,
    bound: 0,
    right: 0,
    wrong: 0,
    correctCharacters: 0,
    wrongCharacters: 0,
    flicker: 0,
    appearances: 0,
    blindRejections: 0,
    cancelled: 0,
    visibleMs: [],
    resultMs: [],
  };
  let seen = '';
  let seenSinceMs = 0;
  let keyMs = 0;
  let typed: string | undefined;
  let timed = true;

  const appear = (text: string) => {
    score.appearances += 1;
    seen = text;
    seenSinceMs = now();
  };
  const afterKey = (text: string) => {
    const along = typed !== undefined && isTypedAlong(seen, typed);
    const rest = along ? seen.slice(typed?.length ?? 0) : '';
    if (seen !== '' && !along && now() - seenSinceMs < blindMs) {
      score.blindRejections += 1;
    }
    if (rest.trim().length >= leastVisible && text === '') {
      score.flicker += 1;
    }
    if (text !== '' && !along) {
      // Taking a character back shows more of the text that stood there.
      seenSinceMs = seen === '' ? now() : seenSinceMs;
    }
    seen = text;
  };

  return {
    score,
    beforeKey(truth) {
      if (truth === undefined) {
        return;
      }
      score.keys += 1;
      const next = truth.typedNext;
      score.bound += next === undefined ? 0 : 1;
      if (seen !== '') {
        const right = next !== undefined && isTypedAlong(seen, next);
        score.right += right ? 1 : 0;
        score.wrong += right ? 0 : 1;
        const { final, place, run } = truth.follows;
        const correct = Math.max(
          ...[run, place, final].map((follows) => commonLength(seen, follows)),
        );
        score.correctCharacters += correct;
        score.wrongCharacters += seen.length - correct;
      }
    },
    atKey(atMs, text) {
      keyMs = atMs;
      typed = text;
      timed = false;
    },
    screen(ghost, cause) {
      const text = isSeen(ghost) ? ghost.text : '';
      if (cause === 'key') {
        afterKey(text);
      } else if (seen === '') {
        if (text !== '') {
          appear(text);
        }
      } else if (!text.startsWith(seen)) {
        score.flicker += 1;
        if (text === '') {
          seen = '';
        } else {
          appear(text);
        }
      } else {
        seen = text;
      }
      if (seen !== '' && !timed) {
        timed = true;
        score.visibleMs.push(now() - keyMs);
      }
    },
    answered({ trigger }) {
      if (trigger === 'typed') {
        score.resultMs.push(now() - keyMs);
      }
    },
    cancelled({ trigger }) {
      score.cancelled += trigger === 'typed' ? 1 : 0;
    },
  };
}
