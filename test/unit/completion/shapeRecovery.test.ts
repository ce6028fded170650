import assert from 'node:assert/strict';
import { shape } from '../../../src/completion/shape/shape.ts';
import recovered from '../../fixtures/completion/recovered.txt';
import { accept, extentHere, parseSamples } from './shapeSamples.ts';
import { atCursor } from './support.ts';

describe('shape, with an answer in a wrapping or with a slip', () => {
  for (const { title, language, marked, reply, expected } of parseSamples(recovered)) {
    it(`${language}: ${title}`, () => {
      assert.equal(accept(marked, language, reply), expected);
    });
  }

  it('leaves out a byte order mark', () => {
    assert.equal(accept('const a = █\n', 'typescript', '\ufeff1;'), 'const a = 1;\n');
  });
});

describe('shape, with a reply that is still coming', () => {
  const shown = (marked: string, reply: string, growing: boolean, language = 'typescript') => {
    const { document, offset } = atCursor(marked, language);
    const shaped = shape(reply, {
      document,
      offset,
      extent: extentHere(document, offset),
      growing,
    });
    return shaped.kind === 'text' ? shaped.ghostText : `nothing: ${shaped.filter}`;
  };
  const again = 'function f() {\n  first();\n  second();\n  return 1;\n}\nfunction g() {\n  █\n}\n';

  it('waits whether the lines above are an echo', () => {
    const reply = 'first();\n  second();';
    assert.equal(shown(again, reply, true), 'nothing: echo of the prefix');
    assert.equal(shown(again, reply, false), reply);
  });

  it('waits behind one line that stands above, also a short one', () => {
    const marked = '}\n\nfunction g() {\n  const a = █\n}\n';
    assert.equal(shown(marked, '}', true), 'nothing: echo of the prefix');
    assert.equal(shown(marked, 'function g() {', true), 'nothing: echo of the prefix');
  });

  it('shows no head of a diff or of a search block', () => {
    const marked = 'function f() {\n  const a = █\n}\n';
    assert.equal(shown(marked, '<<<<<<< SEARCH', true), 'nothing: search block');
    assert.equal(shown(marked, '@@ -1,3 +1,3 @@', true), 'nothing: diff');
  });

  it('waits whether one line is a diff or numbered', () => {
    const marked = 'function f() {\n  █\n}\n';
    assert.equal(shown(marked, '+ first', true), 'nothing: diff');
    assert.equal(shown(marked, '+ first', false), '+ first');
    assert.equal(shown(marked, '12 | first', true), 'nothing: line numbers');
  });

  it('adds no closers yet', () => {
    assert.equal(shown('const a = █\n', 'f(g(1', true), 'f(g(1');
    assert.equal(shown('const a = █\n', 'f(g(1', false), 'f(g(1))');
  });
});
