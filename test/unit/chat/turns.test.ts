import assert from 'node:assert/strict';
import { type ChatMessage, type ChatPart, imageLeftOut, toTurns } from '../../../src/chat/turns.ts';

const text = (value: string): ChatPart => ({ kind: 'text', text: value });
const picture = { mimeType: 'image/png', base64: 'AA==' };
const image: ChatPart = { kind: 'image', image: picture };
const callOf = (id: string) => ({ id, name: `tool ${id}`, input: { id } });
const call = (id: string): ChatPart => ({ kind: 'tool call', call: callOf(id) });
const result = (callId: string, images: readonly (typeof picture)[] = []): ChatPart => ({
  kind: 'tool result',
  callId,
  text: `result ${callId}`,
  images,
});
const user = (...parts: readonly ChatPart[]): ChatMessage => ({ role: 'user', parts });
const assistant = (...parts: readonly ChatPart[]): ChatMessage => ({ role: 'assistant', parts });
const toolTurn = (id: string) => ({
  role: 'tool',
  content: `result ${id}`,
  answers: { id, name: `tool ${id}` },
});

describe('messages of the editor’s chat as turns', () => {
  it('keep who said what, and leave out what is empty', () => {
    const messages: readonly ChatMessage[] = [
      { role: 'system', parts: [text('Be short.')] },
      user(text('One.'), text(''), text('Two.')),
      assistant(text('An'), text('swer')),
      user(),
      assistant(text('')),
    ];
    assert.deepEqual(toTurns(messages, true), [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'One.\nTwo.' },
      { role: 'assistant', content: 'Answer' },
    ]);
  });

  it('put the results of tools behind their calls, and their pictures behind all of them', () => {
    const messages = [
      assistant(text('I look.'), call('a'), call('b')),
      user(result('a', [picture])),
      user(result('b'), text('And now?')),
    ];
    assert.deepEqual(toTurns(messages, true), [
      { role: 'assistant', content: 'I look.', calls: [callOf('a'), callOf('b')] },
      toolTurn('a'),
      toolTurn('b'),
      { role: 'user', content: '', images: [picture] },
      { role: 'user', content: 'And now?' },
    ]);
  });

  it('leave out a call that nobody answered, and tell a result without a call as text', () => {
    const messages = [
      user(result('lost')),
      assistant(call('stopped')),
      user(text('Stop.')),
      assistant(text('Yes.'), call('a'), call('stopped too')),
      user(result('a')),
    ];
    assert.deepEqual(toTurns(messages, true), [
      { role: 'user', content: 'result lost' },
      { role: 'user', content: 'Stop.' },
      { role: 'assistant', content: 'Yes.', calls: [callOf('a')] },
      toolTurn('a'),
    ]);
  });

  it('tell a result as text that comes behind other turns: servers want it behind its call', () => {
    const messages = [assistant(call('a')), assistant(text('Hm.')), user(result('a'))];
    assert.deepEqual(toTurns(messages, true), [
      { role: 'assistant', content: 'Hm.' },
      { role: 'user', content: 'result a' },
    ]);
  });

  it('say where a picture stood that the model cannot read', () => {
    const messages = [
      user(text('Look:'), image),
      assistant(call('a')),
      user(result('a', [picture])),
    ];
    assert.deepEqual(toTurns(messages, false), [
      { role: 'user', content: `Look:\n${imageLeftOut}` },
      { role: 'assistant', content: '', calls: [callOf('a')] },
      { ...toolTurn('a'), content: `result a\n${imageLeftOut}` },
    ]);
    assert.deepEqual(toTurns([user(image)], true), [
      { role: 'user', content: '', images: [picture] },
    ]);
  });
});
