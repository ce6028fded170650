import assert from 'node:assert/strict';
import type { CacheStorage } from '../../../src/model/cachePorts.ts';
import type { CachedReply } from '../../../src/model/responseCache.ts';
import { dayMs, memoryFolder, memorySecret, openWindow, type Window } from './memoryStorage.ts';

const whole = (text: string): CachedReply => ({ text, stopped: 'end' });
const { signal } = new AbortController();

async function write(window: Window, entries: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, text] of Object.entries(entries)) {
    window.cache.set(key, whole(text));
    await window.cache.idle();
  }
}

async function textsOf(
  window: Window,
  keys: readonly string[],
): Promise<readonly (string | undefined)[]> {
  return Promise.all(keys.map(async (key) => (await window.cache.lookup(key, signal))?.text));
}

describe('cache on disk', () => {
  it('answers after a restart, with how the reply ended', async () => {
    const folder = memoryFolder();
    const before = openWindow(folder);
    before.cache.set('a', { text: 'return 1;\n\ufeff»😀«', stopped: 'enough' });
    await before.cache.idle();
    const after = openWindow(folder);
    assert.deepEqual(await after.cache.lookup('a', signal), {
      text: 'return 1;\n\ufeff»😀«',
      stopped: 'enough',
    });
  });

  it('touches no disk before its first use, and makes no file before the first reply', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    assert.deepEqual(window.storage.calls, []);
    assert.equal(await window.cache.lookup('a', signal), undefined);
    assert.equal(folder.files.size, 0);
  });

  it('knows without the disk, and at once, what it does not have', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1' });
    const window = openWindow(folder);
    await window.cache.lookup('a', signal);
    const calls = window.storage.calls.length;
    assert.equal(window.cache.lookup('b', signal), undefined);
    assert.equal(window.storage.calls.length, calls);
  });

  it('knows so for the first question too when it was opened ahead', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1' });
    const window = openWindow(folder);
    window.cache.warm();
    await window.cache.idle();
    assert.equal(window.cache.lookup('b', signal), undefined);
    assert.deepEqual(await textsOf(window, ['a']), ['1']);
  });

  it('gives the newest reply of a key, and none that was deleted', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    await write(window, { a: '1', b: '2' });
    folder.nowMs += 2_000;
    await write(window, { a: 'newer' });
    window.cache.delete('b');
    await window.cache.idle();
    const texts = ['newer', undefined];
    assert.deepEqual(await textsOf(window, ['a', 'b']), texts);
    assert.deepEqual(await textsOf(openWindow(folder), ['a', 'b']), texts);
  });

  it('shares entries with a window that is already open', async () => {
    const folder = memoryFolder();
    const [one, other] = [openWindow(folder), openWindow(folder)];
    await write(other, { own: '1' });
    await write(one, { a: '2' });
    folder.nowMs += 16_000;
    assert.equal(other.cache.lookup('a', signal), undefined);
    await other.cache.idle();
    assert.deepEqual(await textsOf(other, ['a']), ['2']);
  });

  it('keeps no reply that would not come back as it was', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { half: 'a\ud800b', huge: 'x'.repeat(300_000), good: '1' });
    assert.deepEqual(await textsOf(openWindow(folder), ['half', 'huge', 'good']), [
      undefined,
      undefined,
      '1',
    ]);
  });

  it('reads nothing for a question that was withdrawn', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    await write(window, { a: '1' });
    assert.equal(await window.cache.lookup('a', AbortSignal.abort()), undefined);
  });
});

describe('cache on disk: secrecy', () => {
  const code = 'const totalPriceOfOrder = quantity * unitPriceInCents;';

  it('S39 leaves no eight characters of code or key readable in any file or name', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    await write(window, { [`prefix ${code}`]: `reply ${code}` });
    const everything = [...folder.files]
      .map(([name, { content }]) => name + Buffer.from(content).toString('latin1'))
      .join('\n');
    for (let at = 0; at + 8 <= code.length; at++) {
      assert.ok(!everything.includes(code.slice(at, at + 8)), code.slice(at, at + 8));
    }
  });

  it('S39 gives nothing whatever byte of a file was changed', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: 'only this answer' });
    const name = [...folder.files.keys()].find((one) => one.endsWith('.replies'));
    const file = folder.files.get(name ?? '');
    assert.ok(file);
    const original = file.content;
    for (let at = 0; at < original.length; at++) {
      file.content = original.slice();
      file.content[at] = (file.content[at] ?? 0) ^ 1;
      assert.deepEqual(await textsOf(openWindow(folder), ['a']), [undefined], `byte ${at}`);
    }
    file.content = original;
    assert.deepEqual(await textsOf(openWindow(folder), ['a']), ['only this answer']);
  });

  it('R27 says once that entries are damaged, and serves the others', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1111', b: '2222', c: '3333' });
    const name = [...folder.files.keys()].find((one) => one.endsWith('.replies'));
    const content = folder.files.get(name ?? '')?.content;
    assert.ok(content);
    const recordBytes = content.length / 3;
    content[recordBytes - 1]! ^= 1;
    content[2 * recordBytes - 1]! ^= 1;
    const window = openWindow(folder);
    assert.deepEqual(await textsOf(window, ['a', 'b', 'c']), [undefined, undefined, '3333']);
    assert.deepEqual(window.warnings, ['cache on disk: dropped a damaged entry']);
    assert.equal(window.cache.lookup('a', signal), undefined);
  });
});

describe('cache on disk: clearing', () => {
  it('S40 removes files and key, so that a copy of the files is of no use', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    await write(window, { a: '1' });
    const copy = [...folder.files].filter(([name]) => name.endsWith('.replies'));
    const oldKey = Buffer.from(folder.files.get('key')?.content ?? []).toString();
    await window.cache.clear();
    assert.equal(folder.files.size, 0);
    assert.equal(window.cache.lookup('a', signal), undefined);
    await write(window, { b: '2' });
    assert.notEqual(Buffer.from(folder.files.get('key')?.content ?? []).toString(), oldKey);
    for (const [name, file] of copy) {
      folder.files.set(name, file);
    }
    assert.deepEqual(await textsOf(openWindow(folder), ['a', 'b']), [undefined, '2']);
  });

  it('S40 reaches the other windows: they forget too and go on under the new key', async () => {
    const folder = memoryFolder();
    const [one, other] = [openWindow(folder), openWindow(folder)];
    await write(one, { a: '1' });
    await write(other, { b: '2' });
    await one.cache.clear();
    other.cache.set('c', whole('3'));
    await other.cache.idle();
    assert.equal(other.erased, 1);
    assert.deepEqual(await textsOf(other, ['a', 'b']), [undefined, undefined]);
    await write(other, { d: '4' });
    assert.deepEqual(await textsOf(openWindow(folder), ['a', 'b', 'd']), [
      undefined,
      undefined,
      '4',
    ]);
  });

  it('gives nothing that was being read or written meanwhile', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    await write(window, { a: '1' });
    const found = window.cache.lookup('a', signal);
    window.cache.set('b', whole('2'));
    await Promise.all([window.cache.clear(), window.cache.idle()]);
    assert.equal(await found, undefined);
    assert.deepEqual(await textsOf(openWindow(folder), ['a', 'b']), [undefined, undefined]);
    assert.equal(folder.files.size, 0);
  });

  it('S40 makes everything unreadable also where files stay', async () => {
    const folder = memoryFolder();
    const faults = {};
    const window = openWindow(folder, { faults });
    await write(window, { a: '1' });
    Object.assign(faults, { failing: { operations: ['list'], code: 'EIO' } });
    await assert.rejects(window.cache.clear(), { code: 'EIO' });
    assert.ok([...folder.files.keys()].some((name) => name.endsWith('.replies')));
    assert.deepEqual(await textsOf(openWindow(folder), ['a']), [undefined]);
  });

  it('tells that the disk refused, after it tried everything', async () => {
    const folder = memoryFolder();
    const faults = {};
    const window = openWindow(folder, { faults });
    await write(window, { a: '1' });
    Object.assign(faults, { failing: { operations: ['remove'], code: 'EACCES' } });
    await assert.rejects(window.cache.clear(), { code: 'EACCES' });
    assert.equal(window.cache.lookup('a', signal), undefined);
  });
});

describe('cache on disk: the data key', () => {
  it('moves to the secret storage when the user puts an API key there, and entries stay', async () => {
    const folder = memoryFolder();
    const secret = memorySecret();
    const [one, other] = [openWindow(folder, { secret }), openWindow(folder, { secret })];
    await write(one, { a: '1' });
    await write(other, { b: '2' });
    await one.cache.protect();
    assert.ok(!folder.files.has('key'));
    await write(other, { c: '3' });
    assert.equal(other.erased, 0);
    const texts = await textsOf(openWindow(folder, { secret }), ['a', 'b', 'c']);
    assert.deepEqual(texts, ['1', '2', '3']);
    assert.deepEqual(
      await textsOf(openWindow(folder), ['a']),
      [undefined],
      'without the secret storage',
    );
  });

  it('is never put into the secret storage but by a command of the user', async () => {
    const folder = memoryFolder();
    const secret = memorySecret();
    const window = openWindow(folder, { secret });
    await write(window, { a: '1' });
    await window.cache.clear();
    await write(window, { a: '1' });
    await window.cache.protect();
    assert.equal(secret.stored.length, 1);
    await window.cache.erase();
    assert.deepEqual([secret.stored.length, secret.value], [1, undefined]);
  });

  it('S40 is replaced in the secret storage when the user clears', async () => {
    const folder = memoryFolder();
    const secret = memorySecret();
    const window = openWindow(folder, { secret });
    await window.cache.protect();
    await write(window, { a: '1' });
    await window.cache.clear();
    assert.equal(new Set(secret.stored).size, 2);
    assert.ok(!folder.files.has('key'));
  });

  it('is made anew when a crash left a part of it', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1' });
    const file = folder.files.get('key');
    assert.ok(file);
    file.content = file.content.slice(0, 20);
    const window = openWindow(folder);
    assert.deepEqual(await textsOf(window, ['a']), [undefined]);
    await write(window, { b: '2' });
    assert.deepEqual(await textsOf(openWindow(folder), ['b']), ['2']);
    assert.deepEqual(window.warnings, []);
  });
});

describe('cache on disk: faults', () => {
  it('R29 loses nothing but what was being written, wherever the window dies', async () => {
    const complete = memoryFolder();
    await write(openWindow(complete), { a: 'first', b: 'second' });
    const before = [...complete.files].map(
      ([name, { content }]) => [name, content.slice()] as const,
    );
    const sizeOf = (folder: typeof complete) =>
      [...folder.files.values()].reduce((sum, { content }) => sum + content.length, 0);
    const sizeBefore = sizeOf(complete);
    await write(openWindow(complete), { c: 'third' });
    const recordBytes = sizeOf(complete) - sizeBefore;
    assert.ok(recordBytes > 50);
    for (let bytes = 0; bytes < recordBytes; bytes++) {
      const folder = memoryFolder();
      for (const [name, content] of before) {
        folder.files.set(name, { content: content.slice(), modifiedAtMs: folder.nowMs });
      }
      const dying = openWindow(folder, { faults: { killAfterBytes: bytes } });
      await dying.cache.lookup('a', signal);
      dying.cache.set('c', whole('third'));
      while (sizeOf(folder) < sizeBefore + bytes || !dying.storage.calls.includes('append')) {
        await new Promise(setImmediate);
      }
      const next = openWindow(folder);
      assert.deepEqual(await textsOf(next, ['a', 'b', 'c']), ['first', 'second', undefined]);
      await write(next, { d: 'fourth' });
      assert.deepEqual(await textsOf(openWindow(folder), ['a', 'b', 'd']), [
        'first',
        'second',
        'fourth',
      ]);
    }
  });

  const writes: readonly (keyof CacheStorage)[] = ['append', 'create'];
  for (const code of ['ENOSPC', 'EACCES', 'EROFS']) {
    it(`R27 goes on in memory when writing ends with ${code}, with one line in the log`, async () => {
      const folder = memoryFolder();
      await write(openWindow(folder), { a: '1' });
      const window = openWindow(folder, { faults: { failing: { operations: writes, code } } });
      await write(window, { b: '2', c: '3' });
      assert.deepEqual(window.warnings, [`cache on disk: no writes, ${code}`]);
      assert.deepEqual(await textsOf(window, ['a', 'b']), ['1', undefined]);
    });
  }

  for (const operation of ['list', 'read'] as const) {
    it(`R27 is off for the session when ${operation} fails, with one line in the log`, async () => {
      const folder = memoryFolder();
      await write(openWindow(folder), { a: '1' });
      const failing = { operations: [operation], code: 'EIO' };
      const window = openWindow(folder, { faults: { failing } });
      assert.deepEqual(await textsOf(window, ['a', 'b']), [undefined, undefined]);
      await write(window, { c: '3' });
      assert.equal(window.cache.lookup('c', signal), undefined);
      assert.deepEqual(window.warnings, ['cache on disk: off, EIO']);
    });
  }

  it('R27 ignores files that are noise, cut or empty', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1' });
    const [segment = ''] = [...folder.files.keys()].filter((name) => name.endsWith('.replies'));
    const named = (tail: string) => `${segment.slice(0, 9)}${tail}.replies`;
    const { nowMs: modifiedAtMs } = folder;
    folder.files.set(named('empty'), { content: new Uint8Array(), modifiedAtMs });
    folder.files.set(named('zeros'), { content: new Uint8Array(5_000), modifiedAtMs });
    folder.files.set(named('noise'), {
      content: Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7919) & 255),
      modifiedAtMs,
    });
    const window = openWindow(folder);
    await write(window, { b: '2' });
    assert.deepEqual(await textsOf(window, ['a', 'b']), ['1', '2']);
    assert.deepEqual(window.warnings, []);
  });

  it('R28 loses nothing when two windows write at the same time', async () => {
    const folder = memoryFolder();
    const windows = [openWindow(folder), openWindow(folder)] as const;
    const keys: string[] = [];
    for (let count = 0; count < 300; count++) {
      for (const [at, { cache }] of windows.entries()) {
        keys.push(`${at}:${count}`);
        cache.set(`${at}:${count}`, whole(`${at}:${count}`));
      }
      if (count % 7 === 0) {
        await Promise.resolve();
      }
    }
    await Promise.all(windows.map(({ cache }) => cache.idle()));
    const after = openWindow(folder);
    assert.deepEqual(await textsOf(after, keys), keys);
    assert.deepEqual(
      windows.flatMap(({ warnings }) => warnings),
      [],
    );
  });
});

describe('cache on disk: bounds', () => {
  const sizeOf = (folder: ReturnType<typeof memoryFolder>) =>
    [...folder.files.values()].reduce((sum, { content }) => sum + content.length, 0);

  it('S42 stays below its size under 20,000 replies, the oldest going first', async () => {
    const folder = memoryFolder();
    const maxBytes = 1_048_576;
    const window = openWindow(folder, { maxBytes });
    let largest = 0;
    for (let count = 0; count < 20_000; count += 500) {
      for (let one = 0; one < 500; one++) {
        window.cache.set(`key ${count + one}`, whole(`answer ${count + one} `.repeat(10)));
      }
      await window.cache.idle();
      folder.nowMs += 1_000;
      largest = Math.max(largest, sizeOf(folder));
    }
    assert.ok(largest <= maxBytes, `${largest} bytes`);
    assert.ok(largest > maxBytes / 2, `${largest} bytes`);
    const after = openWindow(folder, { maxBytes });
    const [first, last] = await textsOf(after, ['key 0', 'key 19999']);
    assert.equal(first, undefined);
    assert.equal(last, 'answer 19999 '.repeat(10));
    assert.ok(window.cache.stats.entries < 20_000);
  }).timeout(40_000);

  it('S42 gives nothing older than its age, and removes the file', async () => {
    const folder = memoryFolder();
    const old = openWindow(folder);
    await write(old, { a: '1' });
    folder.nowMs += 10 * dayMs;
    await write(openWindow(folder), { b: '2' });
    folder.nowMs += 5 * dayMs;
    assert.equal(old.cache.lookup('a', signal), undefined, 'in a window that stayed open');
    const after = openWindow(folder);
    assert.deepEqual(await textsOf(after, ['a', 'b']), [undefined, '2']);
    assert.equal([...folder.files.keys()].filter((name) => name.endsWith('.replies')).length, 1);
  });

  it('R26 serves entries when the clock is a day ahead or behind', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1' });
    for (const shiftMs of [dayMs, -dayMs, -3_600_000]) {
      folder.nowMs += shiftMs;
      const window = openWindow(folder);
      await write(window, { [`at ${shiftMs}`]: '2' });
      assert.deepEqual(await textsOf(openWindow(folder), ['a', `at ${shiftMs}`]), ['1', '2']);
      folder.nowMs -= shiftMs;
    }
  });

  it('merges the segments of windows that are gone, and loses none of their entries', async () => {
    const folder = memoryFolder();
    const keys = Array.from({ length: 20 }, (_, at) => `key ${at}`);
    for (const key of keys) {
      await write(openWindow(folder), { [key]: key });
      folder.nowMs += 1_000;
    }
    folder.nowMs += 2 * dayMs;
    for (let start = 0; start < 3; start++) {
      await textsOf(openWindow(folder), ['any']);
      folder.nowMs += 2 * dayMs;
    }
    const segments = [...folder.files.keys()].filter((name) => name.endsWith('.replies'));
    assert.ok(segments.length < 8, `${segments.length} segments`);
    assert.deepEqual(await textsOf(openWindow(folder), keys), keys);
  });

  it('removes what killed windows left: drafts after an hour, entries under other keys by age', async () => {
    const folder = memoryFolder();
    await write(openWindow(folder), { a: '1' });
    const put = (name: string, ageMs: number) =>
      folder.files.set(name, { content: new Uint8Array(9), modifiedAtMs: folder.nowMs - ageMs });
    put('old.tmp', 7_200_000);
    put('new.tmp', 1_000);
    put('00000000-0.replies', 15 * dayMs);
    put('00000000-1.replies', 13 * dayMs);
    await textsOf(openWindow(folder), ['a']);
    const left = ['old.tmp', 'new.tmp', '00000000-0.replies', '00000000-1.replies'].filter((name) =>
      folder.files.has(name),
    );
    assert.deepEqual(left, ['new.tmp', '00000000-1.replies']);
  });

  it('goes on when its own file was removed under it', async () => {
    const folder = memoryFolder();
    const window = openWindow(folder);
    await write(window, { a: '1' });
    for (const name of [...folder.files.keys()].filter((one) => one.endsWith('.replies'))) {
      folder.files.delete(name);
    }
    assert.deepEqual(await textsOf(window, ['a']), [undefined]);
    await write(window, { b: '2' });
    assert.deepEqual(await textsOf(window, ['b']), ['2']);
    assert.deepEqual(await textsOf(openWindow(folder), ['b']), ['2']);
    assert.deepEqual(window.warnings, []);
  });
});
