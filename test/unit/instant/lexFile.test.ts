import assert from 'node:assert/strict';
import { lexFile } from '../../../src/instant/lexFile.ts';
import { createSegment, type IndexedFile } from '../../../src/instant/segment.ts';
import { createVocabulary, type Vocabulary } from '../../../src/instant/vocabulary.ts';

const go = () => Promise.resolve();

async function tokensOf(text: string, languageId = 'typescript'): Promise<string[]> {
  const vocabulary = createVocabulary();
  const { run } = await lexFile({ uri: 'a', languageId, text }, undefined, vocabulary, go);
  return [...run.ids.subarray(0, run.count)].map(vocabulary.textOf);
}

async function indexed(text: string, vocabulary: Vocabulary): Promise<IndexedFile> {
  const source = { uri: 'a', languageId: 'typescript', text };
  const { run, checkpoints } = await lexFile(source, undefined, vocabulary, go);
  const segment = createSegment(run.count + 1);
  segment.ids.set(run.ids.subarray(0, run.count));
  segment.starts.set(run.starts.subarray(0, run.count));
  return { ...source, directory: '', segment, first: 0, count: run.count, checkpoints, live: true };
}

describe('tokens of a file', () => {
  it('are words, marks and line breaks; blank lines and comments are none', async () => {
    assert.deepEqual(await tokensOf('// x\nlet a1 = b.c; // y\n\n\n/* z\n */ d$()\n'), [
      ...['let', 'a1', '=', 'b', '.', 'c', ';', '\n'],
      ...['d$', '(', ')', '\n'],
    ]);
  });

  it('see no comment in a string, an address or a regular expression', async () => {
    assert.deepEqual(await tokensOf('a("//b");\n'), [
      'a',
      '(',
      '"',
      '/',
      '/',
      'b',
      '"',
      ')',
      ';',
      '\n',
    ]);
    assert.deepEqual((await tokensOf('x = /["\'`]/;\ny = 1;\n')).slice(-5), [
      'y',
      '=',
      '1',
      ';',
      '\n',
    ]);
  });

  it('follow code inside a template string', async () => {
    const tokens = await tokensOf(['`a $', '{b + `$', '{c}` /* no */} // d`;\ne;\n'].join(''));
    assert.equal(tokens.join(''), ['`a$', '{b+`$', '{c}`}//d`;\ne;\n'].join(''));
  });

  it('follow the strings of Python', async () => {
    const text = 'x = f"{a} # b"\ny = """c\n# d\n"""\n# e\nz = 1\n';
    assert.equal((await tokensOf(text, 'python')).join(''), 'x=f"{a}#b"\ny="c\n#d\n"\nz=1\n');
  });

  it('hold identifiers of any script together, and take a symbol for itself', async () => {
    assert.deepEqual(await tokensOf('größe + 变量 → 😀;'), ['größe', '+', '变量', '→', '😀', ';']);
  });

  it('are the same whether a changed file is read whole or only where it changed', async () => {
    const pieces = [
      'foo(a, `b`);\n',
      '/* c\n',
      ' */\n',
      '// d `\n',
      '`${',
      '}`\n',
      '"e";\n',
      '\n\n',
      '  x = y;\n',
    ];
    let seed = 1;
    const next = (limit: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % limit;
    };
    const make = (count: number) =>
      Array.from({ length: count }, () => pieces[next(pieces.length)]).join('');
    for (let round = 0; round < 40; round++) {
      const vocabulary = createVocabulary();
      const before = make(150) + 'line();\n'.repeat(150) + make(150);
      const old = await indexed(before, vocabulary);
      const from = next(before.length);
      const to = Math.min(before.length, from + next(80));
      const text = before.slice(0, from) + make(next(4)) + before.slice(to);
      const source = { uri: 'a', languageId: 'typescript', text };
      const changed = await lexFile(source, old, vocabulary, go);
      const whole = await lexFile(source, undefined, vocabulary, go);
      const plain = ({ run }: typeof whole) =>
        `${run.ids.subarray(0, run.count)} ${run.starts.subarray(0, run.count)}`;
      assert.equal(plain(changed), plain(whole));
    }
  });
});
