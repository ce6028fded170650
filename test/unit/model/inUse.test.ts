import assert from 'node:assert/strict';
import type { ModelClient } from '../../../src/model/client.ts';
import { modelsInUse } from '../../../src/model/inUse.ts';
import type { ModelState } from '../../../src/model/source.ts';
import { parseSettings } from '../../../src/settings.ts';

const origin = 'http://127.0.0.1:11434';
const host = '127.0.0.1:11434';
const choosing: ModelState = { kind: 'choosing' };

function ready(model: string, at = host): ModelState {
  const client: ModelClient = {
    ...{ id: `ollama ${model}`, model, host: at, local: true },
    async *stream() {
      yield* [];
    },
  };
  return { kind: 'ready', client };
}

describe('the models in use', () => {
  const named = { 'ollama.completionModel': 'small:1b', 'ollama.chatModel': 'big:7b' };
  const of = (
    values: Readonly<Record<string, unknown>>,
    state: ModelState = choosing,
    answering?: { readonly host: string; readonly model: string },
    backend: 'ollama' | 'openai' = 'ollama',
  ) => {
    const settings = parseSettings((key) => values[key]);
    const { answers, completes } = modelsInUse(settings, { backend, origin }, state, answering);
    return [completes, answers];
  };

  it('are those of the settings in a window that has looked for none yet', () => {
    assert.deepEqual(of(named), ['small:1b', 'big:7b']);
    assert.deepEqual(of({}), [undefined, undefined]);
  });

  it('are those that were found, whatever the settings name', () => {
    const answering = { host, model: 'talker:7b' };
    assert.deepEqual(of(named, ready('found:1b'), answering), ['found:1b', 'talker:7b']);
    assert.deepEqual(of(named, ready('found:1b')), ['found:1b', 'big:7b']);
    const elsewhere = { host: 'api.test', model: 'cloud' };
    assert.deepEqual(of(named, ready('cloud', 'api.test'), elsewhere), [undefined, undefined]);
  });

  it('are none of a server that is not the one of the settings', () => {
    assert.deepEqual(of(named, choosing, undefined, 'openai'), [undefined, undefined]);
    assert.deepEqual(of({ ...named, provider: 'openai' }), [undefined, undefined]);
    assert.deepEqual(of({ ...named, provider: 'instant' }), [undefined, undefined]);
  });
});
