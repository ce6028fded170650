import assert from 'node:assert/strict';
import { lineEnd, lineStart } from '../../../src/text/document.ts';

describe('the line of an offset', () => {
  for (const [text, offset, start, end] of [
    ['a\nbc\r\nd', 0, 0, 1],
    ['a\nbc\r\nd', 1, 0, 1],
    ['a\nbc\r\nd', 3, 2, 4],
    ['a\nbc\r\nd', 7, 6, 7],
    ['\na', 0, 0, 0],
    ['\na', 1, 1, 2],
    ['', 0, 0, 0],
  ] as const) {
    it(`begins at ${start} and ends at ${end} for ${offset} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual([lineStart(text, offset), lineEnd(text, offset)], [start, end]);
    });
  }
});
