import assert from 'node:assert/strict';
import { corpus, outcomeOf } from './corpus.ts';
import { damages, deformations } from './deformed.ts';

const clean = corpus().filter(
  ({ expected, sort }) => sort === 'clean' && !expected.startsWith('['),
);
/** Documents that have lines like marks themselves: a deformed reply about them may be lost. */
const confusing = /^(?:<{7}|={7}|```)/m;

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
        return isRefused && !confusing.test(one.source);
      });
      const refused = outcomes.filter(Boolean).length;
      // One that still can be read is.
      const most = damages.has(name) ? clean.length : 0;
      assert.ok(refused <= most, `${refused} of ${clean.length} refused`);
    });
  }
});
