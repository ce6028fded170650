import assert from 'node:assert/strict';
import { createInstantEngine } from '../../../src/instant/engine.ts';
import { sampleCode } from '../../../src/instant/sample.ts';

describe('the sample to type in', () => {
  it('is completed by the engine as it is shipped, with nothing else in its index', async () => {
    const engine = createInstantEngine({ now: () => 0, yieldNow: () => Promise.resolve() });
    const uri = 'untitled:Untitled-1';
    const at = sampleCode.indexOf('█');
    const suggested = async (typed: string) => {
      const text = sampleCode.replace('█', typed);
      const { signal } = new AbortController();
      await engine.update({ uri, languageId: 'typescript', text }, signal);
      const document = { uri, path: 'Untitled-1', languageId: 'typescript', version: 1, text };
      return engine.suggest(document, at + typed.length)?.text;
    };
    assert.equal(await suggested('const '), 'chosen =');
    assert.equal(await suggested('const chosen = o'), 'rders.filter((order) => order.');
  });
});
