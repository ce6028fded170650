/** Types hunks key by key and takes what is proposed when it is right. */
import type { ConfidenceModel } from '../src/instant/confidence.ts';
import { documentAt, isRight } from './instantPositions.mts';
import { engineOver, type Walk } from './instantRun.mts';

/** What a typist would have saved. */
export interface Typing {
  /** Characters of the hunks without indentation, which the editor types. */
  readonly characters: number;
  /** Characters not typed, less one key for each acceptance, of 100. */
  readonly savedPercent: number;
  /** Of 100 keys, those at which a wrong text stood on the screen. */
  readonly wrongPercent: number;
}

/** Walks through all hunks of all pairs of versions. */
export async function typeThrough(walks: readonly Walk[], model: ConfidenceModel): Promise<Typing> {
  let characters = 0;
  let saved = 0;
  let wrong = 0;
  for (const { indexed, hunks } of walks) {
    const engine = await engineOver(indexed, { model });
    for (const hunk of hunks) {
      let typed = 0;
      while (typed < hunk.added.length) {
        const indentation = /^[ \t]*/.exec(hunk.added.slice(typed))?.[0].length ?? 0;
        const atLineStart = typed === 0 || hunk.added[typed - 1] === '\n';
        if (atLineStart && indentation > 0) {
          typed += indentation;
          continue;
        }
        const position = { hunk, typed };
        const { document, offset } = documentAt(position);
        const said = engine.suggest(document, offset);
        const isTaken = said !== undefined && isRight(position, said.text);
        wrong += said !== undefined && !isTaken ? 1 : 0;
        const length = isTaken ? Math.min(said.text.length, hunk.added.length - typed) : 1;
        const visible = hunk.added.slice(typed, typed + length).replace(/\n[ \t]+/g, '\n').length;
        characters += visible;
        saved += isTaken ? visible - 1 : 0;
        typed += length;
      }
    }
  }
  const whole = Math.max(1, characters);
  return {
    characters,
    savedPercent: (100 * saved) / whole,
    wrongPercent: (100 * wrong) / whole,
  };
}
