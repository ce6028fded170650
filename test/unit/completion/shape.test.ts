import assert from 'node:assert/strict';
import clean from '../../fixtures/completion/clean.txt';
import odd from '../../fixtures/completion/odd.txt';
import { accept, parseSamples, type Sample } from './shapeSamples.ts';

const samples = parseSamples(clean);

/** What models make of a clean reply, with the text before and after the cursor at hand. */
const spoiled: Readonly<Record<string, (sample: Sample) => string>> = {
  'in a Markdown fence': ({ language, reply }) => `\`\`\`${language}\n${reply}\n\`\`\``,
  'in a fence that never ends': ({ reply }) => `\`\`\`\n${reply}\n`,
  'in a fence between explanations': ({ reply }) =>
    `Here is the completed code:\n\n\`\`\`ts\n${reply}\n\`\`\`\n\nThis code does what you asked for.`,
  'behind a thought': ({ reply }) => `<think>\nI should add { and ".\n</think>\n\n${reply}`,
  'before control tokens': ({ reply }) => `${reply}<|im_end|>\n<|im_start|>user\nThanks!`,
  'behind an echoed template': ({ reply }) => `<|fim_middle|>${reply}<|endoftext|>`,
  'with the rest of the file': ({ expected, marked }) => expected.slice(marked.indexOf('█')),
  'in the whole file': ({ expected }) => expected,
  'in the whole file, fenced': ({ expected }) => `\`\`\`\n${expected}\n\`\`\``,
  'followed by white space': ({ reply }) => `${reply}  \n\n  \n`,
};

describe('shape, with a clean reply', () => {
  for (const { title, language, marked, reply, expected } of samples) {
    it(`${language}: ${title}`, () => {
      assert.equal(accept(marked, language, reply), expected);
    });
  }
});

for (const [how, spoil] of Object.entries(spoiled)) {
  describe(`shape, with a reply ${how}`, () => {
    for (const sample of samples) {
      it(`${sample.language}: ${sample.title}`, () => {
        const { expected, language, marked } = sample;
        assert.equal(accept(marked, language, spoil(sample)), expected);
      });
    }
  });
}

describe('shape, in a document with CRLF', () => {
  for (const { title, language, marked, reply, expected } of samples) {
    if (!marked.includes('\n')) {
      continue;
    }
    it(`${language}: ${title}`, () => {
      const crlf = (text: string) => text.replaceAll('\n', '\r\n');
      assert.equal(accept(crlf(marked), language, reply), crlf(expected));
      assert.equal(accept(crlf(marked), language, crlf(reply)), crlf(expected));
    });
  }
});

describe('shape, with an odd reply', () => {
  for (const { title, language, marked, reply, expected } of parseSamples(odd)) {
    it(`${language}: ${title}`, () => {
      assert.equal(accept(marked, language, reply), expected);
    });
  }
});

describe('shape, with characters that are not what they seem', () => {
  const shown = (reply: string, marked = 'const name = "█";\n') =>
    accept(marked, 'typescript', reply);

  for (const [what, character] of [
    ['a bidirectional override', '\u202e'],
    ['a bidirectional isolate', '\u2066'],
    ['a zero-width space', '\u200b'],
    ['a byte order mark', '\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['a Hangul filler', '\u3164'],
    ['a tag', '\u{e0041}'],
    ['a line separator', '\u2028'],
    ['a null', '\u0000'],
    ['an escape', '\u001b[2J'],
    ['a joiner between letters', 'a\u200db'],
  ] as const) {
    it(`shows nothing that holds ${what}`, () => {
      assert.equal(shown(`user${character}name`), 'nothing: invisible characters');
    });
  }

  it('shows emoji that are joined, and accents', () => {
    const text = 'é 👩‍💻 👍🏽 中文';
    assert.equal(shown(text), `const name = "${text}";\n`);
  });

  it('drops the half of a surrogate pair at the end of a stream', () => {
    assert.equal(shown('a \ud83d'), 'const name = "a";\n');
  });

  it('shows nothing that holds a lone half elsewhere', () => {
    assert.equal(shown('a \ud83d b'), 'nothing: invisible characters');
  });

  it('shows nothing between the halves of a surrogate pair', () => {
    assert.equal(shown('x', 'const a = "\ud83d█\ude00";'), 'nothing: cursor inside a character');
  });

  it('takes a lone carriage return for a line break', () => {
    assert.equal(shown('1;\rconst b = 2;', 'const a = █\n'), 'const a = 1;\n');
  });
});

describe('shape, with more than can be shown', () => {
  /** Text without a pattern. */
  const noise = (length: number, seed: number) => {
    let text = '';
    for (let part = seed; text.length < length; part++) {
      text += Math.imul(part + 1, 2_654_435_761).toString(36);
    }
    return text.slice(0, length);
  };

  it('cuts at the end of a line within 4,500 characters', () => {
    const lines = Array.from({ length: 16 }, (_, line) => `call("${noise(490, line * 500)}");`);
    const shown = accept('█', 'typescript', lines.join('\n'));
    assert.equal(shown, lines.slice(0, 9).join('\n'));
  });

  it('shows nothing of a line that is longer than that', () => {
    assert.equal(accept('const a = █\n', 'typescript', noise(4_501, 1)), 'nothing: length');
  });

  it('survives a hundred thousand characters of anything', () => {
    for (const part of [
      '\n',
      ' ',
      '(',
      ')',
      '}\n',
      '"',
      '`',
      '${',
      '<s>',
      '<|x|>',
      '```\n',
      '// a\n',
      '<think>',
      '\\',
      '/*',
      '\ud83d',
      'a',
      'ab ',
      'first();\n',
    ]) {
      const reply = part.repeat(Math.ceil(100_000 / part.length));
      for (const marked of ['const a = █\n', 'f(█, b)\n', 'function f() {\n  first();\n  █\n}\n']) {
        assert.equal(typeof accept(marked, 'typescript', reply), 'string');
      }
    }
  });
});
