import assert from 'node:assert/strict';
import type { InstantPort } from '../../../src/completion/known.ts';
import { createResponseCache } from '../../../src/model/responseCache.ts';
import { ghost, never, pipeline } from './pipeline.ts';
import { atCursor, idle, scriptedModel } from './support.ts';

/** Tells the pipeline of a key, as the editor does before it asks. */
function change({ completer }: ReturnType<typeof pipeline>, marked: string): void {
  completer.changed({ ...atCursor(marked), trigger: 'typed' });
}

describe('a request that begins with the key', () => {
  it('is joined by the question about it', async () => {
    const model = scriptedModel();
    const parts = pipeline(model);
    const place = { ...atCursor('const sum = to█\n'), trigger: 'typed' } as const;
    parts.completer.changed(place);
    await idle();
    assert.equal(model.requests.length, 1);
    const asked = parts.completer.complete(place, never);
    await model.requests[0]!.send('tal;');
    assert.equal(ghost(await asked), 'joined: tal;');
    assert.equal(model.requests.length, 1);
  });

  it('is not made while the user types along a text', async () => {
    const model = scriptedModel('tal + tax;\n');
    const parts = pipeline(model);
    await parts.ask('const sum = to█\n');
    change(parts, 'const sum = tot█\n');
    await idle();
    assert.equal(model.requests.length, 1);
  });

  it('is not made where the disk has the answer, which is shown', async () => {
    const model = scriptedModel();
    const reply = { text: 'tal + tax;', stopped: 'end' } as const;
    const cache = {
      ...createResponseCache({ maxBytes: 1_000_000 }),
      lookup: async () => reply,
    };
    const parts = pipeline(model, { cache });
    const place = { ...atCursor('const sum = to█\n'), trigger: 'typed' } as const;
    parts.completer.changed(place);
    await idle();
    assert.equal(ghost(await parts.completer.complete(place, never)), 'cache: tal + tax;');
    assert.equal(model.requests.length, 0);
  });

  it('is made where the disk turns out to have none, unless the user typed on', async () => {
    const model = scriptedModel();
    const disk = Promise.withResolvers<undefined>();
    const cache = {
      ...createResponseCache({ maxBytes: 1_000_000 }),
      lookup: () => disk.promise,
    };
    const parts = pipeline(model, { cache });
    change(parts, 'const sum = to█\n');
    change(parts, 'const sum = tot█\n');
    disk.resolve(undefined);
    await idle();
    assert.equal(model.requests.length, 1);
    assert.match(JSON.stringify(model.requests[0]!.request), /const sum = tot/);
  });

  it('is not made where the cache or the instant engine has the answer, or nothing may be sent', async () => {
    const model = scriptedModel('tal + tax;\n');
    let sure = false;
    const instant: InstantPort = {
      suggest: () => (sure ? { text: 'rate;', confidence: 0.95 } : undefined),
      dismissed: () => {},
    };
    const parts = pipeline(model, { instant });
    await parts.ask('const sum = to█\n');
    parts.completer.reset();
    change(parts, 'const sum = to█\n');
    sure = true;
    change(parts, 'const sum = tor█\n');
    const place = { ...atCursor('const sum = tors█\n'), trigger: 'typed' } as const;
    parts.completer.changed({ ...place, refused: 'secret file' });
    parts.completer.changed({ ...place, modelRefused: 'untrusted workspace' });
    await idle();
    assert.equal(model.requests.length, 1);
  });
});

describe('the first line of a reply that is still coming', () => {
  it('shows from its third character on and grows', async () => {
    const model = scriptedModel();
    const { ask, clock, offers } = pipeline(model);
    const asked = ask('const sum = add(█)\n');
    await idle();
    await model.requests[0]!.send('to');
    await clock.pass(10);
    await model.requests[0]!.send('tal, ');
    assert.equal(ghost(await asked), 'model: total,');
    await model.requests[0]!.send('tax');
    await model.requests[0]!.finish();
    assert.equal(offers.length, 1);
    assert.equal(ghost(await ask('const sum = add(█)\n', 'late')), 'late: total, tax');
  });

  it('grows at its end, too, when the user typed along it meanwhile', async () => {
    const model = scriptedModel();
    const { ask, offers } = pipeline(model);
    const asked = ask('const sum = add(█)\n');
    await idle();
    await model.requests[0]!.send('total,');
    assert.equal(ghost(await asked), 'model: total,');
    assert.equal(ghost(await ask('const sum = add(t█)\n')), 'typed through: otal,');
    await model.requests[0]!.send(' tax');
    assert.equal(offers.length, 0);
    await model.requests[0]!.finish();
    assert.equal(offers.length, 1);
    assert.equal(ghost(await ask('const sum = add(t█)\n', 'late')), 'late: otal, tax');
  });

  for (const [name, start] of [
    ['a fence', '```typescript'],
    ['talk', "Here's the code"],
    ['an echo of the line', 'const sum = ad'],
    ['an echo of the line above', 'const rate = 1'],
    ['a thought', '<think>ok'],
  ] as const) {
    it(`does not show while it may turn out to be ${name}`, async () => {
      const model = scriptedModel();
      const { ask, clock } = pipeline(model);
      const asked = ask('const rate = 1;\nconst sum = add(█)\n');
      await idle();
      await model.requests[0]!.send(start);
      await clock.pass(600);
      assert.equal(ghost(await asked), 'none: waiting');
    });
  }
});

describe('a request whose text is not shown yet', () => {
  it('ends at the first chunk that contradicts what was typed, also behind a dot', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    const held = ask('list.█\n');
    await clock.pass(0);
    assert.equal(ghost(await held), 'none: too uncertain');
    void ask('list.m█\n');
    await idle();
    await model.requests[0]!.send('push(1)');
    assert.equal(model.requests[0]!.signal.aborted, true);
  });

  it('goes on when the instant engine answers meanwhile', async () => {
    const model = scriptedModel();
    let text: string | undefined;
    const instant: InstantPort = {
      suggest: () => (text === undefined ? undefined : { text, confidence: 0.95 }),
      dismissed: () => {},
    };
    const { ask, clock } = pipeline(model, { instant });
    const asked = ask('const sum = t█\n');
    await clock.pass(60);
    await asked;
    text = 'tal';
    assert.equal(ghost(await ask('const sum = to█\n')), 'instant: tal');
    assert.equal(model.requests[0]!.signal.aborted, false);
    text = undefined;
    await model.requests[0]!.send('otal + tax;');
    assert.equal(ghost(await ask('const sum = total█\n')), 'joined:  + tax;');
  });
});

describe('a model that is always wrong', () => {
  it('is asked after a pause and at every eighth key', async () => {
    const model = scriptedModel('zzz;\n');
    const { ask, clock } = pipeline(model);
    let text = 'a';
    for (let key = 0; key < 64; key++) {
      text += 'b';
      void ask(`${text}█\n`);
      await clock.pass(150);
    }
    assert.ok(model.requests.length <= 20, `${model.requests.length} requests`);
    const before = model.requests.length;
    void ask(`${text}bc█\n`);
    await clock.pass(600);
    assert.equal(model.requests.length, before + 1);
  });

  it('is soon asked at every key again once it is right', async () => {
    const model = scriptedModel('zzz;\n');
    const { ask, clock, completer } = pipeline(model);
    for (let key = 1; key <= 16; key++) {
      void ask(`${'b'.repeat(key)}█\n`);
      await clock.pass(150);
    }
    completer.reset();
    void ask('const a█\n');
    await idle();
    const before = model.requests.length;
    void ask('const aq█\n');
    await idle();
    assert.equal(model.requests.length, before + 1);
  });
});

describe('the time to the first text', () => {
  it('counts from when the request was sent, not while it waited for others of ours', async () => {
    const model = scriptedModel();
    const { ask, clock, completer } = pipeline(model);
    const asked = ask('const sum = to█\n');
    await idle();
    await model.requests[0]!.tell('waiting');
    await clock.pass(2_000);
    await model.requests[0]!.tell('sent');
    await clock.pass(120);
    await model.requests[0]!.send('tal;\n');
    await model.requests[0]!.finish();
    await asked;
    assert.equal(completer.pace()?.firstTextMs, 120);
  });
});

describe('after anything else than typing', () => {
  it('nothing is asked and nothing new shows until the user types on', async () => {
    const model = scriptedModel('x + 1;\n');
    const { ask, clock } = pipeline(model);
    await ask('const b = 1;\nconst sum = total█\n');
    assert.equal(model.requests.length, 1);
    assert.equal(ghost(await ask('const b = 1;\nconst █\n')), 'none: too uncertain');
    await clock.pass(5_000);
    assert.equal(model.requests.length, 1);
    assert.equal(ghost(await ask('const b = 1;\nconst y█\n')), 'model: x + 1;');
  });

  it('nothing is asked by the key either, which comes before the question', async () => {
    const model = scriptedModel('x + 1;\n');
    const parts = pipeline(model);
    change(parts, 'const b = 1;\nconst sum█\n');
    change(parts, 'const b = 1;\nconst █\n');
    change(parts, 'const b = 1;\nconst one = two, three =█\n');
    await idle();
    assert.equal(model.requests.length, 1);
  });

  it('a manual trigger asks', async () => {
    const model = scriptedModel('x + 1;\n');
    const { ask } = pipeline(model);
    await ask('const b = 1;\nconst sum = total█\n');
    await ask('const b = 1;\nconst █\n');
    assert.equal(ghost(await ask('const b = 1;\nconst █\n', 'invoked')), 'model: x + 1;');
  });

  it('a corrected typo is asked about at once and shows with the next key', async () => {
    const model = scriptedModel();
    const { ask, clock, offers } = pipeline(model);
    void ask('const sum = t█\n');
    await idle();
    void ask('const sum = to█\n');
    await model.requests[0]!.send('x');
    assert.equal(model.requests[0]!.signal.aborted, true);
    void ask('const sum = toq█\n');
    await idle();
    assert.equal(ghost(await ask('const sum = to█\n')), 'none: too uncertain');
    await idle();
    await model.requests.at(-1)!.send('tal;');
    await model.requests.at(-1)!.finish();
    await clock.pass(5_000);
    assert.equal(offers.length, 0);
    assert.equal(ghost(await ask('const sum = tot█\n')), 'typed through: al;');
  });
});

describe('a change further up', () => {
  const before = 'const a = 1;\nconst b = 2;\n';
  const imported = 'import { tax } from "./tax";\n';

  it('leaves a visible text where it stands', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask } = pipeline(model);
    await ask(`${before}const sum = to█\n`);
    assert.equal(
      ghost(await ask(`${imported}${before}const sum = to█\n`)),
      'typed through: tal + tax;',
    );
    assert.equal(
      ghost(await ask(`${imported}const b = 2;\nconst sum = tot█\n`)),
      'typed through: al + tax;',
    );
    assert.equal(model.requests.length, 1);
  });

  it('leaves a request under way', async () => {
    const model = scriptedModel();
    const { ask, clock } = pipeline(model);
    void ask(`${before}const sum = t█\n`);
    await idle();
    const asked = ask(`${imported}${before}const sum = to█\n`);
    await clock.pass(0);
    await model.requests[0]!.send('otal + tax;\n');
    assert.equal(ghost(await asked), 'joined: tal + tax;');
    assert.equal(model.requests.length, 1);
  });

  it('moves nothing that stands before it, and nothing that was typed over', async () => {
    const model = scriptedModel('tal + tax;\n');
    const { ask } = pipeline(model);
    await ask(`const sum = to█\n${before}const c = 3;\n`);
    await ask(`const sum = tx\n${before}const c = 3;█\n`);
    await ask(`const sum = tx\n${imported}${before}const c = 3;█\n`);
    const asked = model.requests.length;
    await ask(`const sum = to█\n${imported}${before}const c = 3;\n`);
    await ask(`const sum = t█\n${imported}${before}const c = 3;\n`);
    assert.equal(
      ghost(await ask(`${imported}const sum = to█\n${imported}${before}const c = 3;\n`)),
      'model: tal + tax;',
    );
    assert.ok(model.requests.length > asked);
  });
});
