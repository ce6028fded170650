import assert from 'node:assert/strict';
import { ghostTextOf } from '../../../bench/replay/editor.mts';
import { editorOf, inserting, typed } from './support.ts';

describe('the simulated editor', () => {
  it('asks once, 50 ms after the last of quick keys', async () => {
    const { clock, key, questions } = editorOf('');
    for (const [index, letter] of ['a', 'b', 'c'].entries()) {
      await clock.runUntil(index * 40);
      key(typed(index, letter));
    }
    await clock.runUntil(129);
    assert.equal(questions.length, 0);
    await clock.runUntil(130);
    assert.deepEqual(
      questions.map(({ question }) => [question.document.text, question.offset]),
      [['abc', 3]],
    );
  });

  it('cancels a question at the next key and paints no answer to it', async () => {
    const { clock, key, questions, screens } = editorOf('');
    key(typed(0, 'a'));
    await clock.runUntil(100);
    key(typed(1, 'b'));
    const [first] = questions;
    assert.equal(first?.signal.aborted, true);
    first?.answer(inserting(2, 'cdef'));
    await clock.runUntil(120);
    assert.deepEqual(screens.at(-1), ['', 'key']);
  });

  it('keeps ghost text that is typed along and removes it on an empty answer', async () => {
    const { clock, editor, key, questions, screens } = editorOf('');
    key(typed(0, 'a'));
    await clock.runUntil(60);
    questions[0]?.answer(inserting(1, 'bcdef'));
    await clock.runUntil(70);
    key(typed(1, 'b'));
    assert.equal(editor.ghost().text, 'cdef');
    await clock.runUntil(130);
    questions[1]?.answer(undefined);
    await clock.runUntil(140);
    assert.deepEqual(screens.slice(-3), [
      ['bcdef', 'answer'],
      ['cdef', 'key'],
      ['', 'answer'],
    ]);
  });

  it('hides ghost text when something else is typed', async () => {
    const { clock, editor, key, questions } = editorOf('');
    key(typed(0, 'a'));
    await clock.runUntil(60);
    questions[0]?.answer(inserting(1, 'bcdef'));
    await clock.runUntil(70);
    key(typed(1, 'x'));
    assert.equal(editor.ghost().text, '');
  });

  it('shows more of an item from the line start after a backspace, and none of another', async () => {
    for (const [start, expected] of [
      [0, 'abcd'],
      [1, ''],
    ] as const) {
      const { clock, editor, key, questions } = editorOf('');
      key(typed(0, 'a'));
      await clock.runUntil(60);
      questions[0]?.answer({
        insertText: 'abcd'.slice(start),
        replace: { start, end: 1 },
        wholeLine: true,
      });
      await clock.runUntil(70);
      key({ atMs: 70, edits: [{ offset: 0, remove: 1, insert: '' }], cursor: 0 });
      assert.equal(editor.ghost().text, expected);
    }
  });

  it('gives up a question 760 ms after a word key, because of the suggest widget', async () => {
    for (const [letter, aborted] of [
      ['a', true],
      ['(', false],
    ] as const) {
      const { clock, key, questions } = editorOf('');
      key(typed(0, letter));
      await clock.runUntil(759);
      assert.equal(questions[0]?.signal.aborted, false);
      await clock.runUntil(760);
      assert.equal(questions[0]?.signal.aborted, aborted);
    }
  });

  it('asks again for a late answer only where the caret still is', async () => {
    const { clock, document, editor, key, questions } = editorOf('');
    key(typed(0, 'a'));
    await clock.runUntil(60);
    questions[0]?.answer(undefined);
    await clock.runUntil(70);
    const { uri, version } = document();
    editor.offer({ uri, version: version - 1, offset: 1 });
    assert.equal(questions.length, 1);
    editor.offer({ uri, version, offset: 1 });
    assert.equal(questions[1]?.question.trigger, 'late');
  });

  it('paints only what adds to the text around the caret', () => {
    const item = (insertText: string, end: number) => ({
      insertText,
      replace: { start: 0, end },
      wholeLine: true,
    });
    assert.equal(ghostTextOf(item('foo(a, b)', 5), 'foo()', 4), 'a, b)');
    assert.equal(ghostTextOf(item('foo(a, b', 5), 'foo()', 4), undefined);
    assert.equal(ghostTextOf(item('Foo(a)', 4), 'foo()', 4), undefined);
    assert.equal(ghostTextOf(item('foo(', 4), 'foo(', 4), undefined);
  });
});
