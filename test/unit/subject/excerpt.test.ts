import assert from 'node:assert/strict';
import { excerptOf, lineNumber } from '../../../src/subject/excerpt.ts';

const functions = Array.from(
  { length: 400 },
  (_, index) => `function f${index}() {\n  const a = ${index};\n  return a + ${index};\n}\n`,
).join('\n');
const whole = [{ start: 0, end: functions.length }];

describe('an excerpt', () => {
  it('has all that is asked about, and what is around it', () => {
    const start = functions.indexOf('function f200');
    const excerpt = excerptOf(
      functions,
      [{ start, end: functions.indexOf('}', start) + 1 }],
      start,
      3_000,
    );
    assert.deepEqual(
      excerpt.parts.map(({ kind }) => kind),
      ['near', 'asked', 'near'],
    );
    assert.match(excerpt.parts[1]?.text ?? '', /^function f200\(\) \{\n(?:.*\n)+\}$/);
    assert.equal(excerpt.linesLeftOut, 0);
    assert.equal(excerpt.parts[1]?.firstLine, lineNumber(functions, start));
  });

  for (const budget of [1_000, 4_000, 10_000]) {
    it(`of what is too long for ${budget} characters fits, and says what is missing`, () => {
      const focus = functions.indexOf('function f300');
      const excerpt = excerptOf(functions, whole, focus, budget);
      const lines = excerpt.parts.flatMap(({ kind, text }) =>
        kind === 'asked' ? text.split('\n') : [],
      );
      const all = functions.split('\n').length;
      assert.equal(excerpt.linesLeftOut, all - lines.length);
      assert.ok(lines.includes('function f300() {'), 'the place that is looked at');
      const outline = excerpt.parts.filter(({ kind }) => kind === 'outline');
      assert.ok(outline.length > 0);
      assert.ok(outline.every(({ text }) => /^(?:function f\d+\(\) \{\n?)+$/.test(text)));
      assert.ok(excerpt.parts.reduce((sum, { text }) => sum + text.length, 0) <= budget);
    });
  }

  it('of a line of two million characters is what is around the place', () => {
    const line = 'ab;'.repeat(700_000);
    const focus = 1_000_000;
    const { charactersLeftOut, parts } = excerptOf(
      line,
      [{ start: 0, end: line.length }],
      focus,
      12_000,
    );
    assert.equal(parts.length, 1);
    assert.match(
      parts[0]?.text ?? '',
      /^ \[…999000 characters left out…\] [ab;]{2000} \[…1099000 characters left out…\] $/,
    );
    assert.equal(charactersLeftOut, line.length - 2_000);
  });

  it('keeps several selections apart', () => {
    const spans = [5, 390].map((index) => {
      const start = functions.indexOf(`function f${index}(`);
      return { start, end: start + 30 };
    });
    const { parts } = excerptOf(functions, spans, spans[0]?.start ?? 0, 2_000);
    const asked = parts.filter(({ kind }) => kind === 'asked').map(({ text }) => text);
    assert.equal(asked.length, 2);
    assert.match(asked[1] ?? '', /^function f390/);
  });

  it('of an empty text is one empty line', () => {
    assert.deepEqual(excerptOf('', [{ start: 0, end: 0 }], 0, 1_000).parts, [
      { kind: 'asked', firstLine: 1, lastLine: 1, text: '' },
    ]);
  });
});
