import assert from 'node:assert/strict';
import { type CompleterDeps, createCompleter } from '../../../src/completion/complete.ts';
import type { LateOffer } from '../../../src/completion/modelStage.ts';
import { createResponseCache } from '../../../src/model/responseCache.ts';
import type { SafeFill } from '../../../src/privacy/safePrompt.ts';
import { atCursor, fixedSource, handClock, scriptedModel } from './support.ts';

const never = new AbortController().signal;

function parts(overrides: Partial<CompleterDeps>): CompleterDeps {
  return {
    settingsFor: () => ({
      'completion.instant': true,
      'completion.maxLines': 0,
      'completion.delayMs': 0,
      'completion.scopes': ['code'],
      'ollama.contextTokens': 8192,
    }),
    models: fixedSource({ kind: 'choosing' }),
    cache: createResponseCache({ maxBytes: 1_000_000 }),
    instant: { suggest: () => undefined, dismissed: () => {} },
    pass: (prompt) => prompt as SafeFill,
    clock: handClock(),
    offerLate: () => {},
    ...overrides,
  };
}

describe('a question that may not go to a model', () => {
  const unasked = {
    ...fixedSource({ kind: 'choosing' }),
    current: () => assert.fail('looked for a model'),
  };
  const query = {
    ...atCursor('const sum = to█\n'),
    trigger: 'typed',
    modelRefused: 'untrusted workspace',
  } as const;

  it('is answered by the instant engine, and no server is looked for', async () => {
    const instant = {
      suggest: () => ({ text: 'tal;', confidence: 0.99 }),
      dismissed: () => {},
    };
    const outcome = await createCompleter(parts({ models: unasked, instant })).complete(
      query,
      never,
    );
    assert.equal(outcome.kind === 'shown' && outcome.source, 'instant');
  });

  it('says so when the instant engine is silent', async () => {
    assert.deepEqual(await createCompleter(parts({ models: unasked })).complete(query, never), {
      kind: 'none',
      reason: 'untrusted workspace',
    });
  });
});

describe('an answer that several questions of one place wait for', () => {
  it('is offered once', async () => {
    const clock = handClock();
    const model = scriptedModel();
    const offers: LateOffer[] = [];
    const completer = createCompleter(
      parts({
        clock,
        models: fixedSource({ kind: 'ready', client: model.client }),
        offerLate: (offer) => offers.push(offer),
      }),
    );
    const place = atCursor('const sum = to█\n');
    for (let asked = 0; asked < 2; asked++) {
      const outcome = completer.complete({ ...place, trigger: 'typed' }, never);
      await clock.pass(100);
      assert.deepEqual(await outcome, { kind: 'none', reason: 'waiting' });
    }
    await model.requests[0]!.send('tal + tax;\n');
    assert.equal(model.requests.length, 1);
    assert.equal(offers.length, 1);
  });
});
