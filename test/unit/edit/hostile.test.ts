import assert from 'node:assert/strict';
import { applyEdits, sortedEdits } from '../../../src/edit/edits.ts';
import { linesOf } from '../../../src/edit/lines.ts';
import { readReply } from '../../../src/edit/read.ts';
import { corpus } from './corpus.ts';
import { block, scopeOf } from './support.ts';

/** The same numbers each time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const pieces = [
  '<<<<<<< SEARCH',
  '=======',
  '>>>>>>> REPLACE',
  '```',
  '```diff',
  '@@ -1 +1 @@',
  '--- a/x.ts',
  '+++ b/x.ts',
  '',
  '...',
  'File: src/orders.ts',
  'work();',
  '  work();',
  '-work();',
  '+rest();',
  'function first() {',
  '}',
  '\t\twork();',
  'NO EDITS',
];
const source = 'work();\n█function first() {\n  work();\n}█\n\nhidden();\n';

describe('a reply of any kind', () => {
  const scope = { ...scopeOf(source), shown: [{ first: 0, after: 4 }] };

  it('S31 leads to edits of lines that were shown, or to none', () => {
    const random = dice(11);
    let applied = 0;
    for (let round = 0; round < 12_000; round++) {
      const lines = Array.from({ length: 2 + random(10) }, () => pieces[random(pieces.length)]);
      const read = readReply(lines.join('\n'), scope, false);
      if (read.kind === 'edits') {
        applied++;
        assert.deepEqual(sortedEdits(scope.text, read.edits), read.edits);
        assert.ok(applyEdits(scope.text, read.edits).endsWith('\nhidden();\n'));
      }
    }
    assert.ok(applied > 20, String(applied));
  });

  it('that breaks off anywhere leads to the edits of the whole one, to fewer, or to none', () => {
    for (const one of corpus().filter(({ sort }) => sort === 'clean')) {
      const { document, languageId, placeholders, reply } = one;
      const whole = scopeOf(one.source, { path: document, languageId }, placeholders);
      const full = readReply(reply, whole, false);
      const texts = full.kind === 'edits' ? full.edits.map(({ text }) => text) : [];
      for (let end = 0; end < reply.length; end += 7) {
        const read = readReply(reply.slice(0, end), whole, false);
        const written = read.kind === 'edits' ? read.edits.map(({ text }) => text) : [];
        assert.ok(
          written.every((text) => texts.includes(text)),
          `${document} ${one.name} ${end}: ${written.join('|')}`,
        );
      }
    }
  });

  for (const [what, reply] of [
    ['blank lines', '\n'.repeat(190_000)],
    ['spaces', `${' '.repeat(190_000)}x`],
    ['openings', '<<<<<<< HEAD\n'.repeat(14_000)],
    ['openings of search', '<<<<<<< SEARCH\n'.repeat(12_000)],
    ['dividers', `<<<<<<< SEARCH\n${'=======\n'.repeat(20_000)}>>>>>>> REPLACE`],
    ['fences', '```\n'.repeat(45_000)],
    ['fences that open', '```ts\n'.repeat(30_000)],
    ['marks of headings', `${'#'.repeat(190_000)}x`],
    ['dots and slashes', `${'a./'.repeat(60_000)}\n${block('work();', 'x();')}`],
    ['brackets with dots', block('work();', '{...'.repeat(45_000))],
    ['quotes', '> <<<<<<< SEARCH\n'.repeat(11_000)],
    ['hunks', `\`\`\`diff\n${'@@ @@\n-work();\n+rest();\n'.repeat(8_000)}\`\`\``],
    ['one long line', block('x'.repeat(90_000), 'y'.repeat(90_000))],
    ['blocks', block('work();', 'x();').repeat(3_000)],
  ] as const) {
    it(`made of ${what} is read in the time of one of words`, () => {
      const startedAt = process.cpuUsage();
      readReply(reply, scope, false);
      const { system, user } = process.cpuUsage(startedAt);
      assert.ok(system + user < 1_500_000, `${(system + user) / 1_000} ms`);
    });
  }

  it('is looked for among as many equal lines as there are', () => {
    const same = scopeOf('same();\n'.repeat(20_000));
    const reply = block('same();\n'.repeat(2_000), 'other();');
    const startedAt = process.cpuUsage();
    const read = readReply(reply, same, false);
    const { system, user } = process.cpuUsage(startedAt);
    assert.equal(read.kind, 'refused');
    assert.ok(system + user < 1_500_000, `${(system + user) / 1_000} ms`);
    assert.equal(linesOf(same.text).length, 20_001);
  });
});
