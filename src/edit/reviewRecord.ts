import type { Review, ReviewedChange } from './review.ts';

/** Why a change that somebody asked for may wait in a diff. */
const heldKinds = ['auto-save', 'read-only', 'not checked'] as const;

/** A review as it is kept for the next start of the window. */
export interface ReviewRecord {
  readonly uri: string;
  readonly title: string;
  readonly why: string;
  /** Why the changes are not in the document but in a diff; `no` where they are in it. */
  readonly held: 'no' | (typeof heldKinds)[number];
  /** Of the document's text. */
  readonly hash: string;
  readonly changes: Review;
}

/** A text that was being written into a document, as it is kept until it is complete. */
export interface DraftRecord {
  readonly uri: string;
  /** The text before, to be given back. */
  readonly before: string;
  /** Characters at the start and at the end that were not written to. */
  readonly head: number;
  readonly tail: number;
}

/** Tells two texts apart: 53 bits of cyrb53, by bryc, public domain, and the length. */
export function hashOf(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return `${text.length}-${(4294967296 * (2097151 & low) + (high >>> 0)).toString(36)}`;
}

/** The text to give back, or undefined where it is not the one that was written to. */
export function textToGiveBack(
  { before, head, tail }: DraftRecord,
  now: string,
): string | undefined {
  const isOurs =
    now !== before &&
    now.length >= head + tail &&
    now.startsWith(before.slice(0, head)) &&
    now.endsWith(before.slice(before.length - tail));
  return isOurs ? before : undefined;
}

/** The records in what was kept, which may be of another version of ours. */
export function reviewRecords(kept: unknown): readonly ReviewRecord[] {
  return Array.isArray(kept) ? kept.filter(isReviewRecord) : [];
}

/** The records in what was kept, which may be of another version of ours. */
export function draftRecords(kept: unknown): readonly DraftRecord[] {
  return Array.isArray(kept) ? kept.filter(isDraftRecord) : [];
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isReviewRecord(value: unknown): value is ReviewRecord {
  return (
    isFields(value) &&
    [value['uri'], value['title'], value['why'], value['hash']].every(
      (field) => typeof field === 'string',
    ) &&
    ['no', ...heldKinds].some((kind) => kind === value['held']) &&
    Array.isArray(value['changes']) &&
    value['changes'].every(isChange)
  );
}

function isChange(value: unknown): value is ReviewedChange {
  if (!(isFields(value) && isFields(value['span']) && Array.isArray(value['pieces']))) {
    return false;
  }
  const { end, start } = value['span'];
  const length = value['pieces'].reduce(
    (sum, piece) =>
      sum + (isFields(piece) && isCount(piece['length']) ? piece['length'] : Number.NaN),
    0,
  );
  return (
    typeof value['removed'] === 'string' &&
    typeof value['inserted'] === 'string' &&
    ['pending', 'accepted', 'discarded'].includes(String(value['state'])) &&
    isCount(start) &&
    isCount(end) &&
    end - start === length
  );
}

function isDraftRecord(value: unknown): value is DraftRecord {
  return (
    isFields(value) &&
    typeof value['uri'] === 'string' &&
    typeof value['before'] === 'string' &&
    isCount(value['head']) &&
    isCount(value['tail'])
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
