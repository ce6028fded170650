import assert from 'node:assert/strict';
import { createEarlyStop, type Enough } from '../../../src/completion/earlyStop.ts';
import clean from '../../fixtures/completion/clean.txt';
import { accept, extentHere, parseSamples } from './shapeSamples.ts';
import { atCursor } from './support.ts';

/** The verdict on a reply that arrives in pieces of `size` characters. */
function judge(marked: string, language: string, reply: string, size: number): Enough {
  const { document, offset } = atCursor(marked, language);
  const stop = createEarlyStop(document, offset, extentHere(document, offset));
  for (let end = size; end < reply.length; end += size) {
    const verdict = stop(reply.slice(0, end));
    if (verdict.enough) {
      return verdict;
    }
  }
  return stop(reply);
}

/** What of the reply is used. */
function used(marked: string, language: string, reply: string): string {
  const verdict = judge(marked, language, reply, reply.length);
  return verdict.enough ? reply.slice(0, verdict.upTo) : `${reply}…`;
}

const body = 'function area(w: number, h: number): number {\n  █\n}\n\nconsole.log(area(2, 3));\n';
const open = 'function area(w: number, h: number): number {█\n';
const python = 'def area(w, h):\n    █\n\nprint(area(2, 3))\n';

const cases: readonly (readonly [
  title: string,
  language: string,
  marked: string,
  reply: string,
  used: string,
])[] = [
  ['at the end of the line', 'typescript', 'const a = █\n', '1;\nconst b', '1;'],
  ['not before the line is complete', 'typescript', 'const a = █\n', '1;', '1;…'],
  ['at the end of the line, behind a blank one', 'typescript', 'const a = █\n', '\n1;\n', '\n1;'],
  ['at the end of the line in a hole', 'typescript', 'add(█, b);\n', 'a, b);\nadd', 'a, b);'],
  ['at the end of the line in a fence', 'typescript', 'const a = █\n', '```ts\n1;\nb', '```ts\n1;'],
  ['before a closer that stands below', 'typescript', body, 'return w * h;\n}\nx', 'return w * h;'],
  ['never at a blank line', 'typescript', body, 'const a = 1;\n\n', 'const a = 1;\n\n…'],
  [
    'behind a closer that is missing',
    'typescript',
    open,
    '\n  return w * h;\n}\n\nfoo',
    '\n  return w * h;\n}',
  ],
  [
    'never inside its own brackets',
    'typescript',
    body,
    'if (w) {\n    a();\n\n    b();\n',
    'if (w) {\n    a();\n\n    b();\n…',
  ],
  [
    'never before else',
    'typescript',
    'if (w) {\n  a();\n█\n',
    '} else {\n  b();\n}\nc();\n',
    '} else {\n  b();\n}',
  ],
  [
    'before the next function of the file',
    'typescript',
    '█\n\nexport function next(): void {}\n',
    'function a() {\n  b();\n}\n\nexport function next(): void {}\n',
    'function a() {\n  b();\n}\n',
  ],
  [
    'before a second top-level piece',
    'typescript',
    '// Adds.\n█\n',
    'function a() {\n  b();\n}\n\nfunction c() {\n',
    'function a() {\n  b();\n}\n',
  ],
  [
    'before a dedent from a body that the editor did not indent',
    'python',
    'def area(w, h):\n█',
    '    return w * h\n\nprint(area(2, 3))\n',
    '    return w * h\n',
  ],
  ['before a dedent in Python', 'python', python, 'return w * h\n\ndef b():\n', 'return w * h\n'],
  [
    'never before a deeper line in Python',
    'python',
    python,
    'if w:\n        return 1\n',
    'if w:\n        return 1\n…',
  ],
  [
    'never before else in Python',
    'python',
    python,
    'if w:\n        return 1\n    else:\n        return 2\n',
    'if w:\n        return 1\n    else:\n        return 2\n…',
  ],
  [
    'never in a string of several lines',
    'python',
    python,
    'text = """\nfirst\nsecond\n"""\n',
    'text = """\nfirst\nsecond\n"""\n…',
  ],
  [
    'with the third round of a loop of lines, which shows it again',
    'typescript',
    body,
    'await step(1);\n  await step(1);\n  await step(1);\n  more();\n',
    'await step(1);\n  await step(1);\n  await step(1);',
  ],
  [
    'with the third round of a loop of two lines',
    'typescript',
    body,
    'first();\n  other();\n  first();\n  other();\n  first();\n  other();\n  more();\n',
    'first();\n  other();\n  first();\n  other();\n  first();\n  other();',
  ],
  [
    'at the most lines',
    'typescript',
    'run();\n  work();\n  █\n',
    Array.from({ length: 10 }, (_, line) => `call${line}();\n  `).join(''),
    Array.from({ length: 6 }, (_, line) => `call${line}();`).join('\n  '),
  ],
  [
    'when a model only talks',
    'typescript',
    body,
    'Sure, I can do that for you.\n'.repeat(9),
    'Sure, I can do that for you.\n'.repeat(6),
  ],
  [
    'at the end of a method in Ruby',
    'ruby',
    'def area(w, h)█\n',
    '\n  w * h\nend\n\ndef b\n',
    '\n  w * h\nend',
  ],
];

describe('createEarlyStop', () => {
  for (const [title, language, marked, reply, expected] of cases) {
    it(`stops ${title}`, () => {
      assert.equal(used(marked, language, reply), expected);
    });
  }

  it('waits for the end of a thought', () => {
    const thought = `<think>\n${'Should I add two?\n'.repeat(50)}`;
    assert.equal(used(body, 'typescript', thought), `${thought}…`);
    assert.equal(
      used(body, 'typescript', `${thought}</think>\nreturn w * h;\n}\n`),
      `${thought}</think>\nreturn w * h;`,
    );
  });

  it('gives up a reply of 20,000 characters without a line break', () => {
    const verdict = judge(body, 'typescript', 'x'.repeat(30_000), 10_000);
    assert.deepEqual(verdict, { enough: true, upTo: 20_000 });
  });

  it('judges the same however the reply is cut into pieces', () => {
    for (const [, language, marked, reply] of cases) {
      const whole = judge(marked, language, reply, reply.length);
      for (let size = 1; size < reply.length; size++) {
        assert.deepEqual(judge(marked, language, reply, size), whole, `${reply} in ${size}`);
      }
    }
  });
});

describe('createEarlyStop, with the rest of the file as reply', () => {
  for (const { expected, language, marked, title } of parseSamples(clean)) {
    it(`keeps all that is shown of ${language}: ${title}`, () => {
      const start = marked.indexOf('█');
      for (const reply of [
        `${expected.slice(start)}\n${marked.slice(start + 1).trim() === '' ? '' : '\nand more\n'}`,
        `\`\`\`\n${expected}\n\`\`\`\n\nThis is the code that you asked for.\n`,
        `Here is the code:\n\n\`\`\`\n${expected.slice(start)}\n\`\`\`\n\nDone.\n`,
      ]) {
        const verdict = judge(marked, language, reply, reply.length);
        const kept = verdict.enough ? reply.slice(0, verdict.upTo) : reply;
        assert.equal(accept(marked, language, kept), expected);
      }
    });
  }
});
