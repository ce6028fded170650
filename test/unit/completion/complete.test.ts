import assert from 'node:assert/strict';
import { ModelError } from '../../../src/model/client.ts';
import { type CachedReply, createResponseCache } from '../../../src/model/responseCache.ts';
import { ghost, never, pipeline } from './pipeline.ts';
import { atCursor, idle, scriptedModel } from './support.ts';

describe('the completion pipeline', () => {
  it('shows what a fast model answers within the patience of a word key', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask } = pipeline(model);
    assert.equal(ghost(await ask('const sum = to█\n')), 'model: tal + tax;');
  });

  it('answers empty 40 ms after a word key and offers the answer late', async () => {
    const model = scriptedModel();
    const { ask, clock, offers } = pipeline(model);
    const asked = ask('const sum = to█\n');
    await clock.pass(39);
    let over = false;
    void asked.then(() => {
      over = true;
    });
    await idle();
    assert.equal(over, false);
    await clock.pass(1);
    assert.equal(ghost(await asked), 'none: waiting');
    await clock.pass(1_900);
    await model.requests[0]!.send('tal + tax;\n');
    assert.equal(offers.length, 1);
    assert.equal(ghost(await ask('const sum = to█\n', 'late')), 'late: tal + tax;');
    assert.equal(model.requests.length, 1);
  });

  it('takes back half a line of a reply that failed, and says why', async () => {
    const model = scriptedModel();
    const { ask, clock, offers } = pipeline(model);
    const asked = ask('const sum = add(█)\n');
    await clock.pass(300);
    await model.requests[0]!.send('first, seco');
    assert.equal(ghost(await asked), 'model: first, seco');
    const error = new ModelError('bad reply', { origin: 'http://127.0.0.1' });
    await model.requests[0]!.fail(error);
    assert.equal(offers.length, 1);
    const outcome = await ask('const sum = add(█)\n', 'late');
    assert.deepEqual(outcome, { kind: 'none', reason: 'model failed', error });
  });

  it('keeps the whole lines of a reply that failed', async () => {
    const model = scriptedModel();
    const { ask, clock, offers } = pipeline(model);
    const asked = ask('function add() {\n  █\n}\n');
    await clock.pass(300);
    await model.requests[0]!.send('const sum = 1;\n  retu');
    assert.equal(ghost(await asked), 'model: const sum = 1;');
    await model.requests[0]!.fail(new ModelError('bad reply', { origin: 'http://127.0.0.1' }));
    assert.equal(offers.length, 0);
    assert.equal(ghost(await ask('function add() {\n  c█\n}\n')), 'typed through: onst sum = 1;');
  });

  it('waits longer where no suggest widget waits', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    const asked = ask('const sum = add(█)\n');
    await clock.pass(300);
    await model.requests[0]!.send('1, 2');
    await model.requests[0]!.finish();
    assert.equal(ghost(await asked), 'model: 1, 2');
  });

  it('keeps showing the rest of a text that is typed through, without a request', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask } = pipeline(model);
    await ask('const sum = to█\n');
    assert.equal(ghost(await ask('const sum = tota█\n')), 'typed through: l + tax;');
    assert.equal(ghost(await ask('const sum = total + █\n')), 'typed through: tax;');
    assert.equal(model.requests.length, 1);
  });

  it('joins the request under way while it may still continue what is typed', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    const first = ask('const sum = t█\n');
    await clock.pass(60);
    assert.equal(ghost(await first), 'none: waiting');
    const second = ask('const sum = to█\n');
    await model.requests[0]!.send('otal + tax;\n');
    assert.equal(ghost(await second), 'joined: tal + tax;');
    assert.equal(model.requests.length, 1);
  });

  it('ends the request at the first chunk that contradicts what was typed, and asks anew', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    void ask('const sum = t█\n');
    await clock.pass(60);
    const second = ask('const sum = tax█\n');
    await model.requests[0]!.send('otal + ');
    assert.equal(model.requests[0]!.signal.aborted, true);
    assert.equal(model.requests.length, 2);
    await model.requests[1]!.send('Rate * 2;\n');
    assert.equal(ghost(await second), 'model: Rate * 2;');
  });

  it('ends the request when the cursor went elsewhere', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    void ask('const a = █\nconst b = 2;\n');
    await clock.pass(10);
    void ask('const a = \nconst b = 2█;\n');
    await idle();
    assert.equal(model.requests[0]!.signal.aborted, true);
  });

  it('reports cancellation as an outcome and keeps the request', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    const controller = new AbortController();
    const asked = ask('const sum = add(█)\n', 'typed', controller.signal);
    await clock.pass(10);
    controller.abort();
    assert.equal(ghost(await asked), 'none: cancelled');
    assert.equal(model.requests[0]!.signal.aborted, false);
  });

  it('never replaces a visible text, only extends it', async () => {
    const model = scriptedModel();
    const { ask, clock, offers } = pipeline(model);
    const asked = ask('function area(w: number, h: number) {\n  █\n}\n');
    await idle();
    await model.requests[0]!.send('const size = w * h;\n');
    await clock.pass(600);
    assert.equal(ghost(await asked), 'model: const size = w * h;');
    await model.requests[0]!.send('  return size;\n');
    await model.requests[0]!.finish();
    assert.ok(offers.length >= 1);
    assert.equal(
      ghost(await ask('function area(w: number, h: number) {\n  █\n}\n', 'late')),
      'late: const size = w * h;\n  return size;',
    );
  });

  it('answers the same question again from the cache', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask, completer } = pipeline(model);
    await ask('const sum = to█\n');
    completer.reset();
    assert.equal(ghost(await ask('const sum = to█\n')), 'cache: tal + tax;');
    assert.equal(model.requests.length, 1);
  });

  it('answers from the disk what an earlier window asked, without a request', async () => {
    const model = scriptedModel('tal + tax;\n');
    const first = createResponseCache({ maxBytes: 1_000_000 });
    const stored: [key: string, reply: CachedReply][] = [];
    const set = (...entry: [string, CachedReply]) => void stored.push(entry);
    await pipeline(model, { cache: { ...first, set } }).ask('const sum = to█\n');
    const lookup = async (key: string) => stored.find(([known]) => known === key)?.[1];
    const next = pipeline(model, {
      cache: { ...createResponseCache({ maxBytes: 1_000_000 }), lookup },
    });
    assert.equal(ghost(await next.ask('const sum = to█\n')), 'cache: tal + tax;');
    assert.equal(model.requests.length, 1);
  });

  it('asks nothing for a question that was withdrawn while the disk was asked', async () => {
    const model = scriptedModel('tal + tax;\n');
    const lookup = () => new Promise<undefined>(() => {});
    const cache = { ...createResponseCache({ maxBytes: 1_000_000 }), lookup };
    const controller = new AbortController();
    const asked = pipeline(model, { cache }).ask('const sum = to█\n', 'typed', controller.signal);
    await idle();
    controller.abort();
    assert.deepEqual(await asked, { kind: 'none', reason: 'cancelled' });
    assert.equal(model.requests.length, 0);
  });

  it('never keeps a failed reply', async () => {
    const model = scriptedModel();
    const { ask, source } = pipeline(model);
    const asked = ask('const sum = to█\n');
    await idle();
    const error = new ModelError('rejected', { origin: 'http://127.0.0.1:1' });
    await model.requests[0]!.send('ta');
    await model.requests[0]!.fail(error);
    const outcome = await asked;
    assert.deepEqual(outcome, { kind: 'none', reason: 'model failed', error });
    assert.deepEqual(source.reports, [error]);
    void ask('const sum = to█\n');
    await idle();
    assert.equal(model.requests.length, 2);
  });

  it('does not show again what was dismissed with Esc at that place', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask, completer } = pipeline(model);
    await ask('const sum = to█\n');
    completer.dismissed();
    assert.equal(ghost(await ask('const sum = to█\n')), 'none: dismissed before');
    assert.equal(ghost(await ask('const sum = to█\n', 'invoked')), 'cache: tal + tax;');
  });

  it('shows a text again when what was typed over it is taken back, until Esc', async () => {
    const model = scriptedModel();
    const { ask, completer } = pipeline(model);
    const asked = ask('const sum = to█\n');
    await idle();
    await model.requests[0]!.send('tal + tax;\n');
    assert.equal(ghost(await asked), 'model: tal + tax;');
    void ask('const sum = ton█\n');
    await idle();
    assert.equal(ghost(await ask('const sum = to█\n')), 'typed through: tal + tax;');
    completer.dismissed();
    void ask('const sum = ton█\n');
    await idle();
    assert.match(ghost(await ask('const sum = to█\n')), /^none: /);
  });

  it('shows again what was left for a line further down', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask } = pipeline(model);
    await ask('const sum = to█\n\n');
    await ask('const sum = to\nconst n█\n');
    assert.match(ghost(await ask('const sum = to█\n\n')), /: tal \+ tax;$/);
  });

  it('prefers the instant engine to a request, and says so', async () => {
    const model = scriptedModel('wrong');
    const instant = {
      suggest: () => ({ text: 'tal + tax;', confidence: 0.95 }),
      dismissed: () => {},
    };
    const { ask } = pipeline(model, { instant });
    assert.equal(ghost(await ask('const sum = to█\n')), 'instant: tal + tax;');
    assert.equal(model.requests.length, 0);
  });

  it('is silent behind a dot unless the instant engine is nearly certain', async () => {
    const model = scriptedModel('push(1);\n');
    let confidence = 0.9;
    const instant = { suggest: () => ({ text: 'push(1);', confidence }), dismissed: () => {} };
    const { ask } = pipeline(model, { instant });
    assert.equal(ghost(await ask('list.█\n')), 'none: too uncertain');
    confidence = 0.99;
    const { ask: askSurely } = pipeline(model, { instant });
    assert.equal(ghost(await askSurely('list.█\n')), 'instant: push(1);');
  });

  it('continues the selected item of the suggest widget or stays away', async () => {
    const model = scriptedModel('sole.log(sum);\n');
    const { completer } = pipeline(model);
    const query = { ...atCursor('con█\n'), trigger: 'typed' } as const;
    const agreeing = await completer.complete(
      { ...query, selected: { span: { start: 0, end: 3 }, text: 'console' } },
      never,
    );
    assert.equal(
      agreeing.kind === 'shown' && agreeing.suggestions[0].insertText,
      'console.log(sum);',
    );
    const disagreeing = await completer.complete(
      { ...query, selected: { span: { start: 0, end: 3 }, text: 'const' } },
      never,
    );
    assert.equal(ghost(disagreeing), 'none: widget disagrees');
  });

  it('asks for alternatives when the user triggers twice at one place', async () => {
    const model = scriptedModel();
    const { completer } = pipeline(model);
    const { document, offset } = atCursor('const sum = to█\n');
    const first = completer.complete({ document, offset, trigger: 'invoked' }, never);
    await idle();
    await model.requests[0]!.send('tal;\n');
    assert.equal(ghost(await first), 'model: tal;');
    const second = completer.complete({ document, offset, trigger: 'invoked' }, never);
    for (const [index, text] of ['nnage;\n', 'tal;\n'].entries()) {
      await idle();
      await model.requests[index + 1]?.send(text);
    }
    const outcome = await second;
    assert.deepEqual(outcome.kind === 'shown' && outcome.suggestions.map((one) => one.ghostText), [
      'tal;',
      'nnage;',
    ]);
  });

  it('says why there is no model', async () => {
    const { ask } = pipeline({ kind: 'none', reason: 'no ollama' });
    assert.equal(ghost(await ask('const sum = to█\n')), 'none: no ollama');
    const loading = pipeline({ kind: 'loading', model: 'm' });
    assert.equal(ghost(await loading.ask('const sum = to█\n')), 'none: model loading');
  });

  it('does nothing where the editor or the privacy gate refuses', async () => {
    const model = scriptedModel('x');
    const { completer } = pipeline(model);
    const refused = { ...atCursor('a█'), trigger: 'typed', refused: 'secret file' } as const;
    assert.equal(ghost(await completer.complete(refused, never)), 'none: secret file');
    const gated = pipeline(model, { pass: () => 'excluded file' });
    assert.equal(ghost(await gated.ask('const a█')), 'none: excluded file');
    assert.equal(model.requests.length, 0);
  });
});
