import assert from 'node:assert/strict';
import { createThoughtFilter } from '../../../src/model/thinking.ts';

/** What is left of a text that comes in pieces of the given length. */
function answerOf(text: string, pieceCharacters: number): string {
  const { take, rest } = createThoughtFilter();
  const pieces = text.match(new RegExp(`.{1,${pieceCharacters}}`, 'gs')) ?? [];
  return [...pieces.flatMap(take), ...rest()]
    .map((chunk) => (chunk.kind === 'text' ? chunk.text : ''))
    .join('');
}

describe('createThoughtFilter', () => {
  const cases: readonly (readonly [text: string, answer: string])[] = [
    ['<think>hm</think>\n\nx + 1', 'x + 1'],
    ['\n <think>a < b</think> x', 'x'],
    ['<think>never ends', ''],
    ['<think></think>', ''],
    ['x <think>y</think>', 'x <think>y</think>'],
    ['<thin', '<thin'],
    ['  return 1;', '  return 1;'],
    ['<think>a</think>b</think>c', 'b</think>c'],
  ];
  for (const [text, answer] of cases) {
    it(`leaves ${JSON.stringify(answer)} of ${JSON.stringify(text)}, however it is cut`, () => {
      for (const size of [1, 2, 3, 7, 100]) {
        assert.equal(answerOf(text, size), answer, `pieces of ${size}`);
      }
    });
  }

  it('hands on white space that goes on and on', () => {
    const { take } = createThoughtFilter();
    const taken = Array.from({ length: 100 }, () => take(' '.repeat(40))).flat();
    assert.ok(taken.length > 50, `${taken.length} chunks`);
  });
});
