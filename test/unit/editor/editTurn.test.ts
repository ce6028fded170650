import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { createTurns } from '../../../src/editor/editTurn.ts';

const [one, other] = [{} as TextDocument, {} as TextDocument];

describe('turns in a document', () => {
  it('begin when the one before has given the document back', async () => {
    const turns = createTurns();
    const first = await turns.take(one);
    const events: string[] = [];
    const second = turns.take(one).then((turn) => {
      events.push('second begins');
      return turn;
    });
    assert.ok(first.controller.signal.aborted);
    events.push('first ends');
    first.end();
    assert.ok(!(await second).controller.signal.aborted);
    assert.deepEqual(events, ['first ends', 'second begins']);
  });

  it('are one at a time, also when several wait', async () => {
    const turns = createTurns();
    const first = await turns.take(one);
    const waiting = [turns.take(one), turns.take(one)];
    first.end();
    const [second, third] = waiting;
    (await second)?.end();
    assert.ok(!(await third)?.controller.signal.aborted);
  });

  it('do not wait for another document, nor for one that is over', async () => {
    const turns = createTurns();
    const first = await turns.take(one);
    const elsewhere = await turns.take(other);
    assert.ok(!first.controller.signal.aborted);
    elsewhere.end();
    elsewhere.end();
    assert.ok(!(await turns.take(other)).controller.signal.aborted);
  });
});
