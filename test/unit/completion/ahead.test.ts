import assert from 'node:assert/strict';
import { Preempted } from '../../../src/model/client.ts';
import { ghost, pipeline } from './pipeline.ts';
import { idle, scriptedModel } from './support.ts';

describe('what follows a line', () => {
  const line = 'const sum = add(first, second);';

  async function nearEnd() {
    const model = scriptedModel();
    const parts = pipeline(model);
    const asked = parts.ask('const sum = a█\n');
    await parts.clock.pass(250);
    await model.requests[0]!.send('dd(first, second);');
    await model.requests[0]!.finish();
    await asked;
    await parts.ask(`${line.slice(0, -8)}█\n`);
    assert.equal(model.requests.length, 1);
    await parts.ask(`${line.slice(0, -3)}█\n`);
    await idle();
    return { model, ...parts };
  }

  it('is fetched shortly before its end and shows there, after Tab and after Enter', async () => {
    const { ask, model } = await nearEnd();
    assert.equal(model.requests.length, 2);
    await model.requests[1]!.send('\nreturn sum;\n');
    await model.requests[1]!.finish();
    assert.equal(ghost(await ask(`${line.slice(0, -2)}█\n`)), 'typed through: );');
    assert.equal(ghost(await ask(`${line}█\n`)), 'typed through: \nreturn sum;');
    assert.equal(ghost(await ask(`${line}\n█\n`)), 'typed through: return sum;');
    assert.equal(model.requests.length, 2);
  });

  it('is background work, and asked for anew when it had to make room and the user waits', async () => {
    const { ask, model } = await nearEnd();
    assert.deepEqual(
      model.requests.map(({ request }) => request.priority),
      ['keystroke', 'prefetch'],
    );
    const asked = ask(`${line}█\n`);
    await idle();
    await model.requests[1]!.fail(new Preempted());
    assert.equal(model.requests.length, 3);
    assert.equal(model.requests[2]!.request.priority, 'keystroke');
    await model.requests[2]!.send(' // of two\n');
    await model.requests[2]!.finish();
    assert.equal(ghost(await asked), 'model:  // of two');
  });

  it('ends as soon as a key needs the model', async () => {
    const { ask, model } = await nearEnd();
    void ask(`${line.slice(0, -3)}, █\n`);
    await idle();
    assert.equal(model.requests[1]!.signal.aborted, true);
    assert.equal(model.requests.length, 3);
  });
});

describe('what follows a statement that was taken early', () => {
  it('is asked for right after Tab and shows below, also after Enter', async () => {
    const model = scriptedModel();
    const { ask } = pipeline(model);
    const asked = ask('const sum = to█\n');
    await idle();
    await model.requests[0]!.send('tal;');
    await model.requests[0]!.finish();
    await asked;
    const taken = ask('const sum = total;█\n');
    await idle();
    await model.requests[1]!.send('\nreturn sum;\n');
    await model.requests[1]!.finish();
    assert.equal(ghost(await taken), 'model: \nreturn sum;');
    assert.equal(ghost(await ask('const sum = total;\n█\n')), 'typed through: return sum;');
    assert.equal(model.requests.length, 2);
  });
});
