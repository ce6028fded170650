import assert from 'node:assert/strict';
import { conversationBefore, conversationMarkdown } from '../../../src/explain/conversation.ts';

const first = { question: undefined, text: 'It doubles.' };
const second = { question: 'Why?', text: 'For luck.' };

describe('a conversation about code', () => {
  it('is empty for the explanation itself, also when it is asked for again', () => {
    for (const turns of [[], [{ question: undefined, text: '' }], [first]]) {
      assert.deepEqual(conversationBefore(turns), { answer: '', exchanges: [], followUp: '' });
    }
  });

  it('holds for a follow-up what was said before it, and not its own answer', () => {
    assert.deepEqual(conversationBefore([first, { question: 'Why?', text: 'half an ans' }]), {
      answer: 'It doubles.',
      exchanges: [],
      followUp: 'Why?',
    });
    assert.deepEqual(conversationBefore([first, second, { question: 'How?', text: '' }]), {
      answer: 'It doubles.',
      exchanges: [{ question: 'Why?', answer: 'For luck.' }],
      followUp: 'How?',
    });
  });

  it('is Markdown with quoted questions', () => {
    const asked = { question: 'Why?\nAnd how?', text: 'For luck.' };
    assert.equal(
      conversationMarkdown([first, asked]),
      'It doubles.\n\n> Why?\n> And how?\n\nFor luck.',
    );
  });
});
