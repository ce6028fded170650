import assert from 'node:assert/strict';
import { createSlowness } from '../../../src/editor/slowness.ts';

function setUp() {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = { trace: write, debug: write, info: write, warn: write, error: write };
  const slowness = createSlowness(log);
  return {
    lines,
    judge: (firstTextMs: number) => slowness({ firstTextMs, charactersPerSecond: 100 }),
    judgeUnknown: () => slowness(undefined),
  };
}

describe('a model', () => {
  it('is fast enough when its first text comes before VS Code stops waiting', () => {
    const { judge, judgeUnknown, lines } = setUp();
    assert.equal(judgeUnknown(), undefined);
    assert.equal(judge(700), undefined);
    assert.deepEqual(lines, []);
  });

  it('is slow otherwise, which the log says once', () => {
    const { judge, lines } = setUp();
    assert.equal(judge(1_500), 1.5);
    assert.equal(judge(1_600), 1.6);
    assert.deepEqual(lines, ['model slow firstTextMs=1500']);
  });

  it('is spoken of again when it was fast in between', () => {
    const { judge, lines } = setUp();
    judge(1_500);
    judge(100);
    judge(900);
    assert.equal(lines.length, 2);
  });
});
