import assert from 'node:assert/strict';
import { followText } from '../../../src/edit/followText.ts';

const before = 'one();\ntwo();\nthree();\nfour();\n';

/** The text of a place of `before`, found again in another text. */
function foundAgain(place: string, now: string): string {
  const start = before.indexOf(place);
  const [span] = followText([{ start, end: start + place.length }], before, now);
  assert.ok(span !== undefined);
  return now.slice(span.start, span.end);
}

describe('a place in a text that became another one', () => {
  for (const [what, now] of [
    ['nothing', before],
    ['lines above', `// a\n// b\n${before}`],
    ['lines above and below', `// a\n${before.replace('four', '// b\nfive')}`],
    ['the line directly above', before.replace('two();', 'two(1, 2);')],
    ['a line directly above that is gone', before.replace('two();\n', '')],
    ['a line directly below', before.replace('four();', '// b\nfour();')],
    ['the first and the last line', before.replace('one', '1').replace('four();\n', '')],
  ] as const) {
    it(`is found after a change of ${what}`, () => {
      assert.equal(foundAgain('three();', now), 'three();');
    });
  }

  it('takes in what was changed inside of it', () => {
    const now = `// a\n${before.replace('three();', 'three(3);')}`;
    assert.equal(foundAgain('three();', now), 'three(3);');
  });

  it('is where its text was when that is gone', () => {
    assert.equal(foundAgain('three();', 'one();\ntwo();\nfour();\n'), '');
  });

  it('keeps the order of several', () => {
    const spans = [
      { start: 14, end: 22 },
      { start: 0, end: 3 },
      { start: 7, end: 7 },
    ];
    assert.deepEqual(followText(spans, before, `\n\n${before}`), [
      { start: 16, end: 24 },
      { start: 2, end: 5 },
      { start: 9, end: 9 },
    ]);
  });
});
