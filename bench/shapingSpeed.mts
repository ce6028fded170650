/** What shaping costs: a reply of 2 kB in files of 10,000 lines. */
import { extentAt } from '../src/completion/extent.ts';
import { shape } from '../src/completion/shape/shape.ts';
import type { Snapshot } from '../src/text/document.ts';
import { scopeAt } from '../src/text/scope.ts';

const lines = 10_000;
const replyCharacters = 2_000;
const warmUps = 200;
const rounds = 1_000;

/** The best of as many runs at the same place: what other processes take is not counted. */
const tries = 3;

const bodies = {
  typescript: (index: number) => [
    `export function total${index}(items: readonly Item[]): number {`,
    '  let sum = 0;',
    '  for (const item of items) {',
    `    sum += item.price * ${index}; // the "price" is net`,
    '  }',
    '  return sum;',
    '}',
    '',
  ],
  python: (index: number) => [
    `def total${index}(items: list[Item]) -> float:`,
    '    """Sum of the prices."""',
    '    result = 0',
    '    for item in items:',
    `        result += item.price * ${index}  # it is 'net'`,
    '    return result',
    '',
    '',
  ],
} as const;

function timeOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Measures shaping at places all over the files; one line for each language. */
export function shapingSpeed(): string[] {
  return Object.entries(bodies).map(([languageId, body]) => {
    const text = Array.from({ length: lines / 8 }, (_, index) => body(index).join('\n')).join('\n');
    const reply = Array.from({ length: 40 }, (_, index) => body(index).slice(1, 6).join('\n'))
      .join('\n')
      .slice(0, replyCharacters);
    const times: number[] = [];
    for (let round = 0; round < warmUps + rounds; round++) {
      const near = Math.floor((text.length / (warmUps + rounds)) * round);
      const lineAt = text.indexOf('\n', near);
      const offset = lineAt === -1 ? text.length : lineAt;
      const document: Snapshot = { uri: 'file:///a', path: 'a', languageId, version: round, text };
      const extent = extentAt(document, offset, scopeAt(document, offset));
      times.push(
        Math.min(
          ...Array.from({ length: tries }, () =>
            timeOf(() => shape(reply, { document, offset, extent })),
          ),
        ),
      );
    }
    const sorted = times.slice(warmUps).sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(3);
    return `shape() of ${replyCharacters} characters, ${lines} lines of ${languageId} (${Math.round(text.length / 1000)} kB): p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, n ${rounds}`;
  });
}
