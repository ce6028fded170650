import assert from 'node:assert/strict';
import { outcomeLine } from '../../../src/editor/outcomeLine.ts';
import { ModelError } from '../../../src/model/client.ts';

const facts = { elapsedMs: 3.4, languageId: 'typescript' };
const suggestion = {
  insertText: 'const one = 1;',
  replace: { start: 0, end: 6 },
  ghostText: 'one = 1;',
};

describe('the log line of a completion', () => {
  it('names source, time, length and language of what was shown', () => {
    assert.equal(
      outcomeLine({ kind: 'shown', source: 'instant', suggestions: [suggestion] }, facts),
      'completion shown source=instant ms=3 chars=8 language=typescript',
    );
  });

  it('names the model that wrote it', () => {
    const outcome = {
      kind: 'shown',
      source: 'typed through',
      suggestions: [suggestion],
      model: 'qwen2.5-coder:1.5b',
    } as const;
    assert.equal(
      outcomeLine(outcome, facts),
      'completion shown source=typed-through ms=3 chars=8 language=typescript model=qwen2.5-coder:1.5b',
    );
  });

  it('holds none of the code', () => {
    const line = outcomeLine(
      { kind: 'shown', source: 'model', suggestions: [suggestion], model: 'm' },
      facts,
    );
    assert.doesNotMatch(line, /one/);
  });

  it('names the reason when nothing was shown', () => {
    assert.equal(
      outcomeLine({ kind: 'none', reason: 'several cursors' }, facts),
      'completion none reason=several-cursors ms=3 language=typescript',
    );
  });

  it('quotes what a server said, so that it stays one value of one line', () => {
    const error = new ModelError('rejected', {
      origin: 'http://127.0.0.1:11434',
      status: 400,
      detail: 'bad "suffix"\nms=0',
    });
    const line = outcomeLine({ kind: 'none', reason: 'model failed', error }, facts);
    assert.equal(
      line,
      'completion none reason=model-failed ms=3 language=typescript error="rejected at http://127.0.0.1:11434 (HTTP 400): bad \\"suffix\\"\\nms=0"',
    );
  });
});
