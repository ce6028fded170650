import assert from 'node:assert/strict';
import { commentOut } from '../../../src/text/comments.ts';

describe('a text as comments', () => {
  for (const [languageId, expected] of [
    ['typescript', '// a\n//\n//   b\n'],
    ['python', '# a\n#\n#   b\n'],
    ['lua', '-- a\n--\n--   b\n'],
    ['html', '<!--\na\n\n  b\n-->\n'],
    ['ocaml', '(*\na\n\n  b\n*)\n'],
    ['json', undefined],
  ] as const) {
    it(`is written as ${languageId} writes them`, () => {
      assert.equal(commentOut('a\n\n  b', languageId), expected);
    });
  }

  it('is none where the text would end the comment', () => {
    assert.equal(commentOut('a --> b', 'html'), undefined);
    assert.equal(commentOut('a */ b', 'css'), undefined);
  });
});
