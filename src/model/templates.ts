/** How one family of models is asked to fill: raw text with control tokens around prefix and suffix. */
export interface FillTemplate {
  readonly name: string;
  /** Model names and Ollama families that use it. */
  readonly names: RegExp;
  /** Texts that prove the template when they stand in the model's own chat template. */
  readonly marks: readonly string[];
  readonly render: (prefix: string, suffix: string, path: string) => string;
  /** Control tokens: stops for the server, leaks in a reply, forbidden in the user's code. */
  readonly tokens: readonly string[];
}

/** `<fim_prefix>…`: StarCoder, SantaCoder's successor; StarCoder2 and StableCode use the same words. */
function underscored(open: string, close: string): Pick<FillTemplate, 'render' | 'tokens'> {
  const token = (name: string) => `${open}${name}${close}`;
  const [prefix, suffix, middle, pad] = ['prefix', 'suffix', 'middle', 'pad'].map((part) =>
    token(`fim_${part}`),
  ) as [string, string, string, string];
  return {
    render: (before, after) => `${prefix}${before}${suffix}${after}${middle}`,
    tokens: [prefix, suffix, middle, pad],
  };
}

const piped = underscored('<|', '|>');
const plain = underscored('<', '>');

/**
 * The templates, each with the document that defines it. The first whose `marks` stand in the model's
 * own template wins, else the first whose `names` matches the model's name or family.
 */
const templates: readonly FillTemplate[] = [
  {
    // https://github.com/QwenLM/Qwen2.5-Coder#fill-in-the-middle-with-qwen25-coder (Qwen3-Coder the same)
    name: 'qwen',
    names: /qwen-?(?:2\.5|3)?[\w.-]*coder|codeqwen|qwen-?coder/i,
    marks: ['<|fim_prefix|>', '<|repo_name|>'],
    ...piped,
    tokens: [
      ...piped.tokens,
      '<|endoftext|>',
      '<|im_start|>',
      '<|im_end|>',
      '<|repo_name|>',
      '<|file_sep|>',
    ],
  },
  {
    // https://github.com/deepseek-ai/DeepSeek-Coder#2-code-insertion (V2 the same)
    name: 'deepseek',
    names: /deepseek-?coder/i,
    marks: ['<｜fim▁begin｜>'],
    render: (prefix, suffix) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
    tokens: [
      '<｜fim▁begin｜>',
      '<｜fim▁hole｜>',
      '<｜fim▁end｜>',
      '<｜end▁of▁sentence｜>',
      '<|EOT|>',
    ],
  },
  {
    // https://huggingface.co/codellama/CodeLlama-7b-hf (tokenizer: prefix ▁<PRE>, suffix ▁<SUF>, middle ▁<MID>)
    name: 'codellama',
    names: /code-?llama/i,
    marks: ['<PRE>'],
    render: (prefix, suffix) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
    tokens: ['<PRE>', '<SUF>', '<MID>', '<EOT>', '</s>'],
  },
  {
    // https://ai.google.dev/gemma/docs/codegemma (fill-in-the-middle tokens)
    name: 'codegemma',
    names: /code-?gemma/i,
    marks: ['<|file_separator|>'],
    ...piped,
    tokens: [...piped.tokens.slice(0, 3), '<|file_separator|>', '<eos>', '<end_of_turn>'],
  },
  {
    // https://huggingface.co/mistralai/Codestral-22B-v0.1 (suffix first; mistral-common FIM encoding)
    name: 'codestral',
    names: /codestral|devstral-?fim/i,
    marks: ['[SUFFIX]'],
    render: (prefix, suffix) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
    tokens: ['[SUFFIX]', '[PREFIX]', '[MIDDLE]', '[INST]', '[/INST]', '</s>'],
  },
  {
    // https://huggingface.co/ByteDance-Seed/Seed-Coder-8B-Base (suffix first)
    name: 'seed-coder',
    names: /seed-?coder/i,
    marks: ['<[fim-suffix]>'],
    render: (prefix, suffix) => `<[fim-suffix]>${suffix}<[fim-prefix]>${prefix}<[fim-middle]>`,
    tokens: ['<[fim-suffix]>', '<[fim-prefix]>', '<[fim-middle]>', '<[end▁of▁sentence]>'],
  },
  {
    // https://huggingface.co/JetBrains/Mellum-4b-base (suffix first, file name before it)
    name: 'mellum',
    names: /mellum/i,
    marks: [],
    render: (prefix, suffix, path) =>
      `<filename>${path}\n<fim_suffix>${suffix}<fim_prefix>${prefix}<fim_middle>`,
    tokens: [...plain.tokens, '<filename>', '<|endoftext|>'],
  },
  {
    // https://huggingface.co/zai-org/codegeex4-all-9b (code completion with FIM)
    name: 'codegeex',
    names: /code-?geex/i,
    marks: ['<|code_suffix|>'],
    render: (prefix, suffix, path) =>
      `<|user|>\n###PATH:${path}\n###MODE:LINE\n<|code_suffix|>${suffix}<|code_prefix|>${prefix}<|code_middle|><|assistant|>\n`,
    tokens: [
      '<|code_suffix|>',
      '<|code_prefix|>',
      '<|code_middle|>',
      '<|user|>',
      '<|assistant|>',
      '<|endoftext|>',
    ],
  },
  {
    // https://github.com/ibm-granite/granite-code-models (StarCoder's tokens)
    // https://huggingface.co/ibm-granite/granite-4.0-micro (Granite 4: with bars)
    name: 'granite-4',
    names: /granite-?4/i,
    marks: ['<|fim_prefix|>'],
    ...piped,
    tokens: [...piped.tokens, '<|end_of_text|>', '<|start_of_role|>', '<|end_of_role|>'],
  },
  {
    // https://huggingface.co/bigcode/starcoder2-7b, https://huggingface.co/stabilityai/stable-code-3b
    name: 'starcoder',
    names: /star-?coder|stable-?code|granite[\w.-]*code|codegranite|refact/i,
    marks: ['<fim_prefix>'],
    ...plain,
    tokens: [...plain.tokens, '<file_sep>', '<repo_name>', '<|endoftext|>'],
  },
];

/**
 * The template of a model, or undefined when none is known.
 * @param own the model's own chat template, as its server shows it; `''` when unknown.
 */
export function fillTemplateFor(
  model: string,
  families: readonly string[],
  own: string,
): FillTemplate | undefined {
  const named = templates.find((template) => template.names.test(model));
  if (named !== undefined) {
    return named;
  }
  const marked = templates.find((template) => template.marks.some((mark) => own.includes(mark)));
  return (
    marked ?? templates.find((template) => families.some((family) => template.names.test(family)))
  );
}

/** A character that no reader sees and no model's vocabulary joins to a control token. */
const wordJoiner = '\u2060';

/**
 * Breaks up control tokens that stand in the user's own code, so that a file cannot steer the prompt.
 * `restoreTokens` puts them back in a reply.
 */
export function neutralizeTokens(text: string, tokens: readonly string[]): string {
  return tokens.reduce(
    (safe, token) => safe.replaceAll(token, `${token[0]}${wordJoiner}${token.slice(1)}`),
    text,
  );
}

/** Undoes `neutralizeTokens` in a reply that quotes the user's code. */
export function restoreTokens(text: string, tokens: readonly string[]): string {
  return tokens.reduce(
    (original, token) => original.replaceAll(`${token[0]}${wordJoiner}${token.slice(1)}`, token),
    text,
  );
}
