import type { OtherFile } from './fillContext.ts';

/** The text around a hole, as a template sees it. */
export interface Hole {
  readonly prefix: string;
  readonly suffix: string;
  readonly path: string;
  readonly languageId: string;
  readonly singleLine: boolean;
  /** Parts of other files, what changes seldom first; empty for a template without `fileTokens`. */
  readonly files: readonly OtherFile[];
}

/** How one family of models is asked to fill: raw text with control tokens around prefix and suffix. */
export interface FillTemplate {
  readonly name: string;
  /** Names of models that use it. */
  readonly names: RegExp;
  /** Families, as Ollama words them, all of whose models use it. */
  readonly families: readonly string[];
  readonly render: (hole: Hole) => string;
  /** The model was trained to see other files between tokens of their own; else they come as comments. */
  readonly fileTokens: boolean;
  /** Control tokens around the parts. A reply that begins with one comes from a model that does not know them. */
  readonly marks: readonly string[];
  /** Tokens that end the reply, likeliest first: some servers take only the first few as stops. */
  readonly ends: readonly string[];
}

type Layout = Pick<FillTemplate, 'render' | 'marks' | 'fileTokens'>;

/** Writes other files and the heading of the document itself; only asked where there are any. */
type FilesLayout = (files: readonly OtherFile[], path: string) => string;

const piped = prefixFirst('<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>');
const plain = prefixFirst('<fim_prefix>', '<fim_suffix>', '<fim_middle>');
const starcoderEnds = [
  '<|endoftext|>',
  '<file_sep>',
  '<fim_pad>',
  '<repo_name>',
  '<filename>',
  '<|im_end|>',
  '<|im_start|>',
];

/**
 * The templates, each with the document that defines it; where several models of one size can fill,
 * the earlier one is preferred. `test/fixtures/models/fillTemplates.json` holds what those documents say.
 */
const templates: readonly FillTemplate[] = [
  {
    // https://github.com/QwenLM/Qwen2.5-Coder/blob/main/examples/Qwen2.5-Coder-fim.py
    // https://github.com/QwenLM/Qwen3-Coder#fill-in-the-middle-with-qwen3-coder
    // Files: https://arxiv.org/abs/2409.12186, section 3.2.2 (fill in the middle of a repository)
    name: 'qwen',
    names: /qwen[\d.-]*coder/i,
    families: [],
    ...withFilesBefore(piped, (files, path) =>
      [
        '<|repo_name|>project\n',
        ...files.map((file) => `<|file_sep|>${file.path}\n${file.text}\n`),
        `<|file_sep|>${path}\n`,
      ].join(''),
    ),
    ends: [
      '<|endoftext|>',
      '<|fim_pad|>',
      '<|file_sep|>',
      '<|repo_name|>',
      '<|im_end|>',
      '<|im_start|>',
    ],
  },
  {
    // https://github.com/ibm-granite/granite-4.0-language-models#fill-in-the-middle-fim-code-completion
    name: 'granite 4',
    names: /granite-?4/i,
    families: [],
    ...piped,
    ends: ['<|end_of_text|>', '<|fim_pad|>', '<|start_of_role|>', '<|end_of_role|>'],
  },
  {
    // https://huggingface.co/ByteDance-Seed/Seed-Coder-8B-Base, https://arxiv.org/abs/2506.03524
    name: 'seed-coder',
    names: /seed-?coder/i,
    families: [],
    ...suffixFirst('<[fim-suffix]>', '<[fim-prefix]>', '<[fim-middle]>'),
    ends: ['<[end▁of▁sentence]>'],
  },
  {
    // https://github.com/deepseek-ai/DeepSeek-Coder#2-code-insertion (V2 uses the same tokens)
    name: 'deepseek-coder',
    names: /deepseek-?coder/i,
    families: [],
    ...prefixFirst('<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'),
    ends: ['<｜end▁of▁sentence｜>', '<|EOT|>', '<｜begin▁of▁sentence｜>'],
  },
  {
    // https://github.com/mistralai/mistral-common/blob/main/src/mistral_common/tokens/tokenizers/base.py
    name: 'codestral',
    names: /(?<!mamba-?)codestral/i,
    families: [],
    // The middle has no token of its own in the prompt: the reply continues the prefix.
    // Files: `codestralMultifileFimTemplate` in
    // https://github.com/continuedev/continue/blob/main/core/autocomplete/templating/AutocompleteTemplate.ts
    render: ({ files, path, prefix, suffix }) => {
      const before = files.map((file) => `+++++ ${file.path}\n${file.text}\n\n`).join('');
      const heading = files.length === 0 ? '' : `+++++ ${path}\n`;
      return `[SUFFIX]${suffix}[PREFIX]${before}${heading}${prefix}`;
    },
    fileTokens: true,
    marks: ['[SUFFIX]', '[PREFIX]'],
    ends: ['[MIDDLE]', '[INST]', '[/INST]'],
  },
  {
    // https://arxiv.org/abs/2510.05788 (suffix, prefix, middle), https://huggingface.co/JetBrains/Mellum-4b-base
    // Files: the same page, "Fill-in-the-middle with additional files as context"
    name: 'mellum',
    names: /mellum/i,
    families: [],
    ...withFilesBefore(
      suffixFirst('<fim_suffix>', '<fim_prefix>', '<fim_middle>'),
      (files, path) =>
        `${files.map((file) => `<filename>${file.path}\n${file.text}\n`).join('')}<filename>${path}\n`,
    ),
    ends: ['<|endoftext|>', '<filename>', '<fim_pad>'],
  },
  {
    // https://ai.google.dev/gemma/docs/codegemma/prompt-structure (its instruction models only chat)
    // Files: the same page ("use the file separator token for multi-file contexts"), each after its path as in
    // https://arxiv.org/abs/2406.11409, section 2.2
    name: 'codegemma',
    names: /code-?gemma(?!.*(?:-it\b|instruct))/i,
    families: [],
    ...withFilesBefore(
      piped,
      (files, path) =>
        `${files.map((file) => `${file.path}\n${file.text}<|file_separator|>`).join('')}${path}\n`,
    ),
    ends: ['<|file_separator|>', '<eos>', '<end_of_turn>', '<start_of_turn>'],
  },
  {
    // https://github.com/bigcode-project/starcoder2
    // Files: https://arxiv.org/abs/2402.19173, section 5.1 (the path stands inside the prefix)
    name: 'starcoder2',
    names: /star-?coder-?2/i,
    families: ['starcoder2'],
    ...plain,
    render: (hole) => {
      const before = hole.files.map((file) => `<file_sep>${file.path}\n${file.text}\n`).join('');
      return before === ''
        ? plain.render(hole)
        : `<repo_name>project${before}<file_sep>${plain.render({ ...hole, prefix: `${hole.path}\n${hole.prefix}` })}`;
    },
    fileTokens: true,
    ends: starcoderEnds,
  },
  {
    // https://huggingface.co/bigcode/starcoder, https://huggingface.co/stabilityai/stable-code-3b
    // https://github.com/QwenLM/Qwen2.5-Coder/blob/main/examples/CodeQwen1.5-base-fim.py
    name: 'starcoder',
    names: /star-?coder|stable-?code|codeqwen/i,
    families: ['starcoder'],
    ...plain,
    ends: starcoderEnds,
  },
  {
    // https://github.com/ibm-granite/granite-code-models (StarCoder's tokens)
    // https://huggingface.co/ibm-granite/granite-3.3-8b-base
    name: 'granite',
    names: /granite[\w.-]*code|granite-?(?:code|3\.3)/i,
    families: [],
    ...plain,
    ends: [
      '<|endoftext|>',
      '<|end_of_text|>',
      '<fim_pad>',
      '<filename>',
      '<|start_of_role|>',
      '<|end_of_role|>',
    ],
  },
  {
    // https://github.com/THUDM/CodeGeeX4/blob/main/guides/Infilling_guideline.md
    name: 'codegeex',
    names: /code-?geex-?4/i,
    families: [],
    render: ({ files, prefix, suffix, path, languageId, singleLine }) =>
      `<|user|>\n${files.map((file) => `###REFERENCE:\n###PATH:${file.path}\n${file.text}\n`).join('')}` +
      `###PATH:${path}\n###LANGUAGE:${languageName(languageId)}\n` +
      `###MODE:${singleLine ? 'LINE' : 'BLOCK'}\n` +
      `<|code_suffix|>${suffix}<|code_prefix|>${prefix}<|code_middle|><|assistant|>\n`,
    fileTokens: true,
    marks: ['<|code_suffix|>', '<|code_prefix|>', '<|code_middle|>'],
    ends: ['<|user|>', '<|endoftext|>', '<|assistant|>', '<|observation|>'],
  },
  {
    // https://github.com/meta-llama/codellama/blob/main/llama/generation.py (`infilling_prompt_tokens`);
    // its 34 B, 70 B and Python models were not trained to fill.
    name: 'codellama',
    names: /code-?llama(?!.*(?:python|34b|70b))/i,
    families: [],
    render: ({ prefix, suffix }) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
    fileTokens: false,
    marks: ['<PRE>', '<SUF>', '<MID>'],
    ends: ['<EOT>'],
  },
];

function prefixFirst(before: string, after: string, middle: string): Layout {
  return {
    render: ({ prefix, suffix }) => `${before}${prefix}${after}${suffix}${middle}`,
    fileTokens: false,
    marks: [before, after, middle],
  };
}

function suffixFirst(after: string, before: string, middle: string): Layout {
  return {
    render: ({ prefix, suffix }) => `${after}${suffix}${before}${prefix}${middle}`,
    fileTokens: false,
    marks: [after, before, middle],
  };
}

function withFilesBefore(layout: Layout, write: FilesLayout): Layout {
  return {
    ...layout,
    render: (hole) =>
      (hole.files.length === 0 ? '' : write(hole.files, hole.path)) + layout.render(hole),
    fileTokens: true,
  };
}

/** What is known about a model besides its name. */
export interface ModelTraits {
  /** Families as Ollama lists them. */
  readonly families: readonly string[];
  /** The model's own chat template as its server shows it; `''` when unknown. */
  readonly ownTemplate: string;
}

/**
 * The template of a model, or undefined when none is known: by the control tokens in the model's own
 * template, else by its family, else by its name.
 */
export function fillTemplateFor(model: string, traits: ModelTraits): FillTemplate | undefined {
  const shown = templates.filter(({ marks }) =>
    marks.every((mark) => traits.ownTemplate.includes(mark)),
  );
  return (
    // Several templates share their marks; the name tells which tokens end the reply.
    shown.find(({ names }) => names.test(model)) ??
    shown[0] ??
    templates.find(({ families }) => traits.families.some((family) => families.includes(family))) ??
    templates.find(({ names }) => names.test(model))
  );
}

/** Place of a model's template in the order of preference, 0 first; unknown ones come last. */
export function templateRank(model: string): number {
  const rank = templates.findIndex(({ names }) => names.test(model));
  return rank === -1 ? templates.length : rank;
}

/** CodeGeeX wants the language by its written name and takes an empty one where it is not known. */
function languageName(languageId: string): string {
  return codeGeexLanguages.get(languageId) ?? '';
}

const codeGeexLanguages: ReadonlyMap<string, string> = new Map([
  ['c', 'C'],
  ['cpp', 'C++'],
  ['csharp', 'C#'],
  ['css', 'CSS'],
  ['go', 'Go'],
  ['html', 'HTML'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['javascriptreact', 'JavaScript'],
  ['kotlin', 'Kotlin'],
  ['lua', 'Lua'],
  ['php', 'PHP'],
  ['python', 'Python'],
  ['ruby', 'Ruby'],
  ['rust', 'Rust'],
  ['shellscript', 'Shell'],
  ['sql', 'SQL'],
  ['swift', 'Swift'],
  ['typescript', 'TypeScript'],
  ['typescriptreact', 'TypeScript'],
]);
