import assert from 'node:assert/strict';
import { type CallPiece, callIds, createCallAssembler } from '../../../src/model/toolCalls.ts';

function assembled(
  pieces: readonly CallPiece[],
  reason: 'stop' | 'length' = 'stop',
): readonly unknown[] {
  const assembler = createCallAssembler(callIds([]));
  for (const piece of pieces) {
    assembler.take([piece]);
  }
  return [...assembler.rest(reason)].map((chunk) => chunk.kind === 'tool call' && chunk.call);
}

const part = (text: string, index?: number): CallPiece => ({
  ...(index === undefined ? {} : { index }),
  function: { arguments: text },
});

describe('calls of tools from their pieces', () => {
  it('are put together by their index, whatever the order of the pieces', () => {
    const found = assembled([
      { index: 0, id: 'a', function: { name: 'read', arguments: '' } },
      { index: 1, id: 'b', function: { name: 'write', arguments: '{"to' } },
      part('{"pa', 0),
      part('":1}', 1),
      part('th":"x"}', 0),
    ]);
    assert.deepEqual(found, [
      { id: 'a', name: 'read', input: { path: 'x' } },
      { id: 'b', name: 'write', input: { to: 1 } },
    ]);
  });

  it('are told apart by their ids where a server gives all of them one index', () => {
    const whole = (id: string) => ({ index: 0, id, function: { name: 'read', arguments: '{}' } });
    assert.deepEqual(assembled([whole('a'), whole('b')]), [
      { id: 'a', name: 'read', input: {} },
      { id: 'b', name: 'read', input: {} },
    ]);
  });

  it('are told apart by their names where a server gives neither, and get ids of their own', () => {
    const begin = (name: string) => ({ function: { name, arguments: '{"n"' } });
    assert.deepEqual(assembled([begin('one'), part(':1}'), begin('two'), part(':2}')]), [
      { id: 'call_0_0', name: 'one', input: { n: 1 } },
      { id: 'call_0_1', name: 'two', input: { n: 2 } },
    ]);
  });

  it('stay one where each piece repeats the id and the name', () => {
    const again = (text: string) => ({
      index: 0,
      id: 'a',
      function: { name: 'read', arguments: text },
    });
    assert.deepEqual(assembled([again('{"n":'), again('1}')]), [
      { id: 'a', name: 'read', input: { n: 1 } },
    ]);
  });

  it('take nothing for no arguments, and JSON that was written as a text', () => {
    const call = (text: string | null) => [
      { index: 0, id: 'a', function: { name: 'f', arguments: text } },
    ];
    for (const [text, input] of [
      [null, {}],
      [' ', {}],
      [JSON.stringify('{"n":1}'), { n: 1 }],
    ] as const) {
      assert.deepEqual(assembled(call(text)), [{ id: 'a', name: 'f', input }]);
    }
  });

  it('fail where they are none, but for the last one of a reply that was cut', () => {
    const good = { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } };
    for (const text of ['{"n":', '[1]', 'null', '7']) {
      const bad = { index: 1, id: 'b', function: { name: 'g', arguments: text } };
      assert.throws(() => assembled([good, bad]), /no JSON object/);
      assert.deepEqual(assembled([good, bad], 'length'), [{ id: 'a', name: 'f', input: {} }]);
    }
  });

  it('get ids that a longer conversation does not give again', () => {
    const turn = { role: 'user', content: '' } as const;
    const ids = [callIds([]), callIds([turn])].flatMap((next) => [next(), next()]);
    assert.equal(new Set(ids).size, 4);
  });
});
