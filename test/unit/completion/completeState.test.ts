import assert from 'node:assert/strict';
import { ModelError } from '../../../src/model/client.ts';
import type { ModelSource, ModelState } from '../../../src/model/source.ts';
import type { SafeFill } from '../../../src/privacy/safePrompt.ts';
import { ghost, never, pipeline } from './pipeline.ts';
import { atCursor, idle, scriptedModel } from './support.ts';

describe('what the completion pipeline keeps', () => {
  it('serves a reply only to the language that it was asked for', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { completer } = pipeline(model);
    const ask = (languageId: string) => {
      completer.reset();
      const query = { ...atCursor('const sum = to█\n', languageId), trigger: 'typed' } as const;
      return completer.complete(query, never);
    };
    assert.equal(ghost(await ask('typescript')), 'model: tal + tax;');
    assert.equal(ghost(await ask('typescriptreact')), 'model: tal + tax;');
    assert.equal(ghost(await ask('typescript')), 'cache: tal + tax;');
    assert.equal(model.requests.length, 2);
  });

  it('serves a reply only to the scope that it was shaped for', async () => {
    const model = scriptedModel('x\n');
    const { ask, completer } = pipeline(model);
    // What decides about the scope stands too far up to be part of the prompt.
    const far = `${'const a = 1;\n'.repeat(1_000)}const b = █\n`;
    await ask(far);
    completer.reset();
    await ask(`/*\n${far}`);
    assert.equal(model.requests.length, 2);
  });

  it('serves a reply although the model became slow and would be asked for less', async () => {
    const model = scriptedModel();
    const { ask, clock, completer } = pipeline(model);
    const marked = 'function f() {\n  █\n}\n';
    const asked = ask(marked);
    await idle();
    await model.requests[0]!.send('a');
    await clock.pass(500);
    await model.requests[0]!.send('();\n');
    await model.requests[0]!.finish();
    assert.equal(ghost(await asked), 'model: a();');
    completer.reset();
    assert.equal(ghost(await ask(marked)), 'cache: a();');
    completer.reset();
    void ask('function g() {\n  █\n}\n');
    await idle();
    const [first, second] = model.requests.map(({ request }) => request.maxTokens);
    assert.ok(second! < first!, `${second} of ${first} tokens`);
  });

  it('asks the instant engine where the kept reply is of no use, and no model', async () => {
    const model = scriptedModel('```\n```');
    let text: string | undefined;
    const instant = {
      suggest: () => (text === undefined ? undefined : { text, confidence: 0.95 }),
      dismissed: () => {},
    };
    const { ask } = pipeline(model, { instant });
    assert.equal(ghost(await ask('const sum = to█\n')), 'none: nothing useful');
    assert.equal(ghost(await ask('const sum = to█\n')), 'none: nothing useful');
    text = 'tal;';
    assert.equal(ghost(await ask('const sum = to█\n')), 'instant: tal;');
    assert.equal(model.requests.length, 1);
  });

  it('takes nothing for shown that the editor no longer waited for', async () => {
    const model = scriptedModel();
    let state: ModelState = { kind: 'choosing' };
    const listeners = new Set<() => void>();
    const models: ModelSource = {
      current: () => state,
      report: () => {},
      reset: () => {},
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const instant = {
      suggest: () => ({ text: 'tal;', confidence: 0.95 }),
      dismissed: () => assert.fail('nobody saw it'),
    };
    const { ask } = pipeline(model, { models, instant });
    const controller = new AbortController();
    const asked = ask('const sum = to█\n', 'typed', controller.signal);
    controller.abort();
    assert.equal(ghost(await asked), 'none: cancelled');
    assert.equal(listeners.size, 0);
    state = { kind: 'none', reason: 'no ollama' };
    await ask('const sum = ton█\n');
    assert.equal(ghost(await ask('const sum = to█\n', 'invoked')), 'instant: tal;');
  });
});

describe('a second manual trigger', () => {
  const invoked = { ...atCursor('const sum = to█\n'), trigger: 'invoked' } as const;

  it('prepares its prompt once', async () => {
    const model = scriptedModel();
    let passed = 0;
    const pass = (prompt: object) => {
      passed++;
      return prompt as SafeFill;
    };
    const { completer } = pipeline(model, { pass });
    const first = completer.complete(invoked, never);
    await idle();
    await model.requests[0]!.fail(new ModelError('timeout', { origin: 'http://127.0.0.1:1' }));
    assert.equal(ghost(await first), 'none: model failed');
    const second = completer.complete(invoked, never);
    for (const [index, text] of ['tal;\n', 'nnage;\n', 'tal;\n'].entries()) {
      await idle();
      await model.requests[index + 1]!.send(text);
    }
    assert.equal(ghost(await second), 'model: tal;');
    assert.equal(passed, 1);
  });

  it('leaves the visible text in place while the user types along it', async () => {
    const model = scriptedModel();
    const { ask, completer } = pipeline(model);
    const first = completer.complete(invoked, never);
    await idle();
    await model.requests[0]!.send('tal + tax;\n');
    await first;
    const second = completer.complete(invoked, never);
    for (const [index, text] of ['tal - tax;\n', 'tal * 2;\n'].entries()) {
      await idle();
      await model.requests[index + 1]!.send(text);
    }
    const outcome = await second;
    assert.equal(outcome.kind === 'shown' && outcome.suggestions.length, 3);
    assert.equal(ghost(await ask('const sum = tot█\n')), 'typed through: al + tax;');
    // The user chose another of the three.
    assert.equal(ghost(await ask('const sum = total * █\n')), 'typed through: 2;');
  });

  it('asks no more once a further request failed or the editor left', async () => {
    const model = scriptedModel();
    const { completer } = pipeline(model);
    const first = completer.complete(invoked, never);
    await idle();
    await model.requests[0]!.send('tal;\n');
    await first;
    const second = completer.complete(invoked, never);
    await idle();
    await model.requests[1]!.fail(new ModelError('timeout', { origin: 'http://127.0.0.1:1' }));
    assert.equal(ghost(await second), 'typed through: tal;');
    assert.equal(model.requests.length, 2);
    const controller = new AbortController();
    const third = completer.complete(invoked, controller.signal);
    await idle();
    controller.abort();
    await third;
    assert.equal(model.requests.length, 3);
    assert.equal(model.requests[2]!.signal.aborted, true);
  });
});
