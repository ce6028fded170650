import assert from 'node:assert/strict';
import { withoutEcho } from '../../../src/model/echo.ts';

const code = 'const answer = "forty-two";\nexport function compute(values: number[]) {}\n';
const body = JSON.stringify({ model: 'qwen2.5-coder:1.5b-base', prompt: code, suffix: '}' });

describe('words of a server', () => {
  for (const [title, words, rest] of [
    ['as it is', `invalid prompt: ${code}`, 'invalid prompt: ‹code›) {}\n'],
    ['escaped', `bad input ${JSON.stringify(code)}!`, 'bad input "‹code›\\";\\n‹code›) {}\\n"!'],
    ['in part', 'near "function compute(values"', 'near "‹code›"'],
  ] as const) {
    it(`keep nothing of the prompt that they repeat ${title}`, () => {
      assert.equal(withoutEcho(words, body).replaceAll('[]', ''), rest);
    });
  }

  it('S12 keep nothing of it either where letters of two units stand, in them or in the prompt', () => {
    const sent = JSON.stringify({ prompt: `𠮷 = 1; ${code} // 𝒙𠮷 and more of it here` });
    for (const [words, rest] of [
      [`𠮷: ${code}`, '𠮷: ‹code›) {}\n'],
      [`${code} 𠮷`, '‹code›) {}\n 𠮷'],
      ['see // 𝒙𠮷 and more of it here', 'see // ‹code›'],
    ] as const) {
      const left = withoutEcho(words, sent).replaceAll('[]', '');
      assert.equal(left, rest, words);
      assert.ok(left.isWellFormed());
    }
  });

  it('stay as they are otherwise, also with the name of the model and words of the code', () => {
    for (const words of [
      "model 'qwen2.5-coder:1.5b-base' not found",
      'the function has too many values',
      'server busy, please try again',
    ]) {
      assert.equal(withoutEcho(words, body), words);
      assert.equal(withoutEcho(words, undefined), words);
      assert.equal(withoutEcho(words, 'no json'), words);
    }
  });

  it('are read in a time that does not grow with what was sent in vain', () => {
    const large = JSON.stringify({ prompt: 'ab'.repeat(50_000) });
    const before = process.cpuUsage().user;
    withoutEcho('ab'.repeat(4_000), large);
    withoutEcho('ac'.repeat(4_000), large);
    assert.ok(process.cpuUsage().user - before < 1_000_000);
  });
});
