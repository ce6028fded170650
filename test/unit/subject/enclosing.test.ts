import assert from 'node:assert/strict';
import {
  enclosingSymbol,
  indentationBlock,
  merged,
  pathToBlock,
  type SymbolNode,
  symbolPath,
  toWholeLines,
} from '../../../src/subject/enclosing.ts';
import { marked } from './support.ts';

const node = (
  name: string,
  start: number,
  end: number,
  isUnit: boolean,
  children: readonly SymbolNode[] = [],
): SymbolNode => ({ name, isUnit, span: { start, end }, children });

const symbols = [
  node('limit', 0, 10, false),
  node('Cart', 20, 100, true, [
    node('items', 25, 30, false),
    node('total', 40, 90, true, [node('sum', 50, 60, false)]),
  ]),
];

describe('the symbol around a place', () => {
  for (const [offset, path] of [
    [5, ['limit']],
    [27, ['Cart']],
    [55, ['Cart', 'total']],
    [95, ['Cart']],
    [15, undefined],
  ] as const) {
    it(`at ${offset} is ${path?.join('.') ?? 'none'}`, () => {
      assert.deepEqual(enclosingSymbol(symbols, offset)?.path, path);
    });
  }

  it('names what holds all of a selection', () => {
    assert.deepEqual(symbolPath(symbols, { start: 45, end: 80 }), ['Cart', 'total']);
    assert.deepEqual(symbolPath(symbols, { start: 27, end: 80 }), ['Cart']);
    assert.deepEqual(symbolPath(symbols, { start: 5, end: 80 }), []);
  });
});

describe('the symbol that a block is', () => {
  const text = 'class Cart {\n  items = [];\n  total() {\n    return 1;\n  }\n}\n\nlet x;\n';
  const at = (words: string, name: string, children: readonly SymbolNode[] = []) => {
    const start = text.indexOf(words);
    return node(name, start, start + words.length, true, children);
  };
  const total = 'total() {\n    return 1;\n  }';
  const tree = [
    at(text.slice(0, text.indexOf('\n\n')), 'Cart', [
      at('items = []', 'items'),
      at(total, 'total'),
    ]),
    at('x', 'x'),
  ];
  const pathOf = (words: string) => {
    const start = text.indexOf(words);
    return pathToBlock(tree, text, { start, end: start + words.length });
  };

  it('has the whole lines of the symbol', () => {
    assert.deepEqual(pathOf(`  ${total}`), ['Cart', 'total']);
    assert.deepEqual(pathOf('  items = [];'), ['Cart', 'items']);
    assert.deepEqual(pathOf('let x;'), ['x']);
    assert.deepEqual(pathOf(text.trimEnd().replace('\n\nlet x;', '')), ['Cart']);
  });

  it('is none for lines inside of one, or of more than one', () => {
    assert.deepEqual(pathOf('    return 1;'), []);
    assert.deepEqual(pathOf('  items = [];\n  total() {'), []);
    assert.deepEqual(pathOf(text.trimEnd()), []);
  });
});

describe('the block around a place, by indentation', () => {
  for (const [what, source, block] of [
    [
      'a Python function',
      'x = 1\n\ndef f(a):\n    if a:\n        re█turn 1\n    return 2\n\ny = 2\n',
      'def f(a):\n    if a:\n        return 1\n    return 2',
    ],
    [
      'a function from its first line',
      'fn a() {\n}\n\nfn █b() {\n    1\n}\n',
      'fn b() {\n    1\n}',
    ],
    [
      'a function from its closing bracket',
      'fn a() {\n    1\n█}\n\nfn b() {\n}\n',
      'fn a() {\n    1\n}',
    ],
    [
      'a method and not its class',
      'class A {\n  public void b() {\n    c();\n  }\n\n  static void d() {\n    e█();\n  }\n}\n'
        .replace('public void', 'public function')
        .replace('static void', 'static function'),
      '  static function d() {\n    e();\n  }',
    ],
    [
      'a block without a known word',
      'server {\n  listen 80;\n  loc█ation / {\n    root x;\n  }\n}\n',
      'server {\n  listen 80;\n  location / {\n    root x;\n  }\n}',
    ],
    ['lines that belong together', 'a = 1\nb = 2█\n\nc = 3\n', 'a = 1\nb = 2'],
    ['what follows an empty line', 'a = 1\n█\ndef f():\n    pass\n', 'def f():\n    pass'],
    ['the last lines from the end of the file', 'a = 1\nb = 2\n\n█', 'a = 1\nb = 2'],
  ] as const) {
    it(`is ${what}`, () => {
      const { at, text } = marked(source);
      const { end, start } = indentationBlock(text, at[0] ?? 0);
      assert.equal(text.slice(start, end), block);
    });
  }

  it('is nothing in a text of white space', () => {
    for (const text of ['', '\n\n', '   ']) {
      const span = indentationBlock(text, 0);
      assert.equal(toWholeLines(text, span), undefined);
    }
  });
});

describe('spans of lines', () => {
  it('are whole and without blank ones at both ends', () => {
    const { at, text } = marked('a\n█\n  b c\r\nd e\n█f\n');
    const span = toWholeLines(text, { start: at[0] ?? 0, end: at[1] ?? 0 });
    assert.equal(text.slice(span?.start, span?.end), '  b c\r\nd e');
  });

  it('are put in order and joined where they touch', () => {
    assert.deepEqual(
      merged([
        { start: 20, end: 30 },
        { start: 0, end: 5 },
        { start: 6, end: 8 },
      ]),
      [
        { start: 0, end: 8 },
        { start: 20, end: 30 },
      ],
    );
  });
});
