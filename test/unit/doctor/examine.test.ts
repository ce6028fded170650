import assert from 'node:assert/strict';
import { type Check, examine, togetherWith } from '../../../src/doctor/examine.ts';
import { type CheckId, type Finding, fine } from '../../../src/doctor/finding.ts';

const good = fine({ kind: 'not remote' });
const never = new AbortController().signal;

/** Timers that pass when the test says so. */
function createTimers() {
  const waiting = new Map<number, Set<() => void>>();
  return {
    after(delayMs: number, callback: () => void) {
      const all = waiting.get(delayMs) ?? new Set();
      waiting.set(delayMs, all.add(callback));
      return () => void all.delete(callback);
    },
    pass: (delayMs: number) => [...(waiting.get(delayMs) ?? [])].map((callback) => callback()),
    armed: () => [...waiting.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

function check(id: CheckId, run: Check['run'], deadlineMs = 1_000): Check {
  return { id, deadlineMs, run };
}

describe('an examination', () => {
  it('runs the checks side by side and tells each finding when it comes', async () => {
    const told: CheckId[] = [];
    const slow = Promise.withResolvers<Finding>();
    const timers = createTimers();
    const end = examine(
      [check('server', () => slow.promise), check('remote', async () => good)],
      timers.after,
      never,
      (id) => told.push(id),
    );
    await new Promise(setImmediate);
    assert.deepEqual(told, ['remote']);
    slow.resolve(good);
    await end;
    assert.deepEqual(told, ['remote', 'server']);
    assert.equal(timers.armed(), 0);
  });

  it('gives up on a check that is late, ends it, and waits for the others', async () => {
    const told = new Map<CheckId, Finding>();
    const timers = createTimers();
    let ended = false;
    const end = examine(
      [
        check('server', (signal) => {
          signal.addEventListener('abort', () => {
            ended = true;
          });
          return new Promise(() => {});
        }),
        check('remote', async () => good, 9_000),
      ],
      timers.after,
      never,
      (id, finding) => told.set(id, finding),
    );
    timers.pass(1_000);
    await end;
    assert.deepEqual(told.get('server')?.fact, { kind: 'too slow', seconds: 1 });
    assert.deepEqual(told.get('server')?.repairs, [{ kind: 'select model' }]);
    assert.equal(told.get('server')?.level, 'failed');
    assert.equal(told.get('remote'), good);
    assert.ok(ended);
  });

  it('stops what is under way, and keeps what was found', async () => {
    const told = new Map<CheckId, Finding>();
    const controller = new AbortController();
    const end = examine(
      [check('remote', async () => good), check('server', () => new Promise(() => {}))],
      createTimers().after,
      controller.signal,
      (id, finding) => told.set(id, finding),
    );
    await new Promise(setImmediate);
    controller.abort();
    await end;
    assert.equal(told.get('remote'), good);
    assert.deepEqual(told.get('server')?.fact, { kind: 'stopped' });
  });

  it('runs nothing under a signal that is aborted already', async () => {
    let ran = false;
    const told: Finding[] = [];
    await examine(
      [
        check('server', async () => {
          ran = true;
          return good;
        }),
      ],
      createTimers().after,
      AbortSignal.abort(),
      (_, finding) => told.push(finding),
    );
    assert.ok(!ran);
    assert.deepEqual(
      told.map(({ fact }) => fact.kind),
      ['stopped'],
    );
  });

  it('names a fault of ours by its class alone: its words may hold code', async () => {
    const told: Finding[] = [];
    await examine(
      [check('request', () => Promise.reject(new RangeError('const secret = 1')))],
      createTimers().after,
      never,
      (_, finding) => told.push(finding),
    );
    assert.deepEqual(told[0]?.fact, { kind: 'broke', detail: 'RangeError' });
  });

  it('checks again what hangs together', () => {
    assert.ok(togetherWith('key').includes('fill'));
    assert.ok(togetherWith('here').includes('settings'));
    assert.ok(!togetherWith('editor').includes('server'));
    assert.ok(togetherWith('editor').includes('editor'));
  });
});
