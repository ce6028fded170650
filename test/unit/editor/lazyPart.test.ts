import assert from 'node:assert/strict';
import { createLazyPart } from '../../../src/editor/lazyPart.ts';

function setUp() {
  const events: string[] = [];
  const arriving = Promise.withResolvers<{ dispose(): void }>();
  const load = () => {
    events.push('load');
    return arriving.promise;
  };
  const part = { dispose: () => events.push('disposed') };
  const lazy = createLazyPart('pages', load, { error: (text) => events.push(String(text)) });
  return { arriving, events, lazy, part };
}

describe('a part that is loaded when it is needed', () => {
  it('is loaded once, at the first call', async () => {
    const { arriving, events, lazy, part } = setUp();
    assert.deepEqual(events, []);
    const loads = [lazy.load(), lazy.load()];
    assert.equal(lazy.now(), undefined);
    arriving.resolve(part);
    assert.deepEqual(await Promise.all(loads), [part, part]);
    assert.equal(lazy.now(), part);
    assert.deepEqual(events, ['load']);
  });

  it('is disposed with the extension', async () => {
    const { arriving, events, lazy, part } = setUp();
    arriving.resolve(part);
    await lazy.load();
    lazy.dispose();
    assert.deepEqual(events, ['load', 'disposed']);
  });

  it('leaves nothing behind when the extension ends while it loads', async () => {
    const { arriving, events, lazy, part } = setUp();
    const loading = lazy.load();
    lazy.dispose();
    arriving.resolve(part);
    await loading;
    assert.deepEqual(events, ['load', 'disposed']);
  });

  it('says once in the log that it cannot be loaded, and rejects whoever asks', async () => {
    const { arriving, events, lazy } = setUp();
    const loading = lazy.load();
    arriving.reject(new Error('gone'));
    await assert.rejects(loading, /gone/);
    await assert.rejects(lazy.load(), /gone/);
    assert.deepEqual(events, ['load', 'pages not loaded: Error: gone']);
  });
});
