import assert from 'node:assert/strict';
import { chatFillTurns, createFenceFilter } from '../../../src/model/chatFill.ts';

function unfenced(pieces: readonly string[]): string {
  const fence = createFenceFilter();
  return pieces.map((piece) => fence.take(piece)).join('') + fence.rest();
}

describe('chat fill', () => {
  const prompt = {
    path: 'src/a.ts',
    languageId: 'typescript',
    prefix: 'const a = ',
    suffix: ';\nconst b = 2;\n',
    context: [],
  };

  it('marks the hole in the file and nowhere else', () => {
    const file = chatFillTurns(prompt).at(-1)?.content ?? '';
    assert.match(
      file,
      /^File: src\/a\.ts\nLanguage: typescript\n\nconst a = ⟦HOLE⟧;\nconst b = 2;\n$/,
    );
    assert.equal(file.split('⟦HOLE⟧').length, 2);
  });

  it('uses another marker throughout where the code has the usual one', () => {
    const turns = chatFillTurns({ ...prompt, prefix: '// ⟦HOLE⟧ ⟦HOLE 2⟧\nconst a = ' });
    assert.ok(turns.at(-1)?.content.includes('const a = ⟦HOLE 3⟧;'));
    assert.ok(turns[0]?.content.includes('⟦HOLE 3⟧'));
    assert.ok(turns[1]?.content.includes('return ⟦HOLE 3⟧'));
  });

  it('has a marker that stands in no quotation either', () => {
    const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };
    const context = [{ kind: 'open file', file, path: 'b.ts', text: '⟦HOLE⟧\n\nFile: x' }] as const;
    const [, , , last] = chatFillTurns({ ...prompt, context });
    assert.match(
      last?.content ?? '',
      /^From b\.ts:\n> ⟦HOLE⟧\n> \n> File: x\n\nFile: src\/a\.ts\n/,
    );
    assert.ok(last?.content.includes('const a = ⟦HOLE 2⟧;'));
  });

  it('alternates between user and assistant after the instructions', () => {
    assert.deepEqual(
      chatFillTurns(prompt).map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
  });
});

describe('fence at the start of a chat reply', () => {
  it('is left out however the reply is cut, and the code stays as it is', () => {
    const reply = '\n```typescript\n  return `x`;\n```\n';
    for (let cut = 0; cut <= reply.length; cut++) {
      assert.equal(unfenced([reply.slice(0, cut), reply.slice(cut)]), '  return `x`;\n```\n');
    }
  });

  for (const reply of ['a + b', '`template literal`', '``', '  ', '\n\n  return 1;\n', '```', '']) {
    it(`changes nothing in ${JSON.stringify(reply)}`, () => {
      assert.equal(unfenced([...reply]), reply);
    });
  }

  it('holds nothing back once code has begun', () => {
    const fence = createFenceFilter();
    assert.equal(fence.take('a'), 'a');
    assert.equal(fence.take('\n```'), '\n```');
  });
});
