import assert from 'node:assert/strict';
import { createRevealer } from '../../../src/chat/reveal.ts';
import { redact } from '../../../src/privacy/redact.ts';

const key = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const { redaction, texts } = redact([`a='${key}'; url='ftp://me:ab12@host'`]);
const [, placeholder = '', short = ''] = /'(\w+)'.*me:(\w+)@/.exec(texts[0] ?? '') ?? [];

/** A reply in pieces of this many characters, as it is shown. */
function shown(reply: string, size: number): string {
  const revealer = createRevealer(redaction);
  let text = '';
  for (let at = 0; at < reply.length; at += size) {
    text += revealer.take(reply.slice(at, at + size));
  }
  return text + revealer.rest();
}

describe('secrets put back into a reply that comes in pieces', () => {
  const reply = `Use ${placeholder}, then ${short} or "${placeholder}" again. Red, ZQ, R`;
  const wanted = `Use ${key}, then ab12 or "${key}" again. Red, ZQ, R`;

  it('stand there whole, wherever a piece ends', () => {
    assert.ok(placeholder.startsWith('REDACT') && short.startsWith('ZQ'));
    for (let size = 1; size <= reply.length; size++) {
      assert.equal(shown(reply, size), wanted, `pieces of ${size}`);
    }
  });

  it('hold back no more than what may become a placeholder', () => {
    const revealer = createRevealer(redaction);
    assert.equal(revealer.take('word RED'), 'word ');
    assert.equal(revealer.take('UCE'), 'REDUCE');
    assert.equal(revealer.take('x REDACT'), 'x ');
    assert.equal(revealer.rest(), 'REDACT');
    assert.equal(revealer.rest(), '');
  });

  it('are never half there: a damaged placeholder is a secret that nobody knows', () => {
    for (const size of [1, 3, 1_000]) {
      assert.equal(shown(`It is ${placeholder.slice(0, 12)} so.`, size), 'It is ‹secret› so.');
    }
  });

  it('go into what a tool is given, however deep, and nothing goes where one is damaged', () => {
    const revealer = createRevealer(redaction);
    const call = (value: string) => ({
      id: 'c',
      name: 'write',
      input: { path: 'a', edits: [{ text: `k = "${value}"` }, 7, null] },
    });
    assert.deepEqual(revealer.call(call(`${placeholder}${placeholder}`)), call(key + key));
    assert.equal(revealer.call(call(placeholder.toLowerCase())), undefined);
    assert.equal(revealer.call(call(`REDACT99xxxxxxxx`)), undefined);
  });

  it('are nowhere where nothing was replaced', () => {
    const revealer = createRevealer(undefined);
    const call = { id: 'c', name: 'f', input: { a: 'REDACT00xx' } };
    assert.equal(revealer.take('REDACT00'), 'REDACT00');
    assert.equal(revealer.rest(), '');
    assert.equal(revealer.call(call), call);
  });
});
