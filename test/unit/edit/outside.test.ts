import assert from 'node:assert/strict';
import { linesOutside } from '../../../src/edit/outside.ts';
import { subjectOf } from '../subject/support.ts';

const filler = Array.from({ length: 400 }, (_, index) => `const v${index} = ${index};`).join('\n');

describe('what a prompt does not show of a document', () => {
  it('is nothing where all of it fits', () => {
    const { around, rest } = linesOutside(subjectOf('a();\n█call(1);█\nb();\n'), 8_192);
    assert.equal(around, 'a();\ncall(1);\nb();\n');
    assert.equal(rest.trim(), '');
  });

  it('is what is far away, in its own lines', () => {
    const source = `far(1);\n${filler}\nbefore();\n█call(2);█\nafter();\n${filler}\nfar(3);\n`;
    const { around, rest } = linesOutside(subjectOf(source), 2_048);
    const lines = rest.split('\n');
    assert.equal(lines[0], 'far(1);');
    assert.equal(lines.at(-2), 'far(3);');
    assert.equal(lines.length, source.split('\n').length);
    assert.ok(!rest.includes('call(2)') && !rest.includes('before()'));
    assert.equal(around, 'const v399 = 399;\nbefore();\ncall(2);\nafter();\nconst v0 = 0;');
  });
});
