/** A caret in one version of a document. */
export interface Place {
  readonly uri: string;
  readonly version: number;
  /** UTF-16 offset. */
  readonly offset: number;
}

/** Knows whether the last thing the user did was typing, and where it left the caret. */
export interface TypingPlace {
  /** A key changed the span from `start` to `end` (offsets after the change) of a document. */
  typed(change: { readonly uri: string; readonly start: number; readonly end: number }): void;
  /** The caret is now here; typing moves it too. */
  moved(uri: string, offset: number): void;
  /** The user did something else: Esc, a click, a selection, undo, another editor, a debug stop. */
  interrupted(): void;
  /** True while an answer for `asked` may still appear, the caret being at `caret`. */
  fits(asked: Place, caret: Place | undefined): boolean;
}

/** After this the user is elsewhere in thought. */
export const oldestAnswerMs = 3_000;

/** Creates the memory of a user who has not typed yet. `now`: milliseconds that only grow. */
export function createTypingPlace(now: () => number): TypingPlace {
  let typing:
    | { uri: string; atMs: number; start: number; end: number; caret: number | undefined }
    | undefined;
  return {
    typed({ end, start, uri }) {
      typing = { uri, atMs: now(), start, end, caret: undefined };
    },
    moved(uri, offset) {
      if (typing === undefined || typing.uri !== uri) {
        typing = undefined;
        return;
      }
      // A typed bracket or line break leaves the caret inside of what it inserted.
      typing.caret ??= offset >= typing.start && offset <= typing.end ? offset : undefined;
      if (typing.caret !== offset) {
        typing = undefined;
      }
    },
    interrupted() {
      typing = undefined;
    },
    fits(asked, caret) {
      return (
        typing !== undefined &&
        caret !== undefined &&
        typing.uri === asked.uri &&
        now() - typing.atMs <= oldestAnswerMs &&
        caret.uri === asked.uri &&
        caret.version === asked.version &&
        caret.offset === asked.offset
      );
    },
  };
}
