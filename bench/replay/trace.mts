/** Recorded or generated typing: what was done to one file, when, and what came of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Replaces `remove` characters at `offset`; offsets are UTF-16 and count the edits before it. */
export interface Edit {
  readonly offset: number;
  readonly remove: number;
  readonly insert: string;
}

/** One key: what it changed, and where it left the caret. */
export interface KeyEvent {
  readonly atMs: number;
  readonly edits: readonly Edit[];
  readonly cursor: number;
}

/** A typing session in one file. */
export interface Trace {
  readonly name: string;
  readonly languageId: string;
  /** Relative to the workspace. */
  readonly path: string;
  /** The text at the start. */
  readonly before: string;
  /** In order of time. */
  readonly events: readonly KeyEvent[];
  /** The text at the end. */
  readonly final: string;
  /** Other files of the workspace, for what reads them. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

/** Applies one edit. */
export function applyEdit(text: string, { insert, offset, remove }: Edit): string {
  return text.slice(0, offset) + insert + text.slice(offset + remove);
}

/** Applies the edits of one key in order. */
export function applyKey(text: string, event: KeyEvent): string {
  return event.edits.reduce(applyEdit, text);
}

/**
 * Reads a trace from its JSON.
 * @throws Error when it is none, or when its edits do not lead to its final text.
 */
export function parseTrace(json: string): Trace {
  const value: unknown = JSON.parse(json);
  if (!isTrace(value)) {
    throw new Error('not a typing trace');
  }
  let text = value.before;
  let lastMs = 0;
  for (const [index, event] of value.events.entries()) {
    text = applyKey(text, event);
    if (event.cursor > text.length || event.atMs < lastMs) {
      throw new Error(`event ${index} of ${value.name} does not fit its text or time`);
    }
    lastMs = event.atMs;
  }
  if (text !== value.final) {
    throw new Error(`the edits of ${value.name} do not lead to its final text`);
  }
  return value;
}

/**
 * Reads every trace (`*.json`) of a folder.
 * @throws Error when the folder holds none or a damaged one.
 */
export async function loadTraces(folder: string): Promise<readonly Trace[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) {
    throw new Error(`no traces in ${folder}`);
  }
  return Promise.all(
    names.map(async (name) => parseTrace(await readFile(join(folder, name), 'utf8'))),
  );
}

/** The first `keys` keys as a trace of their own. */
export function firstKeys(trace: Trace, keys: number): Trace {
  const events = trace.events.slice(0, keys);
  return { ...trace, events, final: events.reduce(applyKey, trace.before) };
}

function isTrace(value: unknown): value is Trace {
  const trace = Object(value);
  const texts = [trace.name, trace.languageId, trace.path, trace.before, trace.final];
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(trace.events) &&
    trace.events.every(isKeyEvent)
  );
}

function isKeyEvent(value: unknown): value is KeyEvent {
  const event = Object(value);
  return (
    Number.isFinite(event.atMs) &&
    Number.isSafeInteger(event.cursor) &&
    Array.isArray(event.edits) &&
    event.edits.every(
      (edit: unknown) =>
        Number.isSafeInteger(Object(edit).offset) &&
        Number.isSafeInteger(Object(edit).remove) &&
        typeof Object(edit).insert === 'string',
    )
  );
}
