import assert from 'node:assert/strict';
import { createRecentEdits } from '../../../src/completion/context/recentEdits.ts';
import type { EditorContext } from '../../../src/editor/context.ts';
import { createContextLoader } from '../../../src/editor/contextLoader.ts';
import type { Snippet } from '../../../src/privacy/safePrompt.ts';

const document = {
  uri: 'file:///a.ts',
  path: 'a.ts',
  languageId: 'typescript',
  version: 1,
  text: '',
};
const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };
const snippet: Snippet = { kind: 'open file', file, text: 'b' };

function setUp() {
  const events: string[] = [];
  const context: EditorContext = {
    edits: createRecentEdits(),
    contextFor: () => [snippet],
    counted: (model, _prompt, tokens) => events.push(`${model} ${tokens}`),
    dispose: () => events.push('disposed'),
  };
  const arrived = Promise.withResolvers<EditorContext>();
  const log = () => {};
  const loader = createContextLoader(
    () => {
      events.push('load');
      return arrived.promise;
    },
    { trace: log, debug: log, info: log, warn: log, error: (text) => events.push(text) },
  );
  const arrive = async () => {
    arrived.resolve(context);
    await arrived.promise;
    await Promise.resolve();
  };
  const fail = async () => {
    arrived.reject(new Error('gone'));
    await arrived.promise.catch(() => {});
    await Promise.resolve();
  };
  return { loader, events, arrive, fail };
}

describe('the loader of context', () => {
  it('loads once, at the first question, which it does not hold up', async () => {
    const { loader, events, arrive } = setUp();
    assert.deepEqual(events, []);
    assert.deepEqual([loader.contextFor(document), loader.contextFor(document)], [[], []]);
    assert.deepEqual(events, ['load']);
    await arrive();
    assert.deepEqual(loader.contextFor(document), [snippet]);
    loader.counted('m', { ...document, prefix: '', suffix: '', context: [] }, 7);
    loader.dispose();
    assert.deepEqual(events, ['load', 'm 7', 'disposed']);
  });

  it('leaves nothing behind when it is disposed while loading', async () => {
    const { loader, events, arrive } = setUp();
    loader.contextFor(document);
    loader.dispose();
    await arrive();
    assert.deepEqual(events, ['load', 'disposed']);
  });

  it('goes on without context when it cannot be loaded', async () => {
    const { loader, events, fail } = setUp();
    loader.contextFor(document);
    await fail();
    assert.deepEqual(loader.contextFor(document), []);
    assert.deepEqual(events, ['load', 'context not loaded: Error: gone']);
  });
});
