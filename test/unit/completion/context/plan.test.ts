import assert from 'node:assert/strict';
import { type Candidate, createContextPlan } from '../../../../src/completion/context/plan.ts';
import type { SnippetKind } from '../../../../src/privacy/safePrompt.ts';

const budget = 1_000;

function piece(text: string, score = 0.5, kind: SnippetKind = 'open file'): Candidate {
  const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };
  return { snippet: { kind, file, text }, score };
}

/** A text of some length that shares no line with another one. */
function long(name: string, length = 280): string {
  return `${name}(${name.repeat(400)}`.slice(0, length);
}

function planned(steps: readonly (readonly Candidate[])[], window = ''): readonly string[] {
  const plan = createContextPlan();
  for (const candidates of steps) {
    plan.update(candidates, window, budget);
  }
  return plan.current.map(({ text }) => text);
}

describe('the plan of context', () => {
  it('puts what changes seldom first', () => {
    const all = (['problems', 'recent edit', 'cell', 'definition', 'open file'] as const).map(
      (kind) => piece(kind, 0.5, kind),
    );
    assert.deepEqual(planned([all]), [
      'open file',
      'definition',
      'cell',
      'recent edit',
      'problems',
    ]);
  });

  it('takes the best as long as there is room, and of each kind its share', () => {
    const some = [piece(long('aaa'), 0.4), piece(long('bbb'), 0.9), piece(long('ccc'), 0.6)];
    assert.deepEqual(planned([some]), [long('bbb'), long('ccc')]);
    assert.deepEqual(planned([[piece(long('aaa', 700))]]), []);
    assert.deepEqual(planned([[piece(long('aaa', 700), 1, 'cell')]]), [long('aaa', 700)]);
  });

  it('keeps what stands in the prompt at its place while another is not clearly better', () => {
    const first = [piece(long('aaa'), 0.6), piece(long('bbb'), 0.5)];
    const slightly = [piece(long('ccc'), 0.7), piece(long('bbb'), 0.6), piece(long('aaa'), 0.5)];
    const clearly = [piece(long('ccc'), 0.9), piece(long('bbb'), 0.6), piece(long('aaa'), 0.5)];
    assert.deepEqual(planned([first, slightly]), [long('aaa'), long('bbb')]);
    assert.deepEqual(planned([first, clearly]), [long('bbb'), long('ccc')]);
  });

  it('puts what is new behind what is there', () => {
    const before = [piece('one piece'), piece('two piece')];
    const after = [piece('new piece', 1), piece('two piece'), piece('one piece')];
    assert.deepEqual(planned([before, after]), ['one piece', 'two piece', 'new piece']);
  });

  it('asks more of what comes in than of what stays', () => {
    assert.deepEqual(planned([[piece('weak piece', 0.2)]]), []);
    assert.deepEqual(planned([[piece('weak piece', 0.3)], [piece('weak piece', 0.2)]]), [
      'weak piece',
    ]);
    assert.deepEqual(planned([[piece('weak piece', 0.3)], [piece('weak piece', 0.1)]]), []);
  });

  it('keeps cells in the order of the notebook', () => {
    const plan = createContextPlan();
    plan.update([piece('second cell', 1, 'cell')], '', budget);
    plan.update([piece('first cell', 0.9, 'cell'), piece('second cell', 1, 'cell')], '', budget);
    assert.deepEqual(
      plan.current.map(({ text }) => text),
      ['first cell', 'second cell'],
    );
  });

  it('says nothing that the window or another piece says already', () => {
    const window = 'function total() {\n  return first + second;\n}\n';
    const said = piece('  return first + second;\n}');
    assert.deepEqual(planned([[said]], window), []);
    assert.deepEqual(planned([[piece('const shared = 1;', 0.9), piece('const shared = 1;\n}')]]), [
      'const shared = 1;',
    ]);
  });

  it('hands out the same objects as before, which the gate knows', () => {
    const plan = createContextPlan();
    plan.update([piece('one piece')], '', budget);
    const [before] = plan.current;
    plan.update([piece('one piece', 0.6)], '', budget);
    assert.equal(plan.current[0], before);
    plan.clear();
    assert.deepEqual(plan.current, []);
  });
});
