import assert from 'node:assert/strict';
import { corpus, outcomeOf } from './corpus.ts';
import { deformations } from './deformed.ts';

/** Replies of which a person can tell in any deformed state what they mean. */
const clean = corpus().filter(
  ({ expected, sort, source }) =>
    sort === 'clean' && !expected.startsWith('[') && !/^(?:<{7}|={7})/m.test(source),
);
const unreadable = new Set([
  'escaped',
  'without the divider',
  'without the end',
  'without the beginning',
  'cut within the first block',
  'a wrong letter in each search',
  'dots at the end of each part',
  'for another file',
]);

describe('a reply that is deformed', () => {
  for (const [name, deform] of Object.entries(deformations)) {
    it(`is never applied in another way: ${name}`, () => {
      const outcomes = clean.map((one) => {
        const outcome = outcomeOf({ ...one, reply: deform(one.reply) });
        const isRefused = outcome.startsWith('[');
        assert.ok(
          isRefused || outcome === one.expected,
          `${one.document} ${one.name}\n${deform(one.reply)}\n${outcome}`,
        );
        return isRefused;
      });
      const refused = outcomes.filter(Boolean).length;
      // One that still can be read is.
      const most = unreadable.has(name) ? clean.length : 0;
      assert.ok(refused <= most, `${refused} of ${clean.length} refused`);
    });
  }
});
