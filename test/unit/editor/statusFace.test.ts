import assert from 'node:assert/strict';
import { statusFace } from '../../../src/editor/statusFace.ts';
import { ModelError } from '../../../src/model/client.ts';
import type { ModelState } from '../../../src/model/source.ts';

const failed: ModelState = {
  kind: 'failed',
  error: new ModelError('unreachable', { origin: 'http://127.0.0.1:11434' }),
};
const idle = { offHere: false, model: undefined, failed: false, busy: false };

describe('the status item', () => {
  it('is ready before any model was looked for, and without a model', () => {
    assert.equal(statusFace(idle), 'ready');
    assert.equal(statusFace({ ...idle, model: { kind: 'none', reason: 'no ollama' } }), 'ready');
    assert.equal(statusFace({ ...idle, model: { kind: 'none', reason: 'ollama busy' } }), 'ready');
  });

  it('thinks while a request is under way or a model is loaded', () => {
    assert.equal(statusFace({ ...idle, busy: true }), 'thinking');
    assert.equal(statusFace({ ...idle, model: { kind: 'loading', model: 'm' } }), 'thinking');
  });

  it('shows a problem when the chosen server fails or lacks what only the user can give', () => {
    assert.equal(statusFace({ ...idle, model: failed }), 'problem');
    assert.equal(statusFace({ ...idle, model: { kind: 'none', reason: 'no key' } }), 'problem');
  });

  it('shows a problem when the last request failed, even while the next one is under way', () => {
    assert.equal(statusFace({ ...idle, failed: true, busy: true }), 'problem');
  });

  it('is off where completions are off, whatever the model does', () => {
    assert.equal(statusFace({ ...idle, offHere: true, model: failed, busy: true }), 'off here');
  });
});
