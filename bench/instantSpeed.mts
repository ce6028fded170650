/** Speed and memory of the index over many packages at once. */
import { createInstantEngine } from '../src/instant/engine.ts';
import type { SourceFile } from '../src/instant/indexable.ts';
import { type Corpus, release, sourceOf } from './corpora.mts';

/** Figures of one measurement, as data and as lines to print. */
export interface Speed {
  readonly megabytesPerSecond: number;
  readonly bytesPerByte: number;
  readonly heapBytesPerByte: number;
  readonly longestSliceMs: number;
  readonly editMs: number;
  readonly lines: readonly string[];
}

const rounds = 3;

/** Thread time in milliseconds where Node offers it, else of the process: other processes do not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

/** Indexes the last versions of all corpora, several times; the best round counts for speed. */
export async function measureSpeed(corpora: readonly Corpus[]): Promise<Speed> {
  const sources: SourceFile[] = [];
  for (const corpus of corpora) {
    const last = await release(corpus, corpus.lines.at(-1)!.at(-1)!);
    for (const path of last.files) {
      const source = await sourceOf(last, path);
      sources.push({ ...source, uri: `file:///${corpus.name}/${path}` });
    }
  }
  const bytes = sources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const { signal } = new AbortController();
  const slices: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  let heap = 0;
  let estimate = 0;
  let editMs = 0;
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const heapBefore = heapUsed();
    let sliceStart = cpuMs();
    const engine = createInstantEngine({
      now: () => performance.now(),
      yieldNow: async () => {
        slices.push(cpuMs() - sliceStart);
        await new Promise((resolve) => setImmediate(resolve));
        sliceStart = cpuMs();
      },
    });
    const started = cpuMs();
    for (const source of sources) {
      await engine.update(source, signal);
    }
    best = Math.min(best, cpuMs() - started);
    globalThis.gc?.();
    // Later rounds free what the earlier ones left behind.
    heap ||= heapUsed() - heapBefore;
    estimate = engine.stats.bytes;
    const largest = sources.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    const editStarted = cpuMs();
    for (let edit = 0; edit < 10; edit++) {
      const middle = largest.text.indexOf('\n', largest.text.length / 2);
      const text = `${largest.text.slice(0, middle)}\nedit${edit}();${largest.text.slice(middle)}`;
      await engine.update({ ...largest, text }, signal);
    }
    editMs = (cpuMs() - editStarted) / 10;
  }
  slices.sort((a, b) => a - b);
  const megabytesPerSecond = bytes / 1e6 / (best / 1000);
  const longestSliceMs = slices.at(-1) ?? 0;
  const p999 = slices[Math.floor(slices.length * 0.999)] ?? 0;
  const heapBytesPerByte = heap / bytes + 1;
  return {
    megabytesPerSecond,
    bytesPerByte: estimate / bytes,
    heapBytesPerByte,
    longestSliceMs,
    editMs,
    lines: [
      `${sources.length} files, ${(bytes / 1e6).toFixed(1)} MB of source, ${rounds} rounds`,
      `index ${megabytesPerSecond.toFixed(1)} MB/s of thread time`,
      `memory ${(estimate / bytes).toFixed(2)} bytes per byte by its own count, the texts included; heap and buffers grew by ${heapBytesPerByte.toFixed(2)} with the texts${globalThis.gc ? '' : ' (run with --expose-gc for a true figure)'}`,
      `slices: p99.9 ${p999.toFixed(1)} ms, longest ${longestSliceMs.toFixed(1)} ms of thread time (n ${slices.length})`,
      `an edit in the largest file: ${editMs.toFixed(1)} ms`,
    ],
  };
}

function heapUsed(): number {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
