import assert from 'node:assert/strict';
import { runSession } from '../../../bench/replay/cell.mts';
import { pipelines } from '../../../bench/replay/pipelines.mts';
import { modelSettings } from '../../../bench/replay/settings.mts';
import { truthsOf } from '../../../bench/replay/truth.mts';
import { typing } from './support.ts';

const trace = typing('const answer = 1;\n█\nexport { answer };\n', 'const question = answer + 1;');

function session(row: string, model: string) {
  const setting = modelSettings.find(({ name }) => name === model);
  const pipeline = pipelines.find(({ name }) => name === row);
  assert.ok(setting !== undefined && pipeline !== undefined);
  return runSession({
    trace,
    truths: truthsOf(trace),
    pipeline,
    server: { ...setting.server, faults: 0 },
    oracle: { ...setting.oracle, horizon: 'place', seed: 1 },
  });
}

describe('a replayed session', () => {
  it('is the same each time', async () => {
    const [one, other] = [await session('ghostline', 'cloud'), await session('ghostline', 'cloud')];
    assert.deepEqual(one.score, other.score);
    assert.deepEqual(one.requests, other.requests);
  });

  it('finds silence and noise for what they are', async () => {
    const [never, noise] = [await session('never', 'steady'), await session('always x', 'steady')];
    assert.deepEqual([never.score.right, never.score.wrong, never.requests.length], [0, 0, 0]);
    assert.deepEqual([noise.score.right, noise.score.wrong], [0, noise.score.keys]);
  });

  it('lets a right model be right with one request that is typed through', async () => {
    const { requests, score } = await session('typed-through + join', 'steady');
    assert.deepEqual(
      requests.map(({ end, text }) => [end, text]),
      [
        ['done', 'onst question = answer + 1;'],
        // Behind the last character nothing follows.
        ['done', ''],
      ],
    );
    assert.equal(score.wrong, 0);
    assert.ok(score.right >= score.bound - 2, `${score.right} of ${score.bound}`);
  });

  it('aborts every reply without a memory, and counts what they cost', async () => {
    const { requests, usedTokens } = await session('request per key', 'slow');
    assert.equal(requests.length, trace.events.length);
    assert.ok(requests.slice(0, -1).every(({ end }) => end === 'aborted'));
    assert.ok(usedTokens <= requests.reduce((sum, { tokens }) => sum + tokens, 0));
  });

  it('never has two replies under way where there is one slot', async () => {
    assert.equal((await session('typed-through + join', 'slow')).mostAtOnce, 1);
  });
});
