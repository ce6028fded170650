import assert from 'node:assert/strict';
import {
  createFillChoice,
  type FillFacts,
  fillModeName,
  fillModes,
} from '../../../src/model/fill.ts';
import { scriptedMemory } from './support.ts';

const facts: FillFacts = {
  model: 'qwen2.5-coder:7b',
  families: ['qwen2'],
  ownTemplate: '',
  fills: undefined,
  preference: 'auto',
};

function waysOf(changed: Partial<FillFacts>): readonly string[] {
  return fillModes({ ...facts, ...changed }).map(fillModeName);
}

describe('ways to fill', () => {
  it('begin with the server’s own where it may have one, then the model’s template, then chat', () => {
    assert.deepEqual(waysOf({}), ['suffix', 'template qwen', 'chat']);
    assert.deepEqual(waysOf({ fills: true }), ['suffix', 'template qwen', 'chat']);
  });

  it('leave out the server’s own where it says that it has none', () => {
    assert.deepEqual(waysOf({ fills: false }), ['template qwen', 'chat']);
    assert.deepEqual(waysOf({ fills: false, model: 'llama3.1' }), ['chat']);
  });

  it('are the user’s choice alone', () => {
    assert.deepEqual(waysOf({ preference: 'suffix' }), ['suffix']);
    assert.deepEqual(waysOf({ preference: 'template' }), ['template qwen']);
    assert.deepEqual(waysOf({ preference: 'chat' }), ['chat']);
    assert.deepEqual(waysOf({ preference: 'template', model: 'llama3.1' }), ['chat']);
  });

  for (const model of [
    'zeta',
    'hf.co/bartowski/zed-industries_zeta-GGUF:Q4_K_M',
    'zeta-2',
    'sweep-next-edit:1.5b',
  ]) {
    it(`leave out the rewriting of a window, which is all that ${model} knows`, () => {
      assert.deepEqual(waysOf({ model }), ['chat']);
      assert.deepEqual(waysOf({ model, fills: true, preference: 'template' }), ['chat']);
    });
  }

  it('see an edit model by its own template, and no other in a name that only resembles one', () => {
    const ownTemplate =
      '<|editable_region_start|>{{ .Prompt }}<|user_cursor_is_here|><|editable_region_end|>';
    assert.deepEqual(waysOf({ ownTemplate }), ['chat']);
    assert.deepEqual(waysOf({ model: 'zetabyte-qwen2.5-coder' }), [
      'suffix',
      'template qwen',
      'chat',
    ]);
  });
});

describe('choice of a way', () => {
  const modes = fillModes(facts);
  const [suffix, template] = modes;
  assert.ok(template !== undefined);

  it('remembers the way that gave text for the next session', () => {
    const memory = scriptedMemory();
    const choice = createFillChoice(modes, false, memory, 'key');
    assert.equal(choice.current(), suffix);
    choice.worked(template);
    assert.equal(choice.current(), template);
    const next = createFillChoice(modes, false, memory, 'key');
    assert.equal(fillModeName(next.current()), 'template qwen');
    assert.deepEqual(next.toTry().map(fillModeName), ['template qwen', 'chat']);
  });

  it('begins anew when what it remembers is no longer among the ways', () => {
    const memory = scriptedMemory({ key: 'template gone' });
    assert.equal(createFillChoice(modes, false, memory, 'key').current(), suffix);
  });

  it('doubts a way after two empty replies, unless it gave text before or the server vouched for it', () => {
    const fresh = createFillChoice(modes, false, scriptedMemory(), 'key');
    assert.deepEqual([fresh.cameEmpty(), fresh.cameEmpty()], [false, true]);
    const vouched = createFillChoice(modes, true, scriptedMemory(), 'key');
    assert.deepEqual([vouched.cameEmpty(), vouched.cameEmpty()], [false, false]);
    const proven = createFillChoice(modes, false, scriptedMemory(), 'key');
    proven.worked(suffix);
    assert.deepEqual([proven.cameEmpty(), proven.cameEmpty()], [false, false]);
  });
});
