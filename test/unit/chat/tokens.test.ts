import assert from 'node:assert/strict';
import { createTokenCounter } from '../../../src/chat/tokens.ts';

const words = 'const answer = compute(question);\n'.repeat(100);

describe('the count of tokens', () => {
  it('begins with what is usual for code, and for scripts of which a character is a token', () => {
    const counter = createTokenCounter();
    assert.equal(counter.ofText('m', ''), 0);
    assert.equal(counter.ofText('m', 'x'.repeat(32)), 10);
    const chinese = counter.ofText('m', '模型回答问题'.repeat(10));
    assert.ok(chinese >= 50 && chinese <= 70, String(chinese));
  });

  it('counts every part of a message, and a picture by what it costs', () => {
    const counter = createTokenCounter();
    const of = (...parts: Parameters<typeof counter.ofMessage>[1]['parts'][number][]) =>
      counter.ofMessage('m', { role: 'user', parts });
    const image = { mimeType: 'image/png', base64: 'A'.repeat(100_000) };
    const empty = of();
    assert.ok(of({ kind: 'text', text: words }) > 1_000);
    assert.equal(of({ kind: 'image', image }) - empty, 1_000);
    assert.equal(
      of({ kind: 'tool result', callId: 'c', text: '', images: [image] }) - empty,
      1_000,
    );
    const call = { id: 'c', name: 'f', input: { text: words } };
    assert.ok(of({ kind: 'tool call', call }) > 1_000);
  });

  it('learns from what a server counts, each model alone', () => {
    const counter = createTokenCounter();
    const prompt = { turns: [{ role: 'user', content: words }] } as const;
    const before = counter.ofPrompt('m', prompt);
    for (let count = 0; count < 20; count++) {
      counter.note('m', prompt, 2 * before);
    }
    const ratio = counter.ofPrompt('m', prompt) / (2 * before);
    assert.ok(Math.abs(ratio - 1) < 0.02, String(ratio));
    assert.equal(counter.ofPrompt('other', prompt), before);
  });

  it('counts tools and calls of a prompt', () => {
    const counter = createTokenCounter();
    const turns = [{ role: 'user', content: 'hi' }] as const;
    const tools = [{ name: 'f', description: words }];
    const call = { id: 'c', name: 'f', input: { text: words } };
    const bare = counter.ofPrompt('m', { turns });
    assert.ok(counter.ofPrompt('m', { turns, tools }) - bare > 1_000);
    const called = { role: 'assistant', content: '', calls: [call] } as const;
    assert.ok(counter.ofPrompt('m', { turns: [...turns, called] }) - bare > 1_000);
  });
});
