import assert from 'node:assert/strict';
import { type Case, changedLines, corpus, outcomeOf } from './corpus.ts';

const cases = corpus();
const isRefusal = (outcome: string) => outcome.startsWith('[');

describe('the corpus of replies', () => {
  it('is large, and of all sorts', () => {
    const of = (sort: Case['sort']) => cases.filter((one) => one.sort === sort).length;
    assert.ok(cases.length >= 200, String(cases.length));
    assert.ok(of('clean') >= 40 && of('sloppy') >= 100 && of('hostile') >= 30);
  });

  it('shows what changes', () => {
    assert.equal(changedLines('a\nb\nc\n', 'a\nB\nc\r\n'), '2\n-b\n-c\n+B\n+c␍');
  });

  for (const one of cases) {
    const { document, expected, isLost, name, sort } = one;
    it(`${document}, ${sort}: ${name}`, () => {
      const outcome = outcomeOf(one);
      if (isLost) {
        assert.ok(isRefusal(outcome), `no more lost: ${outcome}`);
      } else {
        assert.equal(outcome, expected);
      }
    });
  }

  it('has no reply that is applied in another way, and few that are lost', () => {
    const wrong = cases.filter((one) => {
      const outcome = outcomeOf(one);
      return !isRefusal(outcome) && outcome !== one.expected;
    });
    assert.deepEqual(wrong, []);
    assert.ok(cases.filter(({ isLost }) => isLost).length <= 4);
  });

  describe('in a document with other line ends', () => {
    const windows = (text: string) => text.replace(/\r?\n/g, '\r\n');
    for (const one of cases.filter(({ source }) => !source.includes('\r'))) {
      it(`${one.document}: ${one.name}`, () => {
        const outcome = outcomeOf({ ...one, source: windows(one.source) });
        const withReturns = one.expected.replace(/^[-+].*$/gm, '$&␍');
        assert.equal(outcome, one.isLost || isRefusal(outcome) ? outcomeOf(one) : withReturns);
        assert.equal(outcomeOf({ ...one, reply: windows(one.reply) }), outcomeOf(one));
      });
    }
  });
});
