import assert from 'node:assert/strict';
import { fenced, readableRequest } from '../../../src/model/readableRequest.ts';

describe('a request to be read', () => {
  it('has its texts with their line breaks, and all that is left', () => {
    const body = {
      model: 'm',
      prompt: 'a\nb',
      suffix: '\n}',
      options: { num_ctx: 8 },
      stream: true,
    };
    assert.deepEqual(readableRequest(JSON.stringify(body)), {
      texts: [
        { name: 'prompt', text: 'a\nb' },
        { name: 'suffix', text: '\n}' },
      ],
      rest: JSON.stringify({ model: 'm', options: { num_ctx: 8 }, stream: true }, undefined, 2),
    });
  });

  it('has each turn of a conversation', () => {
    const messages = [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: [{ type: 'text', text: 'x' }] },
    ];
    assert.deepEqual(readableRequest(JSON.stringify({ messages, model: 'm' })).texts, [
      { name: 'messages[0] (system)', text: 'be brief' },
      { name: 'messages[1] (user)', text: '[{"type":"text","text":"x"}]' },
    ]);
  });

  it('shows as it is what is no object', () => {
    for (const body of ['', 'no JSON', '[1]', 'null']) {
      assert.deepEqual(readableRequest(body).texts, [{ name: 'body', text: body }]);
    }
  });

  it('stands in a fence that nothing in it ends', () => {
    assert.equal(fenced('a', 'json'), '```json\na\n```');
    assert.equal(fenced('a\n```\nb\n`````\nc').split('\n')[0], '``````');
  });
});
