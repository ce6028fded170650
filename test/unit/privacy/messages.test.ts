import assert from 'node:assert/strict';
import { createGate } from '../../../src/privacy/gate.ts';
import { redact } from '../../../src/privacy/redact.ts';
import type { ChatPrompt } from '../../../src/privacy/safePrompt.ts';

const key = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const cloud = { local: false };

/** A conversation with the key at every place that a text can stand. */
const prompt: ChatPrompt = {
  turns: [
    { role: 'system', content: `Never show ${key}.` },
    {
      role: 'assistant',
      content: '',
      calls: [{ id: 'c', name: 'run', input: { deep: [{ [key]: `echo ${key}` }], count: 2 } }],
    },
    { role: 'tool', content: `{"token":"${key}"}`, answers: { id: 'c', name: 'run' } },
    { role: 'user', content: 'Go on.', images: [{ mimeType: 'image/png', base64: 'AAAA' }] },
  ],
  tools: [
    {
      name: 'run',
      description: `Uses ${key}`,
      inputSchema: { properties: { a: { default: key }, [`x_${key}`]: {} } },
    },
    { name: 'stop', description: 'Stops.' },
  ],
  toolsRequired: true,
};

describe('the privacy gate: a conversation about no document', () => {
  const gate = createGate({ ruleFiles: 'unknown', excludeFiles: [] });

  it('replaces secrets in what is said, called and told of tools, and nothing else', () => {
    const { redaction, ...safe } = gate.passMessages(prompt, cloud);
    assert.ok(redaction);
    const text = JSON.stringify(safe);
    // What a tool takes must keep its names; what it was given may have a secret for one.
    assert.equal(text.split(key).length, 2);
    assert.deepEqual(JSON.parse(redaction.restore(text).text), JSON.parse(JSON.stringify(prompt)));
  });

  it('leaves it as it is for a local model, without secrets, and where the user wants that', () => {
    const open = createGate({ ruleFiles: [], excludeFiles: [], redactSecrets: false });
    assert.deepEqual(gate.passMessages(prompt, { local: true }), prompt);
    assert.deepEqual(open.passMessages(prompt, cloud), prompt);
    const plain: ChatPrompt = { turns: [{ role: 'user', content: 'Hello' }] };
    assert.deepEqual(gate.passMessages(plain, cloud), plain);
  });
});

describe('a text that grows', () => {
  const { redaction, texts } = redact([`a='${key}'; url = 'ftp://me:ab12@host'`]);
  const safe = texts[0] ?? '';
  const long = safe.slice(3, 3 + key.length);

  it('is known to end in a placeholder from its first letter on, in either case', () => {
    assert.ok(redaction);
    for (let length = 1; length <= long.length; length++) {
      const begun = `let = ${long.slice(0, length)}`;
      assert.equal(redaction.openFrom(begun), 6, begun);
      assert.equal(redaction.openFrom(begun.toLowerCase()), 6, begun);
    }
    assert.equal(redaction.openFrom('me:ZQ0'), 3);
  });

  it('ends in none where a sign stands that no placeholder has', () => {
    assert.ok(redaction);
    for (const text of ['', `${long};`, 'REDACT-', 'RED ', 'ZQ!', 'word']) {
      assert.equal(redaction.openFrom(text), text.length, text);
    }
  });
});
