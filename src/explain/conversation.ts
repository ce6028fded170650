/** A question and its answer after the first explanation. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

/** A question, undefined for the explanation itself, and what there is of its answer. */
export interface Said {
  readonly question: string | undefined;
  readonly text: string;
}

/** What a question rests on. */
export interface Conversation {
  /** The explanation that a follow-up is about; '' for the explanation itself. */
  readonly answer: string;
  readonly exchanges: readonly Exchange[];
  /** '' for the explanation itself. */
  readonly followUp: string;
}

/** The question of the last turn and what was said before it; its own answer is not part of that. */
export function conversationBefore(turns: readonly Said[]): Conversation {
  const followUp = turns.at(-1)?.question;
  const [first, ...later] = turns;
  if (followUp === undefined || first === undefined) {
    return { answer: '', exchanges: [], followUp: '' };
  }
  const exchanges = later
    .slice(0, -1)
    .map(({ question = '', text }) => ({ question, answer: text }));
  return { answer: first.text, exchanges, followUp };
}

/** All that was said as Markdown: questions are quoted, with each of their lines. */
export function conversationMarkdown(turns: readonly Said[]): string {
  return turns
    .map(({ question, text }) =>
      question === undefined ? text : `${question.replace(/^/gm, '> ')}\n\n${text}`,
    )
    .join('\n\n');
}
