import assert from 'node:assert/strict';
import { invisibleIn, showInvisible } from '../../../src/subject/invisible.ts';

describe('invisible characters', () => {
  const ranges = [
    [0x202a, 0x202e],
    [0x2066, 0x2069],
    [0x200b, 0x200f],
    [0x2060, 0x2064],
    [0xe0000, 0xe007f],
    [0xe0100, 0xe01ef],
    [0xfff9, 0xfffb],
    [0x80, 0x9f],
    [0xd800, 0xd800],
    ...[0x61c, 0x180e, 0xfeff, 0xad, 0x115f, 0x1160, 0x3164, 0xffa0, 0x2028, 0x2029, 0, 0x1b].map(
      (code) => [code, code],
    ),
  ] as const;

  it('are shown by their names wherever they stand', () => {
    for (const [first = 0, last = 0] of ranges) {
      for (let code = first; code <= last; code++) {
        const one = code === 0xd800 ? '\ud800' : String.fromCodePoint(code);
        const name = `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
        assert.equal(showInvisible(`${one}a${one}b${one}`), `${name}a${name}b${name}`);
      }
    }
  });

  it('leave text, tabs, line ends, emoji and scripts that need joiners as they are', () => {
    for (const text of ['a\tb\r\nc', '👩‍💻 ❤️', 'می‌خواهم', 'क्‍ष', '中文', 'é']) {
      assert.equal(showInvisible(text), text);
      assert.deepEqual(invisibleIn(text), []);
    }
  });

  it('are listed once each', () => {
    assert.deepEqual(invisibleIn('a\u202eb\u200bc\u202e'), ['U+202E', 'U+200B']);
  });
});
