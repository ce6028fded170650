import type { Redaction } from '../privacy/redact.ts';
import type { Snapshot } from '../text/document.ts';
import type { ReaderAt } from '../text/scope.ts';
import { createEarlyStop } from './earlyStop.ts';
import type { Extent } from './extent.ts';
import { isShowableStart } from './firstLine.ts';
import { shape } from './shape/shape.ts';
import { surroundingsOf } from './shape/surroundings.ts';

/** The shaped text of a reply that grows. */
export interface SettledText {
  /** Takes all that came so far; returns where to stop once there is enough. */
  grow(raw: string): number | undefined;
  /** @param cut the reply has no end of its own. */
  finish(raw: string, cut?: boolean): void;
  /** The reply broke off: lines that came whole stand, half a line is as likely wrong as right. */
  breakOff(): void;
  /** What can be shown: whole lines, and the first line from its third character on. */
  text(): string;
  /** The shape of all that came, showable or not. */
  peek(): string;
  /** The text was shown: from now on it is only extended. */
  keep(): void;
  kept(): boolean;
}

/**
 * Creates the text of a reply to a request at `offset`.
 * @param redaction of its prompt: text with a placeholder for a secret is not shown.
 */
export function createSettledText(
  document: Snapshot,
  offset: number,
  extent: Extent,
  readerAt: ReaderAt,
  redaction?: Redaction,
): SettledText {
  const around = surroundingsOf(document, offset, extent, true, readerAt);
  const stopAt = createEarlyStop(document, offset, extent, around);
  let settled = '';
  let raw = '';
  let peeked: { readonly raw: string; readonly text: string } | undefined;
  let shownOnce = false;
  const shaped = (reply: string, growing: boolean): string => {
    const result = shape(reply, { document, offset, extent, around: { ...around, growing } });
    const text = result.kind === 'text' ? result.ghostText : '';
    return redaction?.isIn(text, growing) ? '' : text;
  };
  const peek = (): string => {
    peeked = peeked?.raw === raw ? peeked : { raw, text: shaped(raw, true) };
    return peeked.text;
  };
  const settle = (next: string) => {
    if (!shownOnce || next.startsWith(settled)) {
      settled = next;
    }
  };
  return {
    grow(next) {
      const lines = wholeLines(raw);
      raw = next;
      const stop = stopAt(raw);
      if (stop.enough) {
        return stop.upTo;
      }
      const whole = wholeLines(raw);
      if (whole.trim() === '') {
        const start = peek();
        if (isShowableStart(raw, start, document, offset)) {
          settle(start);
        }
      } else if (whole !== lines) {
        settle(shaped(whole, true));
      }
      return undefined;
    },
    finish(reply, cut = false) {
      raw = reply;
      settle(shaped(reply, cut));
    },
    breakOff() {
      raw = wholeLines(raw);
      if (raw.trim() === '') {
        settled = '';
      }
    },
    text: () => settled,
    peek,
    keep: () => {
      shownOnce = true;
    },
    kept: () => shownOnce,
  };
}

function wholeLines(raw: string): string {
  return raw.slice(0, Math.max(0, raw.lastIndexOf('\n')));
}
