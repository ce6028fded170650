import assert from 'node:assert/strict';
import { applyKey, type KeyEvent, parseTrace, type Trace } from '../../../bench/replay/trace.mts';
import { truthsOf, typedAt } from '../../../bench/replay/truth.mts';
import { typed, typing } from './support.ts';

function traceOf(before: string, events: readonly Omit<KeyEvent, 'atMs'>[]): Trace {
  const timed = events.map((event, index) => ({ ...event, atMs: 100 * index }));
  const final = timed.reduce(applyKey, before);
  return { name: 't', languageId: 'typescript', path: 'a.ts', before, events: timed, final };
}

const edit = (offset: number, remove: number, insert: string, cursor = offset + insert.length) => ({
  edits: [{ offset, remove, insert }],
  cursor,
});

describe('what follows a key', () => {
  it('is all that is typed there', () => {
    const truths = truthsOf(typing('a█\nb', 'xyz'));
    assert.deepEqual(truths[0], {
      typedNext: 'y',
      follows: { run: 'yz', place: 'yz', final: 'yz' },
    });
    assert.equal(truths[2]?.typedNext, undefined);
  });

  it('has a correction in it when one looks as far as that', () => {
    const typo = traceOf('', [edit(0, 0, 'l'), edit(1, 0, 'q'), edit(1, 1, ''), edit(1, 0, 'et')]);
    assert.deepEqual(truthsOf(typo)[0]?.follows, { run: 'q', place: 'et', final: 'et' });
  });

  it('ends where the author goes elsewhere, unless the end of the session counts', () => {
    const text = `a\n${'-'.repeat(60)}\nb`;
    const end = text.length + 2;
    const moves = traceOf(text, [
      edit(1, 0, 'x'),
      edit(2, 0, 'y'),
      edit(end, 0, 'z'),
      edit(3, 0, '!'),
    ]);
    assert.deepEqual(truthsOf(moves)[0]?.follows, { run: 'y', place: 'y', final: 'y!' });
  });

  it('leaves out a closer that is typed over', () => {
    const closed = traceOf('f', [edit(1, 0, '()', 2), edit(2, 0, 'a'), edit(3, 1, ')')]);
    assert.equal(truthsOf(closed)[0]?.follows.final, 'a');
  });

  it('is what a suggest widget adds to a word', () => {
    assert.equal(typedAt('let va', 6, { atMs: 0, ...edit(4, 2, 'value') }), 'lue');
    assert.equal(typedAt('let va', 6, { atMs: 0, ...edit(4, 2, 'other') }), undefined);
    assert.equal(typedAt('let va', 6, typed(3, 'x')), undefined);
  });
});

describe('a trace file', () => {
  it('is refused when its edits do not lead to its final text', () => {
    const trace = typing('█', 'ab');
    assert.deepEqual(parseTrace(JSON.stringify(trace)), trace);
    assert.throws(() => parseTrace(JSON.stringify({ ...trace, final: 'b' })), /final text/);
    assert.throws(() => parseTrace(JSON.stringify({ ...trace, events: [{}] })), /not a typing/);
  });
});
