import assert from 'node:assert/strict';
import { createSimilarFiles } from '../../../../src/completion/context/similar.ts';
import { sharedWords, wordsOf } from '../../../../src/completion/context/words.ts';

/** A function with words of its own, as long as a part. */
function block(name: string, lines = 22): string {
  return Array.from({ length: lines }, (_, line) => `  ${name}${line}(${name}Value${line});`).join(
    '\n',
  );
}

describe('words', () => {
  it('are runs of letters, digits, underscores and dollars of three characters and more, each once', () => {
    assert.equal(wordsOf('const userName = user_name + $rest2; userName').length, 4);
    assert.equal(wordsOf('a + bb - 1').length, 0);
    assert.deepEqual(wordsOf('naïve'), wordsOf('  naïve\n'));
  });

  it('are shared by both sides', () => {
    assert.equal(sharedWords(wordsOf('alpha beta gamma'), wordsOf('gamma delta alpha')), 2);
    assert.equal(sharedWords(wordsOf(''), wordsOf('alpha')), 0);
  });
});

describe('similar parts of open files', () => {
  const around = 'loadOrders(); saveOrders(); const orderTotal = sumOf(orderLines);';
  const orders = 'function saveOrders() {\n  return orderTotal + sumOf(orderLines);\n}';

  it('are those that share words with the code at the cursor, best first', () => {
    const similar = createSimilarFiles();
    similar.update({ uri: 'a', version: 1, text: `${block('noise')}\n\n${orders}\n` });
    similar.update({ uri: 'b', version: 1, text: 'loadOrders();\nsaveOrders();\n' });
    const found = similar.find(around, 'c', 5);
    assert.deepEqual(
      found.map(({ text }) => text),
      [orders, 'loadOrders();\nsaveOrders();'],
    );
    assert.ok(found.every(({ similarity }) => similarity > 0.2 && similarity <= 1));
  });

  it('leave out the file itself, files that are closed, and all beyond the wanted number', () => {
    const similar = createSimilarFiles();
    for (const uri of ['a', 'b', 'c']) {
      similar.update({ uri, version: 1, text: `${orders} // ${uri}` });
    }
    assert.deepEqual(
      similar.find(around, 'b', 9).map(({ uri }) => uri),
      ['a', 'c'],
    );
    assert.equal(similar.find(around, 'b', 1).length, 1);
    similar.keep(new Set(['b', 'c']));
    assert.deepEqual(
      similar.find(around, '', 9).map(({ uri }) => uri),
      ['b', 'c'],
    );
  });

  it('do not count words that stand in most parts', () => {
    const similar = createSimilarFiles();
    const common = Array.from({ length: 14 }, (_, index) => {
      return `import shared helper;\n${block(`own${index}x`)}`;
    });
    similar.update({ uri: 'a', version: 1, text: common.join('\n\n') });
    assert.deepEqual(similar.find('import shared helper', 'b', 9), []);
  });

  it('follow a new version and forget the old one', () => {
    const similar = createSimilarFiles();
    similar.update({ uri: 'a', version: 1, text: orders });
    assert.equal(similar.knows('a', 1), true);
    assert.equal(similar.knows('a', 2), false);
    similar.update({ uri: 'a', version: 2, text: block('other') });
    assert.deepEqual(similar.find(around, 'b', 9), []);
  });

  it('are whole lines, cut at blank ones, and none of a generated file', () => {
    const similar = createSimilarFiles();
    const text = `${block('first')}\r\n\r\n${block('second')}\r\n`;
    similar.update({ uri: 'a', version: 1, text });
    similar.update({ uri: 'min', version: 1, text: `${'first1(first2);'.repeat(400)}\n` });
    assert.deepEqual(
      similar.find('first1 first2 first3 first4', 'b', 9).map(({ text: part }) => part),
      [block('first')],
    );
  });
});
