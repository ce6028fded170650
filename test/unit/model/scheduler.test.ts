import assert from 'node:assert/strict';
import { Preempted, type Priority } from '../../../src/model/client.ts';
import { createScheduler, type Ticket } from '../../../src/model/scheduler.ts';

/** A scheduler whose requests have names, and the order in which they got their turn. */
function scheduled(slots = 1) {
  const scheduler = createScheduler(slots);
  const order: string[] = [];
  const ended: string[] = [];
  const enter = (name: string, priority: Priority): Ticket => {
    const end = new AbortController();
    end.signal.addEventListener('abort', () => {
      assert.ok(end.signal.reason instanceof Preempted);
      ended.push(name);
    });
    const ticket = scheduler.enter(priority, end);
    void ticket.turn.then(() => order.push(name));
    return ticket;
  };
  return { enter, order, ended };
}

const turns = () => new Promise(setImmediate);

describe('scheduler', () => {
  it('gives a free server at once, and its slot to one request at a time', async () => {
    const { enter, order } = scheduled();
    const first = enter('first', 'keystroke');
    assert.ok(first.hasTurn());
    const second = enter('second', 'keystroke');
    await turns();
    assert.deepEqual([second.hasTurn(), order], [false, ['first']]);
    first.leave();
    await turns();
    assert.deepEqual([second.hasTurn(), order], [true, ['first', 'second']]);
  });

  it('gives as many at once as there are slots', () => {
    const { enter } = scheduled(2);
    const had = ['a', 'b', 'c'].map((name) => enter(name, 'explicit').hasTurn());
    assert.deepEqual(had, [true, true, false]);
  });

  it('takes keystrokes first, then explicit work, then background work, each in its order', async () => {
    const { enter, order } = scheduled();
    const running = enter('running', 'explicit');
    const tickets = [
      enter('prefetch', 'prefetch'),
      enter('explain', 'explicit'),
      enter('key 1', 'keystroke'),
      enter('key 2', 'keystroke'),
    ];
    running.leave();
    for (const index of [2, 3, 1, 0]) {
      await turns();
      tickets[index]?.leave();
    }
    assert.deepEqual(order, ['running', 'key 1', 'key 2', 'explain', 'prefetch']);
  });

  it('ends background work for a keystroke, whose turn comes when the socket is closed', async () => {
    const { enter, order, ended } = scheduled();
    const prefetch = enter('prefetch', 'prefetch');
    const key = enter('key', 'keystroke');
    await turns();
    assert.deepEqual([ended, key.hasTurn()], [['prefetch'], false]);
    prefetch.leave();
    await turns();
    assert.deepEqual(order, ['prefetch', 'key']);
  });

  it('ends background work for explicit work too, and only as much as is needed', () => {
    const { enter, ended } = scheduled(2);
    enter('prefetch 1', 'prefetch');
    enter('prefetch 2', 'prefetch');
    enter('explain', 'explicit');
    assert.deepEqual(ended, ['prefetch 1']);
    enter('key', 'keystroke');
    assert.deepEqual(ended, ['prefetch 1', 'prefetch 2']);
    enter('more', 'keystroke');
    assert.deepEqual(ended, ['prefetch 1', 'prefetch 2']);
  });

  it('never ends what the user asked for, nor anything for background work', () => {
    const { enter, ended } = scheduled();
    enter('explain', 'explicit');
    enter('key', 'keystroke');
    enter('prefetch', 'prefetch');
    assert.deepEqual(ended, []);
  });

  it('lets keystrokes overtake explicit work three times, not for ever', async () => {
    const { enter, order } = scheduled();
    let running = enter('key 0', 'keystroke');
    const explain = enter('explain', 'explicit');
    for (let count = 1; !explain.hasTurn(); count++) {
      const next = enter(`key ${count}`, 'keystroke');
      running.leave();
      running = next;
      await turns();
    }
    assert.deepEqual(order, ['key 0', 'key 1', 'key 2', 'key 3', 'explain']);
  });

  it('forgets who leaves before the turn', async () => {
    const { enter, order } = scheduled();
    const running = enter('running', 'keystroke');
    const left = enter('left', 'keystroke');
    const last = enter('last', 'keystroke');
    left.leave();
    running.leave();
    await turns();
    assert.deepEqual([order, last.hasTurn(), left.hasTurn()], [['running', 'last'], true, false]);
  });

  it('raises background work that somebody waits for, also against being ended', async () => {
    const { enter, order, ended } = scheduled();
    const running = enter('running', 'explicit');
    const raised = enter('raised', 'prefetch');
    enter('explain', 'explicit');
    raised.raise('keystroke');
    raised.raise('prefetch');
    running.leave();
    await turns();
    enter('key', 'keystroke');
    assert.deepEqual([order, ended], [['running', 'raised'], []]);
  });
});
