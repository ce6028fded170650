import assert from 'node:assert/strict';
import { followed } from '../../../src/subject/track.ts';

describe('a span while its document is edited', () => {
  const span = { start: 10, end: 20 };
  for (const [what, replacement, after, touched] of [
    ['moves with what is typed above', { offset: 0, length: 2, text: 'abcde' }, [13, 23], false],
    ['stays where something is typed below', { offset: 25, length: 0, text: 'x' }, [10, 20], false],
    ['is touched inside', { offset: 12, length: 3, text: 'x' }, [10, 18], true],
    ['is touched at its end', { offset: 20, length: 0, text: 'x' }, [10, 21], true],
    [
      'is not touched by a new line behind it',
      { offset: 20, length: 0, text: '\n  x' },
      [10, 20],
      false,
    ],
    [
      'is not touched by a new line before it',
      { offset: 10, length: 0, text: 'x\n' },
      [12, 22],
      false,
    ],
    ['is touched where it begins', { offset: 10, length: 0, text: 'x' }, [10, 21], true],
    [
      'is touched when it is removed with what is around it',
      { offset: 5, length: 20, text: '' },
      [5, 5],
      true,
    ],
  ] as const) {
    it(what, () => {
      const [start, end] = after;
      assert.deepEqual(followed(span, replacement), { span: { start, end }, touched });
    });
  }
});
