import assert from 'node:assert/strict';
import clean from '../../fixtures/completion/clean.txt';
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
