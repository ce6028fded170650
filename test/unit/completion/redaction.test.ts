import assert from 'node:assert/strict';
import { createResponseCache } from '../../../src/model/responseCache.ts';
import { createGate } from '../../../src/privacy/gate.ts';
import type { FillPrompt } from '../../../src/privacy/safePrompt.ts';
import { ghost, pipeline } from './pipeline.ts';
import { idle, scriptedModel } from './support.ts';

const key = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const code = `const key = '${key}';\nconst copy = █\n`;

/** A completer whose prompts go through the real gate to a model on another machine. */
function setUp(cache = createResponseCache({ maxBytes: 1_000_000 })) {
  const gate = createGate({ ruleFiles: [], excludeFiles: [] });
  const file = { scheme: 'untitled', path: 'a', languageId: 'typescript', insideWorkspace: false };
  const pass = (prompt: FillPrompt) => gate.passFill(prompt, file, { local: false });
  const model = scriptedModel();
  return { ...pipeline(model, { pass, cache }), cache, model };
}

/** The placeholder as the model sees it. */
function placeholderIn({ model }: ReturnType<typeof setUp>): string {
  const asked = model.requests[0]?.request;
  assert.ok(asked?.kind === 'fill');
  assert.ok(!asked.prompt.prefix.includes(key));
  return /'(\w+)'/.exec(asked.prompt.prefix)?.[1] ?? '';
}

describe('a completion beside a secret', () => {
  it('is shown when it holds no placeholder', async () => {
    const rig = setUp();
    const outcome = rig.ask(code);
    await idle();
    await rig.model.requests[0]!.send('key.length;\n');
    assert.equal(ghost(await outcome), 'model: key.length;');
  });

  it('is not shown when it holds a placeholder, whole or in part', async () => {
    for (const length of [40, 39, 8]) {
      const rig = setUp();
      const outcome = rig.ask(code);
      await idle();
      const placeholder = placeholderIn(rig);
      await rig.model.requests[0]!.send(`'${placeholder.slice(0, length)}';\n`);
      await rig.model.requests[0]!.finish();
      assert.equal(ghost(await outcome), 'none: nothing useful');
    }
  });

  it('is not shown while its end may become a placeholder', async () => {
    const rig = setUp();
    const outcome = rig.ask(code);
    await idle();
    const placeholder = placeholderIn(rig);
    await rig.model.requests[0]!.send(`join('${placeholder.slice(0, 4)}`);
    await rig.clock.pass(5_000);
    assert.equal(ghost(await outcome), 'none: waiting');
  });

  it('is not shown from the cache either', async () => {
    const first = setUp();
    const outcome = first.ask(code);
    await idle();
    await first.model.requests[0]!.send(`'${placeholderIn(first)}';\n`);
    await first.model.requests[0]!.finish();
    await outcome;
    assert.equal(first.cache.stats.entries, 1);
    const again = setUp(first.cache);
    const second = again.ask(code);
    await idle();
    assert.equal(ghost(await second), 'none: nothing useful');
    assert.equal(again.model.requests.length, 0);
  });
});
