import type { FoundRecord } from './cacheRecord.ts';

/** A file of entries, as far as it is known. */
export interface Segment {
  readonly name: string;
  /** Size of the file when it was last looked at. */
  bytes: number;
  /** So far its records are known. */
  knownBytes: number;
  /** Unix time of its newest entry, or of the file while it has none. */
  newestAtMs: number;
  /** Entries that no other segment has a newer form of. */
  live: number;
}

/** Where an entry lies. */
export interface Place {
  readonly segment: Segment;
  readonly offset: number;
  readonly bytes: number;
  readonly storedAtSeconds: number;
}

/** Names of entries and their places: that there is no entry is known without the disk. */
export interface SegmentIndex {
  readonly size: number;
  /** Bytes of all segments. */
  readonly bytes: number;
  find(name: string): Place | undefined;
  /** The segment of this name, made when it is not known; `atMs` is its age while it has no entry. */
  segment(name: string, atMs: number): Segment;
  known(name: string): Segment | undefined;
  /** Takes records of a segment, found in bytes that begin at `start`; of two equal names the newer stays. */
  add(segment: Segment, start: number, records: readonly FoundRecord[]): void;
  placesIn(segment: Segment): readonly Place[];
  /** Forgets an entry, unless it has another place by now. */
  drop(name: string, place: Place): void;
  forget(segments: ReadonlySet<string>): void;
  /** Forgets the segments with entries that are not among these. */
  keepOnly(segments: ReadonlySet<string>): void;
}

/** True for a time at most `maxAgeMs` away; the clock may have been set back since. */
export function isTimely(atMs: number, nowMs: number, maxAgeMs: number): boolean {
  return Math.abs(nowMs - atMs) <= maxAgeMs;
}

/** Creates an empty index. */
export function createSegmentIndex(): SegmentIndex {
  const places = new Map<string, Place>();
  const segments = new Map<string, Segment>();
  const forget = (names: ReadonlySet<string>) => {
    if (names.size === 0) {
      return;
    }
    for (const [name, { segment }] of places) {
      if (names.has(segment.name)) {
        places.delete(name);
      }
    }
    for (const name of names) {
      segments.delete(name);
    }
  };
  return {
    get size() {
      return places.size;
    },
    get bytes() {
      return [...segments.values()].reduce((sum, segment) => sum + segment.bytes, 0);
    },
    find: (name) => places.get(name),
    segment(name, atMs) {
      const known = segments.get(name);
      const segment = known ?? { name, bytes: 0, knownBytes: 0, newestAtMs: atMs, live: 0 };
      segments.set(name, segment);
      return segment;
    },
    known: (name) => segments.get(name),
    add(segment, start, records) {
      if (start === 0 && records.length > 0) {
        // From the first entry on their own times count, not the file's.
        segment.newestAtMs = 0;
      }
      for (const { bytes, name, offset, storedAtSeconds } of records) {
        segment.newestAtMs = Math.max(segment.newestAtMs, storedAtSeconds * 1000);
        const before = places.get(name);
        if (before === undefined || before.storedAtSeconds <= storedAtSeconds) {
          if (before !== undefined) {
            before.segment.live -= 1;
          }
          segment.live += 1;
          places.set(name, { segment, offset: start + offset, bytes, storedAtSeconds });
        }
      }
    },
    placesIn: (segment) => [...places.values()].filter((place) => place.segment === segment),
    drop(name, place) {
      if (places.get(name) === place) {
        places.delete(name);
        place.segment.live -= 1;
      }
    },
    forget,
    keepOnly(names) {
      forget(new Set([...segments.keys()].filter((name) => !names.has(name))));
    },
  };
}
