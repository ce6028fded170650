import assert from 'node:assert/strict';
import { definitionText, symbolsAround } from '../../../../src/completion/context/symbols.ts';

function names(marked: string): readonly string[] {
  const offset = marked.indexOf('█');
  return symbolsAround(marked.replace('█', ''), offset).map(({ name }) => name);
}

describe('names that the code at the cursor uses', () => {
  it('are those on its line and the lines above, the nearest first', () => {
    assert.deepEqual(names('import far;\n\n\n\n\nconst order = load(id);\n  price(order, █);\n'), [
      'order',
      'price',
      'load',
    ]);
  });

  it('leave out the word being typed, keywords and short ones', () => {
    assert.deepEqual(names('return await fetchIt(x, oth█'), ['fetchIt']);
    assert.deepEqual(names('fetchIt█'), []);
    assert.deepEqual(names('a = fetch█It(b)'), []);
  });

  it('point at the place of their nearest use, and are at most six', () => {
    const text = 'one; two; three; four; five; seven; eight; one;\n';
    const [first] = symbolsAround(text, text.length);
    assert.deepEqual(first, { name: 'one', offset: 43 });
    assert.equal(symbolsAround(text, text.length).length, 6);
  });

  it('are none in an empty document', () => {
    assert.deepEqual(names('█'), []);
  });
});

describe('the text of a definition', () => {
  const text = [
    'import x;',
    '  function price(order: Order): number {',
    '    return order.total;',
    '  }',
    '',
    '  const rest = 1;',
  ].join('\n');
  const at = text.indexOf('price');

  it('is its line and what is indented below, moved to the left margin', () => {
    const expected = 'function price(order: Order): number {\n  return order.total;\n}';
    assert.equal(definitionText(text, { start: at, end: at + 5 }), expected);
  });

  it('is all of the range that the language server gives', () => {
    const range = { start: text.indexOf('function'), end: text.length };
    assert.match(definitionText(text, range), /const rest = 1;$/);
  });

  it('ends before it gets long', () => {
    const long = `class A {\n${'  method();\n'.repeat(200)}}\n`;
    const cut = definitionText(long, { start: 0, end: long.length });
    assert.ok(cut.split('\n').length <= 14 && cut.length <= 700);
    assert.equal(definitionText(`x = ${'1'.repeat(2_000)}`, { start: 0, end: 1 }), '');
  });
});
