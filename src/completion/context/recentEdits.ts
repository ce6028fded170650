import { lineEnd, lineStart } from '../../text/document.ts';

/** One replacement in a document, as the editor reports it: offsets before it was made. */
export interface ContentChange {
  readonly offset: number;
  /** Characters taken out. */
  readonly length: number;
  readonly text: string;
}

/** Something that was done to a document: a run of typing is one edit. */
export interface RecentEdit {
  /** Grows with each edit of any document and stays while the edit grows. */
  readonly id: number;
  readonly uri: string;
  /** Where `newText` stands now: moved along by every later edit of the document. */
  readonly start: number;
  readonly end: number;
  readonly oldText: string;
  readonly newText: string;
  /** The rest of the first and the last line as it was, so that whole lines can be shown. */
  readonly lead: string;
  readonly tail: string;
}

/** Bounds of the log; what is left out has the default. */
export interface RecentEditLimits {
  readonly maxEdits: number;
  readonly maxDocuments: number;
  /** Characters taken out and put in by one edit; longer runs of typing become several edits. */
  readonly maxCharacters: number;
}

const defaults: RecentEditLimits = { maxEdits: 50, maxDocuments: 20, maxCharacters: 2_000 };

/** Replacements at more places than a person makes at once: a formatter or a rename. */
const mostPlacesAtOnce = 8;
/** Characters between two changes of one edit at most. */
const farthestJoin = 400;
/** What shows of a line around an edit; the rest of a longer line says nothing. */
const longestLineRest = 200;

/** What was done lately in all documents, in order: one log that context and next edits stand on. */
export interface RecentEdits {
  /** Begins to follow a document, or starts anew with it as it is now. */
  open(uri: string, text: string): void;
  /**
   * Takes the changes of one event, in the editor's order (each as if those before it were made).
   * Costs about as much as the changes are long. False for a document that is not followed.
   */
  change(uri: string, changes: readonly ContentChange[]): boolean;
  /** The document is gone, and with it what was done to it. */
  forget(uri: string): void;
  /** All edits, oldest first, each with its place as of now. */
  list(): readonly RecentEdit[];
  follows(uri: string): boolean;
  /** The followed document as it is now. */
  textOf(uri: string): string | undefined;
}

/** An edit that still grows: the document is `base` with its `start..baseEnd` replaced by `newText`. */
interface OpenEdit {
  readonly id: number;
  start: number;
  baseEnd: number;
  newText: string;
}

interface Followed {
  /** The document without the open edit. */
  base: string;
  open: OpenEdit | undefined;
}

/** Creates an empty log. It never asks for a document's text again once it follows it. */
export function createRecentEdits(options: Partial<RecentEditLimits> = {}): RecentEdits {
  const limits = { ...defaults, ...options };
  const documents = new Map</* uri */ string, Followed>();
  let closed: readonly RecentEdit[] = [];
  let lastId = 0;

  /** Puts the open edit into the base and, unless it came to nothing, into the log. */
  const close = (uri: string, followed: Followed) => {
    const edit = openOf(uri, followed);
    if (edit !== undefined) {
      closed = [...closed, edit].slice(-limits.maxEdits);
    }
    followed.base = currentText(followed);
    followed.open = undefined;
  };

  const replace = (uri: string, followed: Followed, change: ContentChange, logged: boolean) => {
    const joins = logged && followed.open !== undefined && isNear(followed, change);
    if (!joins) {
      close(uri, followed);
    }
    closed = closed.map((edit) => (edit.uri === uri ? rebased(edit, change) : edit));
    if (!logged) {
      followed.base = spliced(followed.base, change);
      return;
    }
    followed.open = joins
      ? grown(followed, change)
      : {
          id: ++lastId,
          start: change.offset,
          baseEnd: change.offset + change.length,
          newText: change.text,
        };
    const { baseEnd, newText, start } = followed.open ?? { baseEnd: 0, newText: '', start: 0 };
    if (newText.length + baseEnd - start > limits.maxCharacters) {
      close(uri, followed);
    }
  };

  const forget = (uri: string) => {
    documents.delete(uri);
    closed = closed.filter((edit) => edit.uri !== uri);
  };

  return {
    open(uri, text) {
      const known = documents.get(uri);
      if (known !== undefined && currentText(known) === text) {
        return;
      }
      forget(uri);
      documents.set(uri, { base: text, open: undefined });
      const [oldest] = documents.keys();
      if (documents.size > limits.maxDocuments && oldest !== undefined) {
        forget(oldest);
      }
    },
    change(uri, changes) {
      const followed = documents.get(uri);
      if (followed === undefined) {
        return false;
      }
      const size = changes.reduce((sum, { length, text }) => sum + length + text.length, 0);
      const logged = changes.length <= mostPlacesAtOnce && size <= limits.maxCharacters;
      for (const change of changes) {
        replace(uri, followed, change, logged);
      }
      return true;
    },
    forget,
    list() {
      const open = [...documents].flatMap(([uri, followed]) => openOf(uri, followed) ?? []);
      return [...closed, ...open].sort((one, other) => one.id - other.id).slice(-limits.maxEdits);
    },
    follows: (uri) => documents.has(uri),
    textOf(uri) {
      const followed = documents.get(uri);
      return followed === undefined ? undefined : currentText(followed);
    },
  };
}

function currentText({ base, open }: Followed): string {
  return open === undefined
    ? base
    : base.slice(0, open.start) + open.newText + base.slice(open.baseEnd);
}

function spliced(text: string, { length, offset, text: inserted }: ContentChange): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length);
}

/** The open edit as an entry of the log; undefined where it changed nothing in the end. */
function openOf(uri: string, { base, open }: Followed): RecentEdit | undefined {
  if (open === undefined || base.slice(open.start, open.baseEnd) === open.newText) {
    return undefined;
  }
  const { baseEnd, id, newText, start } = open;
  const lead = base.slice(lineStart(base, start), start);
  const tail = base.slice(baseEnd, lineEnd(base, baseEnd));
  return {
    id,
    uri,
    start,
    end: start + newText.length,
    oldText: base.slice(start, baseEnd),
    newText,
    lead: lead.slice(-longestLineRest),
    tail: tail.slice(0, longestLineRest),
  };
}

/** A change on a line of the open edit, or on the one below it, goes on with it. */
function isNear({ base, open }: Followed, { length, offset }: ContentChange): boolean {
  if (open === undefined) {
    return false;
  }
  const above = open.start - (offset + length);
  const below = offset - (open.start + open.newText.length);
  if (Math.max(above, below) > farthestJoin) {
    return false;
  }
  return above > 0
    ? !base.slice(open.start - above, open.start).includes('\n')
    : base.slice(open.baseEnd, open.baseEnd + Math.max(0, below)).split('\n').length < 3;
}

/** The open edit with one more change, and with what stands between the two. */
function grown({ base, open }: Followed, change: ContentChange): OpenEdit | undefined {
  if (open === undefined) {
    return undefined;
  }
  const end = open.start + open.newText.length;
  const start = Math.min(open.start, change.offset);
  const behind = Math.max(0, change.offset + change.length - end);
  const gap = Math.max(0, change.offset - end);
  const baseEnd = open.baseEnd + Math.max(behind, gap);
  const whole = base.slice(start, open.start) + open.newText + base.slice(open.baseEnd, baseEnd);
  const newText = spliced(whole, { ...change, offset: change.offset - start });
  return { id: open.id, start, baseEnd, newText };
}

/** The edit with its place moved by a later change. */
function rebased(edit: RecentEdit, change: ContentChange): RecentEdit {
  const { start, end } = edit;
  if (change.offset >= end) {
    return edit;
  }
  const grownBy = change.text.length - change.length;
  const changeEnd = change.offset + change.length;
  if (changeEnd <= start) {
    return { ...edit, start: start + grownBy, end: end + grownBy };
  }
  const newStart = Math.min(start, change.offset);
  return { ...edit, start: newStart, end: Math.max(end, changeEnd) + grownBy };
}
