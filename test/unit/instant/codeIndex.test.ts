import assert from 'node:assert/strict';
import { createInstantEngine } from '../../../src/instant/engine.ts';
import { ask, engineWith, talkative, update, uriOf } from './support.ts';

const { signal: never } = new AbortController();

/** Lines that belong to one seed alone. */
function source(seed: number, lines: number): string {
  return Array.from(
    { length: lines },
    (_, line) =>
      `  const value${seed} = compute${seed}(first, second[${line}], "text ${seed}"); // note\n`,
  ).join('');
}

describe('index of the instant engine', () => {
  it('counts files and characters, also after changes', async () => {
    const engine = await engineWith({ 'a.ts': 'let a = 1;\n', 'b.ts': 'let b = 2;\n' });
    await update(engine, 'a.ts', 'let a;\n');
    assert.deepEqual([engine.stats.files, engine.stats.characters], [2, 18]);
    engine.clear();
    assert.deepEqual([engine.stats.files, engine.stats.characters], [0, 0]);
  });

  it('takes at most six bytes per byte of source', async () => {
    const files = Array.from({ length: 40 }, (_, file) => [`${file}.ts`, source(file, 200)]);
    const engine = await engineWith(Object.fromEntries(files));
    assert.ok(engine.stats.bytes < 6 * engine.stats.characters);
  });

  it('stays in its bounds and forgets what was updated longest ago', async () => {
    const limits = { maxCharacters: 30_000 };
    const engine = await engineWith({}, { limits });
    for (let file = 0; file < 50; file++) {
      await update(engine, `${file}.ts`, source(file, 100));
      assert.ok(engine.stats.characters <= limits.maxCharacters);
    }
    assert.equal(ask(engine, '  const value0 = compute0(first, █'), undefined);
    assert.ok(ask(engine, '  const value49 = compute49(first, █'));
  });

  it('does not grow while the same files change again and again', async () => {
    const engine = await engineWith({});
    const touch = async (round: number) => {
      for (let file = 0; file < 50; file++) {
        await update(engine, `${file}.ts`, source(file, 20 + (round % 3)));
      }
    };
    for (let round = 0; round < 3; round++) {
      await touch(round);
    }
    const { bytes } = engine.stats;
    for (let round = 0; round < 12; round++) {
      await touch(round);
    }
    assert.ok(engine.stats.bytes < bytes * 1.5, `${engine.stats.bytes} over ${bytes}`);
  });

  it('refuses long, minified, binary and generated files, and forgets their earlier version', async () => {
    const engine = await engineWith(
      { 'a.ts': 'let a = 1;\n' },
      { limits: { maxFileCharacters: 5000 } },
    );
    await update(engine, 'long.ts', source(1, 100));
    await update(engine, 'bundle.js', `var a=1;${'f(a);'.repeat(900)}\n`);
    await update(engine, 'data.ts', 'let a = "\0";\n');
    await update(engine, 'package-lock.json', '{ "a": 1 }\n');
    await update(engine, 'jquery.min.js', 'let a;\n');
    await update(engine, 'a.ts', '\0');
    assert.equal(engine.stats.files, 0);
  });

  it('yields after each slice', async () => {
    let time = 0;
    let since = 0;
    const slices: number[] = [];
    const engine = createInstantEngine({
      now: () => time++,
      yieldNow: () => {
        slices.push(time - since);
        since = time;
        return Promise.resolve();
      },
      model: talkative,
      limits: { sliceMs: 5 },
    });
    await engine.update({ uri: uriOf('a.ts'), languageId: '', text: source(1, 4000) }, never);
    assert.ok(slices.length > 10);
    assert.ok(Math.max(...slices) <= 8);
  });

  it('yields between small files, too', async () => {
    let time = 0;
    let since = 0;
    let longest = 0;
    const engine = createInstantEngine({
      now: () => time++,
      yieldNow: () => {
        longest = Math.max(longest, time - since);
        since = time;
        return Promise.resolve();
      },
      limits: { sliceMs: 20 },
    });
    for (let file = 0; file < 100; file++) {
      await engine.update(
        { uri: uriOf(`${file}.ts`), languageId: '', text: source(file, 3) },
        never,
      );
    }
    assert.ok(longest > 0 && longest <= 23, String(longest));
  });

  it('keeps the earlier version when an update is aborted', async () => {
    const abort = new AbortController();
    const engine = createInstantEngine({
      now: () => 0,
      yieldNow: () => Promise.resolve(abort.abort()),
      model: talkative,
      limits: { sliceMs: 0, minRelatedCharacters: 0 },
    });
    const file = { uri: uriOf('a.ts'), languageId: '', text: source(1, 500) };
    const first = engine.update(file, new AbortController().signal);
    await first;
    await engine.update({ ...file, text: source(2, 500) }, abort.signal);
    assert.ok(ask(engine, '  const value1 = compute1(first, █'));
    assert.equal(ask(engine, '  const value2 = compute2(first, █'), undefined);
  });

  it('does not bring back a file that was removed while it was read', async () => {
    const engine = createInstantEngine({
      now: () => 0,
      yieldNow: () => Promise.resolve(engine.remove(uriOf('a.ts'))),
      limits: { sliceMs: 0 },
    });
    const file = { uri: uriOf('a.ts'), languageId: '', text: source(1, 500) };
    await engine.update(file, never);
    assert.equal(engine.stats.files, 0);
  });

  it('holds the latest of two updates of the same file', async () => {
    const engine = await engineWith({});
    const file = { uri: uriOf('a.ts'), languageId: '' };
    await Promise.all([
      engine.update({ ...file, text: source(1, 300) }, never),
      engine.update({ ...file, text: source(2, 300) }, never),
    ]);
    assert.ok(ask(engine, '  const value2 = compute2(first, █'));
    assert.equal(ask(engine, '  const value1 = compute1(first, █'), undefined);
  });
});
