/**
 * How edit models are asked: they rewrite a window of the document around the cursor, given what was
 * edited before. They know no hole, so they never fill.
 */
export interface RewriteFormat {
  readonly name: string;
  /** Names of models that use it. */
  readonly names: RegExp;
  /** Tokens or headings around the window: a model whose own template holds them all uses the format. */
  readonly marks: readonly string[];
}

const formats: readonly RewriteFormat[] = [
  {
    // https://huggingface.co/zed-industries/zeta (the second version keeps the name with another base)
    name: 'zeta',
    names: /(?:^|[^a-z])zeta(?:-?2)?(?![a-z])/i,
    marks: ['<|editable_region_start|>', '<|editable_region_end|>', '<|user_cursor_is_here|>'],
  },
  {
    // https://huggingface.co/sweepai/sweep-next-edit-1.5B
    name: 'sweep',
    names: /sweep-?next-?edit/i,
    marks: ['<|file_sep|>original/', '<|file_sep|>current/', '<|file_sep|>updated/'],
  },
];

/** The format of an edit model, undefined for every other model. */
export function rewriteFormatFor(model: string, ownTemplate: string): RewriteFormat | undefined {
  return formats.find(
    ({ marks, names }) => names.test(model) || marks.every((mark) => ownTemplate.includes(mark)),
  );
}
