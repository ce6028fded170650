import type { Snapshot } from '../text/document.ts';
import type { Extent } from './extent.ts';
import { endOfAnswer } from './shape/blockEnd.ts';
import { onlyTalks } from './shape/garbage.ts';
import { answerIn } from './shape/shape.ts';
import { type Surroundings, surroundingsOf } from './shape/surroundings.ts';

/** Whether a reply that is still coming is long enough, and up to which character of it. */
export type Enough = { readonly enough: false } | { readonly enough: true; readonly upTo: number };

/** A reply that has talked for as many lines will not come to the code. */
const mostTalk = 6;

/** A reply without a line break, or one that never begins, is given up. */
const mostCharacters = 20_000;

/**
 * Creates the judge of one reply: called with all that came so far, it tells when the rest is of no
 * use. Only lines that are complete count, each once, so that it makes no difference how the text is
 * cut into chunks.
 */
export function createEarlyStop(
  document: Snapshot,
  offset: number,
  extent: Extent,
  around: Surroundings = surroundingsOf(document, offset, extent, true),
): (textSoFar: string) => Enough {
  let judged = 0;
  let verdict: Enough = { enough: false };
  let talk = 0;

  const judge = (textSoFar: string, lineEnd: number): Enough => {
    const reply = textSoFar.slice(0, lineEnd);
    const answer = answerIn(reply, around);
    if (answer === '') {
      talk += onlyTalks(reply) && textSoFar.slice(judged, lineEnd).trim() !== '' ? 1 : 0;
      return talk >= mostTalk ? { enough: true, upTo: lineEnd } : { enough: false };
    }
    const end = endOfAnswer(answer, around);
    if (end === undefined) {
      return { enough: false };
    }
    return { enough: true, upTo: end.inclusive ? lineEnd - 1 : Math.max(0, judged - 1) };
  };

  return (textSoFar) => {
    for (
      let newline = textSoFar.indexOf('\n', judged);
      newline !== -1 && !verdict.enough;
      newline = textSoFar.indexOf('\n', judged)
    ) {
      verdict = judge(textSoFar, newline + 1);
      judged = newline + 1;
    }
    return verdict.enough || textSoFar.length < mostCharacters
      ? verdict
      : { enough: true, upTo: mostCharacters };
  };
}
