import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { createCacheStorage } from '../../src/editor/cacheStorage.ts';
import { openDiskCache } from '../../src/editor/diskCache.ts';
import { createPersistentCache } from '../../src/model/persistentCache.ts';
import type { DiskReplies } from '../../src/model/responseCache.ts';

const { signal } = new AbortController();

let windowProgram = '';
let root = '';
let folder = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'ghostline-cache-'));
  folder = path.join(root, 'replies');
});

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
  rmSync(root, { recursive: true, force: true });
});

function openCache(warnings: string[] = []): DiskReplies {
  const silent = () => {};
  return createPersistentCache({
    storage: createCacheStorage(folder),
    secret: { get: async () => undefined, store: async () => {}, delete: async () => {} },
    limits: { maxBytes: 64 * 1_048_576, maxAgeMs: 14 * 24 * 3_600_000 },
    now: Date.now,
    log: {
      trace: silent,
      debug: silent,
      info: silent,
      warn: (message) => warnings.push(message),
      error: (message) => warnings.push(message),
    },
    onErased: silent,
  });
}

/** A window in a process of its own; it tells each key that is on disk. */
function startWindow(name: string, entries: number): ChildProcess {
  const child = fork(windowProgram, [folder, name, String(entries)]);
  children.push(child);
  return child;
}

const textOf = async (cache: DiskReplies, key: string) => (await cache.lookup(key, signal))?.text;

describe('cache on a real disk', () => {
  it('answers after a restart', async () => {
    const before = openCache();
    before.set('a', { text: 'return 1;', stopped: 'enough' });
    await before.idle();
    assert.deepEqual(await openCache().lookup('a', signal), {
      text: 'return 1;',
      stopped: 'enough',
    });
  });

  it('S38 makes a folder and files that nobody else can read, also in a folder that was open', async () => {
    const mask = process.umask(0);
    try {
      mkdirSync(folder, { mode: 0o777 });
      const cache = openCache();
      cache.set('a', { text: '1', stopped: 'end' });
      await cache.idle();
    } finally {
      process.umask(mask);
    }
    const modes = ['.', ...readdirSync(folder)].map((name) => [
      name,
      statSync(path.join(folder, name)).mode & 0o777,
    ]);
    assert.equal(modes.length, 4, 'the folder, a key, a tag and a segment');
    for (const [name, mode] of modes) {
      assert.equal(mode, name === '.' ? 0o700 : 0o600, String(name));
    }
    assert.deepEqual(readdirSync(root), ['replies'], 'nothing is written elsewhere');
  });

  it('S39 leaves no eight characters of a source file readable', async () => {
    const source = readFileSync('src/model/responseCache.ts', 'utf8');
    const cache = openCache();
    const lines = source.split('\n').filter((line) => line.trim().length >= 8);
    for (const [at, line] of lines.entries()) {
      cache.set(`${at} ${source.slice(0, 2_000)}`, { text: line, stopped: 'end' });
    }
    await cache.idle();
    assert.equal(cache.stats.entries, lines.length);
    const everything = readdirSync(folder)
      .map((name) => name + readFileSync(path.join(folder, name), 'latin1'))
      .join('\n');
    const readable = new Set<string>();
    for (let at = 0; at + 8 <= source.length; at++) {
      if (everything.includes(source.slice(at, at + 8))) {
        readable.add(source.slice(at, at + 8));
      }
    }
    assert.deepEqual([...readable], []);
  }).timeout(20_000);

  it('S40 removes the files and the key', async () => {
    const cache = openCache();
    cache.set('a', { text: '1', stopped: 'end' });
    await cache.idle();
    writeFileSync(path.join(folder, 'left-by-a-crash.tmp'), 'x');
    await cache.clear();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(await textOf(openCache(), 'a'), undefined);
  });

  it('R27 goes on in memory where the disk refuses, with one line in the log', async () => {
    // A file where the folder should be: also the administrator, who may write everywhere, fails.
    writeFileSync(folder, 'not a folder');
    const warnings: string[] = [];
    const cache = openCache(warnings);
    assert.equal(await textOf(cache, 'a'), undefined);
    cache.set('a', { text: '1', stopped: 'end' });
    await cache.idle();
    assert.equal(cache.lookup('a', signal), undefined);
    assert.deepEqual(warnings, ['cache on disk: off, ENOTDIR']);
  });

  it('R27 reads a folder that became read-only, and works again after a clear', async () => {
    const first = openCache();
    first.set('a', { text: '1', stopped: 'end' });
    await first.idle();
    chmodSync(folder, 0o500);
    try {
      assert.equal(await textOf(openCache(), 'a'), '1');
    } finally {
      chmodSync(folder, 0o700);
    }
    const cache = openCache();
    await cache.clear();
    cache.set('b', { text: '2', stopped: 'end' });
    await cache.idle();
    assert.equal(await textOf(openCache(), 'b'), '2');
  });
});

describe('cache on a real disk: settings', () => {
  const silent = () => {};
  const openWith = (persist: boolean, secrets = new Map<string, string>()) =>
    openDiskCache({
      folder: root,
      secrets: {
        get: async (name) => secrets.get(name),
        store: async (name, value) => void secrets.set(name, value),
        delete: async (name) => void secrets.delete(name),
      },
      settings: { 'cache.persist': persist, 'cache.maxMegabytes': 64, 'cache.maxAgeDays': 14 },
      log: { trace: silent, debug: silent, info: silent, warn: assert.fail, error: assert.fail },
      onErased: assert.fail,
    });

  it('writes nothing when persistence is off, and removes what was there with its key', async () => {
    const secrets = new Map<string, string>();
    const cache = await openWith(true, secrets);
    cache?.set('a', { text: '1', stopped: 'end' });
    await cache?.protect();
    await cache?.idle();
    assert.ok(readdirSync(folder).some((name) => name.endsWith('.replies')));
    assert.equal(secrets.size, 1);
    assert.equal(await openWith(false, secrets), undefined);
    assert.deepEqual([readdirSync(folder), secrets.size], [[], 0]);
  });

  it('does not even make a folder when persistence was never on', async () => {
    assert.equal(await openWith(false), undefined);
    assert.deepEqual(readdirSync(root), []);
  });
});

describe('cache on a real disk: several windows', () => {
  before(async () => {
    windowProgram = path.join(mkdtempSync(path.join(tmpdir(), 'ghostline-window-')), 'window.cjs');
    await build({
      entryPoints: ['test/integration/cacheWindow.ts'],
      bundle: true,
      platform: 'node',
      outfile: windowProgram,
    });
  });

  after(() => rmSync(path.dirname(windowProgram), { recursive: true, force: true }));

  it('R28 loses none of 2,000 entries that two processes write at the same time', async () => {
    const windows = [startWindow('one', 1_000), startWindow('two', 1_000)];
    const codes = await Promise.all(windows.map(async (child) => (await once(child, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0]);
    const warnings: string[] = [];
    const cache = openCache(warnings);
    for (const name of ['one', 'two']) {
      for (let count = 0; count < 1_000; count++) {
        assert.equal(await textOf(cache, `${name} ${count}`), `answer ${name} ${count}`);
      }
    }
    assert.deepEqual(warnings, []);
  }).timeout(20_000);

  it('R29 keeps every entry written before a kill, 30 times over', async () => {
    const warnings: string[] = [];
    const written: string[] = [];
    for (let round = 0; round < 10; round++) {
      const ends = [0, 1, 2].map(async (window) => {
        const child = startWindow(`round ${round} window ${window}`, 1_000_000);
        let known = 0;
        child.on('message', (key) => {
          written.push(String(key));
          known += 1;
          if (known > 1 + ((round + window) % 5)) {
            child.kill('SIGKILL');
          }
        });
        return (await once(child, 'exit'))[1];
      });
      assert.deepEqual(await Promise.all(ends), ['SIGKILL', 'SIGKILL', 'SIGKILL']);
    }
    const cache = openCache(warnings);
    assert.ok(written.length >= 60);
    for (const key of written) {
      assert.equal(await textOf(cache, key), `answer ${key}`);
    }
    cache.set('after', { text: '1', stopped: 'end' });
    await cache.idle();
    assert.equal(await textOf(openCache(warnings), 'after'), '1');
    assert.deepEqual(warnings, []);
  }).timeout(60_000);
});
