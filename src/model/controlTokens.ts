/**
 * Control tokens of the common fill and chat templates: what a server puts around our text when it
 * applies a template of its own, so that neither the user's code nor a reply may contain it.
 * Source of each: the tokenizer configurations of Qwen, Llama 3, Gemma, Mistral, Phi, DeepSeek,
 * GLM, StarCoder, Granite, Command R and gpt-oss, as collected in llama.cpp's `src/llama-vocab.cpp` and
 * `src/llama-chat.cpp`. `<s>`, `</s>` and `<PRE>` are no part: they are HTML, a reply with one would end
 * there, and without the marks of a turn, which are hidden, they give nobody another role.
 */
export const commonFillMarks: readonly string[] = [
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<fim_prefix>',
  '<fim_suffix>',
  '<fim_middle>',
  '<｜fim▁begin｜>',
  '<｜fim▁hole｜>',
  '<｜fim▁end｜>',
];

/** See `commonFillMarks`. */
export const commonEnds: readonly string[] = [
  '<|endoftext|>',
  '<|fim_pad|>',
  '<|file_sep|>',
  '<|im_start|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<start_of_turn>',
  '<end_of_turn>',
  '[INST]',
  '[/INST]',
  '<|system|>',
  '<|user|>',
  '<|assistant|>',
  '<|end|>',
  '<|observation|>',
  '<|start|>',
  '<|message|>',
  '<|channel|>',
  '<|constrain|>',
  '<|return|>',
  '<|call|>',
  '<|begin_of_text|>',
  '<|end_of_text|>',
  '<|eom_id|>',
  '<|start_of_role|>',
  '<|end_of_role|>',
  '<|START_OF_TURN_TOKEN|>',
  '<|END_OF_TURN_TOKEN|>',
  '<|SYSTEM_TOKEN|>',
  '<|USER_TOKEN|>',
  '<|CHATBOT_TOKEN|>',
  '<|repo_name|>',
  '<tool_call>',
  '</tool_call>',
  '<tool_response>',
  '</tool_response>',
  '<bos>',
  '<eos>',
  '[SYSTEM_PROMPT]',
  '[/SYSTEM_PROMPT]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_CALLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
  '<<SYS>>',
  '<</SYS>>',
  '<｜User｜>',
  '<｜Assistant｜>',
  '<｜begin▁of▁sentence｜>',
  '<｜end▁of▁sentence｜>',
];

/** Breaks up control tokens in the user's code for one request, and knows how to undo it. */
export interface Disguise {
  /** The text without control tokens: one character more for each that stood in it. */
  hide(text: string): string;
  /** The text with the user's own tokens as they were. */
  reveal(text: string): string;
  /** What stands for each token. */
  readonly forms: readonly string[];
}

/** Characters that no reader sees, that no token contains and that code rarely holds. */
const invisible = ['\u2060', '\u2061', '\u2062', '\u2063', '\u2064'];

/**
 * Creates the disguise of one request: a character that stands nowhere in its texts is put into each
 * token, so that only our own forms are undone in the reply. Where all candidates stand in the texts,
 * tokens are broken up and stay so.
 */
export function createDisguise(texts: readonly string[], tokens: readonly string[]): Disguise {
  const unused = invisible.find((character) => !texts.some((text) => text.includes(character)));
  const character = unused ?? '\u2060';
  const forms = tokens.map((token) => `${token.slice(0, 1)}${character}${token.slice(1)}`);
  const exchange = (text: string, from: readonly string[], to: readonly string[]) =>
    from.reduce((result, part, index) => result.replaceAll(part, () => to[index] ?? ''), text);
  return {
    hide: (text) => exchange(text, tokens, forms),
    reveal: (text) => (unused === undefined ? text : exchange(text, forms, tokens)),
    forms,
  };
}

/** What may be handed on of a reply, and the token that ended it. */
export interface Screened {
  readonly text: string;
  readonly token?: string;
}

/** Keeps control tokens out of a streamed reply, however its pieces are cut. */
export interface TokenScreen {
  /** Takes the next piece. After a token the reply is over. */
  take(piece: string): Screened;
  /** What was held back, at the end of the reply. */
  rest(): string;
}

/**
 * Creates the screen of one reply. It holds back at most the length of the longest token: the end of
 * the text that may become one. The user's own tokens come out as the user wrote them.
 */
export function createTokenScreen(tokens: readonly string[], disguise: Disguise): TokenScreen {
  const patterns = [...tokens, ...disguise.forms];
  const longest = Math.max(0, ...patterns.map((pattern) => pattern.length));
  const starts = new Set(patterns.map((pattern) => pattern.slice(0, 1)));
  let held = '';

  /** Where the end of the held text begins that may become a pattern. */
  const openEnd = (): number => {
    for (let at = Math.max(0, held.length - longest + 1); at < held.length; at++) {
      if (!starts.has(held.charAt(at))) {
        continue;
      }
      const end = held.slice(at);
      if (patterns.some((pattern) => pattern.length > end.length && pattern.startsWith(end))) {
        return at;
      }
    }
    return held.length;
  };

  return {
    take(piece) {
      held += piece;
      if (![...starts].some((start) => held.includes(start))) {
        // Most pieces hold nothing that begins a token.
        const text = held;
        held = '';
        return { text };
      }
      const [first] = tokens
        .map((token) => ({ token, at: held.indexOf(token) }))
        .filter(({ at }) => at !== -1)
        .sort((one, other) => one.at - other.at);
      const until = first?.at ?? openEnd();
      const text = disguise.reveal(held.slice(0, until));
      held = first === undefined ? held.slice(until) : '';
      return first === undefined ? { text } : { text, token: first.token };
    },
    rest() {
      const text = disguise.reveal(held);
      held = '';
      return text;
    },
  };
}
