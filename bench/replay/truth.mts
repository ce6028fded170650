/** What the author of a trace went on to type: what suggestions are judged by and oracles are made of. */
import { applyEdit, type Edit, type KeyEvent, type Trace } from './trace.mts';

/**
 * How far an oracle sees. `run`: what is typed at the caret without a break, typos included. `place`:
 * what stands there when the author goes elsewhere, corrections made. `final`: what stands there at the
 * end of the trace.
 */
export type Horizon = 'run' | 'place' | 'final';

/** What follows one key at the caret it left. */
export interface Truth {
  /** The text that the next key inserts at the caret; undefined when it does something else. */
  readonly typedNext: string | undefined;
  /** By how far one looks; empty where nothing follows. */
  readonly follows: Readonly<Record<Horizon, string>>;
}

/** Nobody needs more of what follows. */
const mostCharacters = 1_500;

/** Keys that an author may spend at one place. */
const mostKeysAtPlace = 600;

/** A correction reaches so far back: a word or a few, not the line above. */
const correctionReach = 40;

/** The text that `event` inserts at `caret` of `text`, or undefined when that is not what it does. */
export function typedAt(text: string, caret: number, event: KeyEvent): string | undefined {
  const [edit] = event.edits;
  if (edit === undefined || edit.offset > caret || edit.offset + edit.remove < caret) {
    return undefined;
  }
  const left = text.slice(edit.offset, caret);
  const right = text.slice(caret, edit.offset + edit.remove);
  // A suggest widget replaces the word; a typed-over closer is replaced by itself.
  if (!edit.insert.startsWith(left) || !edit.insert.endsWith(right)) {
    return undefined;
  }
  // Behind the caret stands what the editor inserted by itself, such as a closing bracket.
  const typed = edit.insert.slice(left.length, Math.max(0, event.cursor - edit.offset));
  return typed === '' ? undefined : typed;
}

/** One key: its edits without what they replaced by itself, and the text after it. */
interface State {
  readonly edits: readonly Edit[];
  readonly text: string;
}

interface Hole {
  left: number;
  right: number;
  /** Characters before the caret that were taken back since. */
  lost: number;
}

/** What follows each key of a trace; O(keys × keys at one place). */
export function truthsOf(trace: Trace): readonly Truth[] {
  const { events } = trace;
  const typed: (string | undefined)[] = [];
  const states: State[] = [];
  let text = trace.before;
  for (const [index, event] of events.entries()) {
    const caret = events[index - 1]?.cursor;
    if (caret !== undefined) {
      typed[index - 1] = typedAt(text, caret, event);
    }
    const edits = event.edits.map((edit) => {
      const changed = withoutKept(text, edit);
      text = applyEdit(text, edit);
      return changed;
    });
    states.push({ edits, text });
  }
  typed[events.length - 1] = undefined;
  return events.map(({ cursor }, index) => ({
    typedNext: typed[index],
    follows: {
      run: runFrom(typed, index),
      place: holeAt(states, index, cursor, 'place'),
      final: holeAt(states, index, cursor, 'final'),
    },
  }));
}

function runFrom(typed: readonly (string | undefined)[], from: number): string {
  let run = '';
  for (let index = from; run.length < mostCharacters; index++) {
    const next = typed[index];
    if (next === undefined) {
      break;
    }
    run += next;
  }
  return run;
}

/** What stands between the characters that stood around the caret, after the last edit that counts. */
function holeAt(
  states: readonly State[],
  from: number,
  caret: number,
  horizon: 'place' | 'final',
): string {
  const hole: Hole = { left: caret, right: caret, lost: 0 };
  const last = horizon === 'final' ? states.length : from + mostKeysAtPlace;
  let end = from;
  for (let index = from + 1; index < Math.min(last, states.length); index++) {
    const edits = states[index]?.edits ?? [];
    if (horizon === 'place' && edits.every((edit) => isElsewhere(hole, edit))) {
      break;
    }
    for (const edit of edits) {
      moveHole(hole, edit);
    }
    end = index;
  }
  return (states[end]?.text ?? '').slice(
    Math.min(hole.left + hole.lost, hole.right),
    Math.min(hole.left + hole.lost + mostCharacters, hole.right),
  );
}

function isElsewhere({ left, right }: Hole, { offset, remove }: Edit): boolean {
  return offset > right || offset + remove < left - correctionReach;
}

/** An edit without the characters that it replaces by themselves, such as a closer typed over. */
function withoutKept(text: string, { insert, offset, remove }: Edit): Edit {
  const removed = text.slice(offset, offset + remove);
  let start = 0;
  while (start < Math.min(insert.length, remove) && insert[start] === removed[start]) {
    start++;
  }
  let end = 0;
  while (
    end < Math.min(insert.length, remove) - start &&
    insert[insert.length - 1 - end] === removed[remove - 1 - end]
  ) {
    end++;
  }
  return {
    offset: offset + start,
    remove: remove - start - end,
    insert: insert.slice(start, insert.length - end),
  };
}

function moveHole(hole: Hole, { insert, offset, remove }: Edit): void {
  const end = offset + remove;
  const { left, right } = hole;
  if (remove === 0 && insert === '') {
    return;
  }
  if (end < left) {
    hole.left += insert.length - remove;
    hole.right += insert.length - remove;
    return;
  }
  if (offset > right) {
    return;
  }
  if (offset < left) {
    // What was taken back before the caret is written anew inside of the hole.
    hole.lost += left - offset;
    hole.left = offset;
  }
  hole.right = Math.max(right, end) - remove + insert.length;
}
