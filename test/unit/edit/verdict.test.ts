import assert from 'node:assert/strict';
import { applyEdits, type TextEdit } from '../../../src/edit/edits.ts';
import {
  areSameFindings,
  asOffered,
  compareFindings,
  type Finding,
  sumOf,
  type Verdict,
  verdictOf,
} from '../../../src/edit/verdict.ts';

const text = 'const a: string = 1;\nconst b: string = 2;\nconst c = limt;\nconst d = limt;\n';

function at(source: string, words: string, nth = 0, more: Partial<Finding> = {}): Finding {
  let start = -1;
  for (let count = 0; count <= nth; count++) {
    start = source.indexOf(words, start + 1);
  }
  assert.ok(start >= 0, `${words} is not in the text`);
  return {
    span: { start, end: start + words.length },
    message: `wrong: ${words}`,
    severity: 'error',
    source: 'ts',
    code: '2304',
    ...more,
  };
}

/** Replaces the nth `words`. */
function edit(words: string, by: string, nth = 0): TextEdit {
  const { span } = at(text, words, nth);
  return { ...span, text: by };
}

describe('comparing problems', () => {
  const both = [at(text, 'limt'), at(text, 'limt', 1)];

  it('counts one that is gone, and the one below it as the same although it moved', () => {
    const edits = [edit('limt', 'aLongerName')];
    const after = [at(applyEdits(text, edits), 'limt')];
    assert.deepEqual(compareFindings(both, after, edits, both.slice(0, 1)), {
      fixed: 1,
      of: 1,
      left: [],
      added: [],
    });
  });

  it('keeps two with the same message apart', () => {
    const edits = [edit('limt', 'limit', 1)];
    const after = [at(applyEdits(text, edits), 'limt')];
    assert.equal(compareFindings(both, after, edits, both).fixed, 1);
    assert.equal(compareFindings(both, after, edits, both.slice(0, 1)).fixed, 0);
    assert.equal(compareFindings(both, after, edits, both.slice(1)).fixed, 1);
  });

  it('sees a new one elsewhere with the same message', () => {
    const edits = [edit('limt', 'limit', 1), edit('1', 'limt')].toReversed();
    const now = applyEdits(text, edits);
    const after = [at(now, 'limt'), at(now, 'limt', 1)];
    const wanted = both.slice(1);
    const { added, fixed, left } = compareFindings(
      both.slice(1),
      [after[0] as Finding],
      edits,
      wanted,
    );
    // It stands in changed code: the problem went where the change is, it is not gone.
    assert.deepEqual([fixed, left.length, added.length], [0, 1, 0]);
    const outside = compareFindings(
      both.slice(1),
      after.slice(1),
      [edit('limt', 'limit', 1)],
      wanted,
    );
    assert.deepEqual([outside.fixed, outside.added.length], [1, 1]);
  });

  it('takes another message under the same name in the changed code for the same problem', () => {
    const wanted = [at(text, 'a', 0, { code: '2322', message: "Type 'number' is not 'string'" })];
    const edits = [edit('1', 'true')];
    const after = [
      at(applyEdits(text, edits), 'a', 0, { code: '2322', message: "Type 'boolean' …" }),
    ];
    const { added, fixed, left } = compareFindings(wanted, after, edits, wanted);
    assert.deepEqual([fixed, added.length], [0, 0]);
    assert.equal(left[0]?.message, "Type 'boolean' …");
  });

  it('compares messages without a name by their words, without what they quote', () => {
    const nameless = { code: '', message: 'Expected "number" at 3' };
    const wanted = [at(text, '1', 0, nameless)];
    const edits = [edit('1', '"x"')];
    const now = applyEdits(text, edits);
    const variant = [at(now, '"x"', 0, { code: '', message: 'Expected "string" at 9' })];
    const other = [at(now, '"x"', 0, { code: '', message: 'Comma missing' })];
    assert.equal(compareFindings(wanted, variant, edits, wanted).added.length, 0);
    assert.equal(compareFindings(wanted, other, edits, wanted).added.length, 1);
  });

  it('counts another name at the same place as gone and added', () => {
    const wanted = both.slice(0, 1);
    const edits = [edit('limt', 'limitt')];
    const after = [at(applyEdits(text, edits), 'limitt', 0, { code: '2552' })];
    const { added, fixed } = compareFindings(wanted, after, edits, wanted);
    assert.deepEqual([fixed, added.length], [1, 1]);
  });

  it('matches a thousand in no time worth naming and each once', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      ...at(text, 'limt'),
      span: { start: 100 + index * 10, end: 105 + index * 10 },
    }));
    const edits = [{ start: 0, end: 0, text: 'xy' }];
    const after = many.map((one) => ({
      ...one,
      span: { start: one.span.start + 2, end: one.span.end + 2 },
    }));
    assert.deepEqual(compareFindings(many, after, edits, many), {
      fixed: 0,
      of: 1_000,
      left: after,
      added: [],
    });
  });

  it('says the same of two checks in whatever order', () => {
    assert.ok(areSameFindings(both, both.toReversed()));
    assert.ok(!areSameFindings(both, [both[0] as Finding, both[0] as Finding]));
    assert.ok(!areSameFindings(both, both.slice(1)));
  });
});

describe('the verdict', () => {
  const gone = { fixed: 1, of: 1, left: [], added: [] };

  it('is verified when all is gone and nothing added in any of the documents', () => {
    const other = { fixed: 0, of: 0, left: [], added: [] };
    assert.deepEqual(verdictOf(sumOf([gone, other]), 2, 3), {
      kind: 'verified',
      fixed: 1,
      of: 1,
      openFiles: 2,
      unchecked: 3,
    });
  });

  it('is verified where nobody counted who uses it', () => {
    const verdict = verdictOf(sumOf([gone]), 1, 'unknown');
    assert.ok(verdict.kind === 'verified' && verdict.unchecked === 'unknown');
  });

  it('is not when something was added in another one', () => {
    const other = { fixed: 0, of: 0, left: [], added: [at(text, 'limt')] };
    assert.deepEqual(verdictOf(sumOf([gone, other]), 2, 0), {
      kind: 'partly',
      fixed: 1,
      of: 1,
      added: 1,
      messages: ['wrong: limt'],
    });
  });

  it('is no verdict where there was no problem', () => {
    assert.deepEqual(verdictOf(sumOf([]), 1, 0), { kind: 'not checked', reason: 'no problem' });
  });
});

describe('the verdict of what is offered', () => {
  const alone: Verdict = { kind: 'verified', fixed: 1, of: 1, openFiles: 2, unchecked: 0 };
  const together: Verdict = { ...alone, together: true };

  it('is not verified where changes in other files are missing that it was checked with', () => {
    assert.deepEqual(asOffered(together, false), { kind: 'not verified', reason: 'parted' });
    assert.equal(asOffered(together, true), together);
  });

  it('needs no other files where it was checked without', () => {
    assert.equal(asOffered(alone, false), alone);
    assert.equal(asOffered(undefined, false), undefined);
  });
});
