import { createTokenScale, type TokenScale } from '../model/tokenScale.ts';
import type { ChatPrompt } from '../privacy/safePrompt.ts';
import type { ChatMessage, ChatPart } from './turns.ts';

/** Estimates tokens, the better the more often a model's server has told how many a prompt had. */
export interface TokenCounter {
  ofText(model: string, text: string): number;
  ofMessage(model: string, message: ChatMessage): number;
  ofPrompt(model: string, prompt: ChatPrompt): number;
  /** Takes what the server counted. */
  note(model: string, prompt: ChatPrompt, tokens: number): void;
}

/** A picture of a screen: 765 by https://platform.openai.com/docs/guides/images-vision (512 pixel tiles), 256 to 1,300 elsewhere. */
const tokensPerImage = 1_000;
/** Role and delimiters of a turn, by the templates of the common families. */
const tokensPerTurn = 4;
/** A character of these scripts is about one token, where other text has three characters in one. */
const denseCharacter = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
const denseWeight = 3;

/** Creates a counter that knows no model yet. */
export function createTokenCounter(): TokenCounter {
  const scales = new Map<string, TokenScale>();
  const scaleOf = (model: string): TokenScale => {
    const scale = scales.get(model) ?? createTokenScale();
    scales.set(model, scale);
    return scale;
  };
  const tokensOf = (model: string, weight: number) =>
    Math.ceil(weight / scaleOf(model).charactersPerToken());
  return {
    ofText: (model, text) => tokensOf(model, weightOf(text)),
    ofMessage(model, { parts }) {
      const weight = parts.reduce((sum, part) => sum + weightOfPart(part), 0);
      return tokensPerTurn + tokensOf(model, weight) + imagesIn(parts) * tokensPerImage;
    },
    ofPrompt: (model, prompt) => tokensOf(model, weightOfPrompt(prompt)) + fixedTokens(prompt),
    note(model, prompt, tokens) {
      scaleOf(model).note(model, weightOfPrompt(prompt), tokens - fixedTokens(prompt));
    },
  };
}

/** Characters, those of dense scripts for three. */
function weightOf(text: string): number {
  const dense = text.match(denseCharacter)?.length ?? 0;
  return text.length + dense * (denseWeight - 1);
}

function weightOfPart(part: ChatPart): number {
  switch (part.kind) {
    case 'text':
    case 'tool result':
      return weightOf(part.text);
    case 'tool call':
      return weightOf(part.call.name) + weightOf(JSON.stringify(part.call.input));
    case 'image':
      return 0;
  }
}

function imagesIn(parts: readonly ChatPart[]): number {
  return parts.reduce((sum, part) => {
    const own = part.kind === 'image' ? 1 : 0;
    return sum + (part.kind === 'tool result' ? part.images.length : own);
  }, 0);
}

function weightOfPrompt({ tools = [], turns }: ChatPrompt): number {
  const said = turns.reduce(
    (sum, { calls, content }) =>
      sum + weightOf(content) + (calls === undefined ? 0 : weightOf(JSON.stringify(calls))),
    0,
  );
  return said + (tools.length === 0 ? 0 : weightOf(JSON.stringify(tools)));
}

function fixedTokens({ turns }: ChatPrompt): number {
  return turns.reduce(
    (sum, { images = [] }) => sum + tokensPerTurn + images.length * tokensPerImage,
    0,
  );
}
