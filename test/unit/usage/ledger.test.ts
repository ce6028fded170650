import assert from 'node:assert/strict';
import { createLedger } from '../../../src/usage/ledger.ts';
import type { Rows } from '../../../src/usage/row.ts';
import { memoryStorage, rowsOf } from './support.ts';

describe('the ledger', () => {
  let disk: ReturnType<typeof memoryStorage>;
  let today: string;
  let warnings: string[];
  const open = (windowId: string) =>
    createLedger({
      storage: disk.storage,
      today: () => today,
      windowId,
      log: { warn: (text) => warnings.push(String(text)) },
    });
  const requestsIn = (rows: Rows) => [...rows.values()].reduce((sum, row) => sum + row.requests, 0);
  const one = () => rowsOf({ day: today, requests: 1 });
  beforeEach(() => {
    disk = memoryStorage();
    today = '2026-11-25';
    warnings = [];
  });

  it('adds up what several windows counted, whatever their order', async () => {
    const [a, b] = [open('a'), open('b')];
    await Promise.all([a.add(one()), b.add(one()), b.add(one())].map((work) => work));
    await a.add(one());
    await b.add(one());
    assert.equal(requestsIn(await open('c').read()), requestsIn(await a.read()));
    assert.ok([...disk.files.keys()].every((name) => /^2026-11-25 [ab]-1\.json$/.test(name)));
  });

  it('loses no count of windows that write in turn', async () => {
    const windows = ['a', 'b', 'c'].map(open);
    for (let round = 0; round < 20; round++) {
      await Promise.all(windows.map((window) => window.add(one())));
    }
    assert.equal(requestsIn(await open('d').read()), 60);
  });

  it('folds the files of past days into one and counts each once', async () => {
    await open('a').add(one());
    await open('b').add(one());
    today = '2026-11-26';
    assert.equal(requestsIn(await open('c').read()), 2);
    assert.equal(disk.files.size, 2, 'a window that slept may still write');
    today = '2026-11-27';
    for (let reads = 0; reads < 3; reads++) {
      assert.equal(requestsIn(await open('c').read()), 2);
    }
    assert.deepEqual([...disk.files.keys()].sort(), [
      '2026-11-25 a-1.json',
      '2026-11-25 b-1.json',
      'history.json',
    ]);
    today = '2026-11-28';
    assert.equal(requestsIn(await open('c').read()), 2);
    assert.deepEqual([...disk.files.keys()], ['history.json']);
    assert.equal(requestsIn(await open('c').read()), 2);
  });

  it('counts each once when two windows fold at one time', async () => {
    await open('a').add(one());
    await open('b').add(one());
    today = '2026-12-01';
    await Promise.all([open('c').read(), open('d').read()]);
    assert.equal(requestsIn(await open('e').read()), 2);
    today = '2026-12-02';
    await Promise.all([open('c').read(), open('d').read()]);
    assert.equal(requestsIn(await open('e').read()), 2);
  });

  it('counts a window that goes on for days, and when the clock is set back', async () => {
    const window = open('a');
    await window.add(one());
    today = '2099-01-01';
    await window.add(one());
    assert.equal(requestsIn(await open('b').read()), 2);
    today = '2026-11-25';
    await window.add(one());
    assert.equal(requestsIn(await open('b').read()), 3);
    today = '2026-11-28';
    await window.add(one());
    assert.equal(requestsIn(await open('b').read()), 4);
    assert.equal(requestsIn(await open('b').read()), 4);
  });

  for (const text of ['', '{"rows":', '[{"requests":"many"}]', 'null']) {
    it(`sets ${JSON.stringify(text)} aside and counts anew`, async () => {
      const window = open('a');
      await window.add(one());
      disk.files.set('2026-11-25 a-1.json', text);
      assert.equal(requestsIn(await window.read()), 0);
      assert.equal(disk.files.get('damaged.json'), text);
      assert.match(warnings.join(), /2026-11-25 a-1\.json is damaged/);
      await window.add(one());
      assert.equal(requestsIn(await window.read()), 1);
    });
  }

  it('counts the files that a damaged history had taken in', async () => {
    await open('a').add(one());
    today = '2026-11-28';
    await open('b').read();
    disk.files.set('history.json', '{"rows":[],"folded":[]}');
    assert.equal(requestsIn(await open('b').read()), 1);
  });

  it('says when the disk refuses, and reads what it can', async () => {
    const window = open('a');
    await window.add(one());
    disk.refusals.write = true;
    assert.equal(await window.add(one()), false);
    assert.match(warnings.join(), /not written, Error: ENOSPC/);
    assert.equal(requestsIn(await window.read()), 1);
    today = '2026-12-24';
    assert.equal(requestsIn(await window.read()), 1);
    assert.match(warnings.join(), /not tidied, Error: ENOSPC/);
  });

  it('forgets everything, and counts on', async () => {
    const window = open('a');
    await window.add(one());
    today = '2026-11-28';
    await window.add(one());
    await window.read();
    await open('b').clear();
    assert.equal(disk.files.size, 0);
    await window.add(one());
    assert.equal(requestsIn(await window.read()), 1);
  });
});
