import {
  commonEnds,
  commonFillMarks,
  createDisguise,
  createTokenScreen,
} from '../model/controlTokens.ts';
import { mapInput, mapTexts } from '../privacy/chatTexts.ts';
import type { ChatPrompt, ToolCall } from '../privacy/safePrompt.ts';
import type { Revealer } from './reveal.ts';

/** A conversation in which no text can begin a turn of another, and what undoes that in its reply. */
export interface GuardedPrompt {
  readonly prompt: ChatPrompt;
  readonly revealer: Revealer;
}

/**
 * Breaks up the control tokens in every text of a conversation: files, pages and results of tools are
 * strangers' words, and a server that applies its template would read them as turns.
 */
export function guardTokens(prompt: ChatPrompt): GuardedPrompt {
  const texts: string[] = [];
  mapTexts(prompt, (text) => {
    texts.push(text);
    return text;
  });
  const disguise = createDisguise(texts, [...commonFillMarks, ...commonEnds]);
  // Tokens of the model's own end nothing here: its server ends the reply, and a chat may speak of them.
  const screen = createTokenScreen([], disguise);
  return {
    prompt: mapTexts(prompt, disguise.hide),
    revealer: {
      take: (piece) => screen.take(piece).text,
      rest: () => screen.rest(),
      call: (call: ToolCall) => ({ ...call, input: mapInput(call.input, disguise.reveal) }),
    },
  };
}
