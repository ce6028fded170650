import assert from 'node:assert/strict';
import { createFinder } from '../../../src/edit/find.ts';
import { readPartly, readReply } from '../../../src/edit/read.ts';
import { block, result, resultOf, scopeOf } from './support.ts';

const source = `import { rate } from './tax';

function net(gross: number) {
  const tax = gross * rate;
  return gross + tax;
}

█function gross(net: number) {
  const tax = net * rate;
  if (tax > 0) {
    return net - tax;
  }
  return net;
}█
`;
const scope = scopeOf(source);

describe('the edits of a reply', () => {
  it('replace the lines that a block names and leave the others', () => {
    const reply = `It adds.\n\n${block('    return net - tax;', '    return net + tax;')}`;
    const read = readReply(reply, scope, false);
    assert.ok(read.kind === 'edits');
    assert.equal(read.why, 'It adds.');
    assert.deepEqual(
      read.edits.map(({ end, start, text }) => [scope.text.slice(start, end), text]),
      [['    return net - tax;', '    return net + tax;']],
    );
  });

  it('are those of all blocks, or none', () => {
    const one = block('  return net;', '  return -net;');
    const other = block('    return net - tax;', '    return net + tax;');
    assert.match(result(scope, other + one), /net \+ tax;\n {2}\}\n {2}return -net;\n\}\n$/);
    assert.equal(result(scope, one + block('  return rate;', '')), '[matches nowhere]');
  });

  it('are in the code that is asked about when the same lines are elsewhere', () => {
    const twice = scopeOf('a();\nwork();\n█b();\nwork();\nc();█\n');
    assert.equal(
      result(twice, block('work();', 'rest();')),
      'a();\nwork();\nb();\nrest();\nc();\n',
    );
    const both = scopeOf('work();\nb();\nwork();\n');
    assert.equal(result(both, block('work();', 'rest();')), '[matches twice]');
  });

  it('S31 never touch lines that were not shown', () => {
    const far = scopeOf(`hidden();\n${'// filler line\n'.repeat(4_000)}█work();█\n`);
    assert.equal(result(far, block('hidden();', 'seen();')), '[not shown]');
  });

  it('keep line ends, also mixed ones, and the missing one at the end', () => {
    const mixed = scopeOf('a\r\nb\nc\r\nd');
    assert.equal(result(mixed, block('a\nb', 'a\nB\nnew')), 'a\r\nB\nnew\nc\r\nd');
    assert.equal(result(mixed, block('c\nd', 'c\nd\ne')), 'a\r\nb\nc\r\nd\r\ne');
    assert.equal(result(mixed, block('d', '')), 'a\r\nb\nc');
    assert.equal(result(mixed, block('a', '')), 'b\nc\r\nd');
  });

  it('have the indentation of the file', () => {
    const tabs = scopeOf('class A {\n\tb() {\n\t\treturn 1;\n\t}\n}\n');
    assert.equal(
      result(tabs, block('return 1;', 'if (x) {\n  return 1;\n}')),
      'class A {\n\tb() {\n\t\tif (x) {\n\t\t\treturn 1;\n\t\t}\n\t}\n}\n',
    );
    assert.equal(
      result(
        tabs,
        block('  b() {\n    return 1;\n  }', '  b() {\n    call();\n    return 2;\n  }'),
      ),
      'class A {\n\tb() {\n\t\tcall();\n\t\treturn 2;\n\t}\n}\n',
    );
  });

  it('may be put where nothing is yet', () => {
    assert.equal(result(scopeOf('██'), block('', 'a();')), 'a();');
    assert.equal(
      result(scopeOf('a() {\n  ██\n}\n'), block('', 'b();\nc();')),
      'a() {\n  b();\n  c();\n}\n',
    );
    assert.equal(result(scope, block('', 'a();')), '[matches nowhere]');
  });

  it('come as far as the reply has come', () => {
    const finder = createFinder(scope.text);
    const reply = block('    return net - tax;', '    return net + tax;');
    assert.deepEqual(readPartly(reply.slice(0, -4), scope, finder), []);
    assert.equal(readPartly(`${reply}\n<<<<<<< SEA`, scope, finder).length, 1);
    assert.equal(readPartly(reply + block('nowhere', ''), scope, finder).length, 1);
  });

  it('are those of a whole block when that is all there is', () => {
    const whole =
      '```ts\nfunction gross(net: number) {\n  const tax = net * rate;\n  return net + tax;\n}\n```';
    assert.match(result(scope, whole), /const tax = net \* rate;\n {2}return net \+ tax;\n\}\n$/);
  });
});

describe('a reply is refused', () => {
  const good = block('    return net - tax;', '    return net + tax;');
  for (const [what, reply, kind] of [
    ['that is prose', 'You should add the tax.', 'prose'],
    ['that shows some other code', 'Like so:\n```ts\nconsole.log(1);\n```', 'prose'],
    ['that breaks off', good.slice(0, 40), 'truncated'],
    ['that breaks off in the second block', good + good.slice(0, 40), 'truncated'],
    [
      'that leaves code out',
      block('  const tax = net * rate;', '  // ... existing code ...'),
      'ellipsis',
    ],
    ['for another file', `File: settings.json\n${good}`, 'other file'],
    ['that changes nothing', block('  return net;', '  return net;'), 'nothing changed'],
    [
      'with two changes of a line',
      good + block('    return net - tax;', '    return 1;'),
      'overlap',
    ],
    [
      'with hidden characters',
      block('  return net;', '  return \u202enet;'),
      'invisible characters',
    ],
    ['that says so', 'The code is right.\n\nNO EDITS', 'nothing to change'],
    ['that is too long', block('  return net;', 'x;\n'.repeat(100_000)), 'huge'],
  ] as const) {
    it(what, () => {
      assert.equal(result(scope, reply), `[${kind}]`);
    });
  }

  it('that was cut at the token limit before a block was whole', () => {
    assert.equal(resultOf(scope, readReply('Some words', scope, true)), '[truncated]');
  });
});

describe('a placeholder', () => {
  const text = 'const key = "sk-12345678901234567890";\nconst x: string = 1;\n';
  const hidden = scopeOf(text, {}, [{ shown: '‹secret-1›', original: 'sk-12345678901234567890' }]);

  it('leads back to what it stands for', () => {
    const reply = block(
      'const key = "‹secret-1›";\nconst x: string = 1;',
      'const key = "‹secret-1›";\nconst x: number = 1;',
    );
    assert.equal(result(hidden, reply), text.replace('string', 'number'));
  });

  for (const [what, replace] of [
    ['dropped', 'const key = "";'],
    ['doubled', 'const key = "‹secret-1›" + "‹secret-1›";'],
    ['altered', 'const key = "‹secret-2›";'],
  ] as const) {
    it(`may not be ${what}`, () => {
      assert.equal(result(hidden, block('const key = "‹secret-1›";', replace)), '[placeholder]');
    });
  }

  it('is what an invisible character looks like in a prompt', () => {
    const odd = scopeOf('const a = "x\u200b";\nb();\n');
    assert.equal(
      result(odd, block('const a = "x⟨U+200B⟩";\nb();', 'const a = "x⟨U+200B⟩";\nc();')),
      'const a = "x\u200b";\nc();\n',
    );
  });
});
