/**
 * What models do to a right answer: the catalogue of the shaping bench. Each defect is applied to what
 * stood in a hole; the words in it are drawn from lists of which the held-out half has its own.
 */
import {
  asDiff,
  asSearchReplace,
  bare,
  cut,
  eachLine,
  enclosing,
  filled,
  firstHalf,
  fromFirstColumn,
  inFence,
  isBlock,
  isCode,
  isLines,
  isProse,
  looping,
  oneLevelDeeper,
  otherPiece,
  reopened,
  withEntities,
  withFirstLineIndented,
  withLineNumbers,
  withMoreClosers,
  withOtherIndentation,
  withoutCloser,
  withRest,
} from './shapingChanges.mts';
import type { Dice, Hole } from './shapingHoles.mts';

/** A defect: its name, and the reply with it, or undefined where it cannot occur. */
export interface Defect {
  readonly name: string;
  readonly apply: (hole: Hole, dice: Dice) => string | undefined;
  /** What must be left: the whole answer unless said otherwise. */
  readonly wanted?: 'the beginning' | 'nothing';
}

/** Even entries are for development, odd ones are held out. */
const announcements = [
  'Here is the completed code:',
  "Sure! Here's what goes there:",
  'The missing part is:',
  'To complete the function, insert the following:',
  'Based on the surrounding code, the completion is as follows:',
  'Certainly, this is the code that fills the gap:',
  '以下是补全的代码：',
  '这是缺失的代码：',
  'I filled in the missing code:',
  'You can use this snippet:',
];
const remarks = [
  'This code returns the value that the caller expects.',
  'This completes the statement in the same style as the rest.',
  'Explanation: the value is read once and then reused.',
  'Note that the names are taken from the code above.',
  'I have kept the formatting of the file.',
  'The completion follows the pattern of the lines above it.',
  '这段代码与上文的风格一致。',
  '说明：这里使用了上面的变量。',
  'Let me know if you need anything else!',
  'Hope this helps!',
];
const endTokens = [
  '<|endoftext|>',
  '<|im_end|>',
  ' <EOT>',
  '<|fim_pad|>',
  '<｜end▁of▁sentence｜>',
  '<|eot_id|>',
  '<fim_suffix>',
  '<end_of_turn>',
  '<|file_separator|>',
  '<|cursor|>',
];
const startTokens = [
  '<|fim_middle|>',
  '<MID>',
  '<fim_middle>',
  '<｜fim▁end｜>',
  ' <MID>',
  '<|fim_prefix|>',
  '[MIDDLE]',
  '<|assistant|>',
];
const thoughts = [
  'The user wants the next line. It should use the same names.',
  'Okay, the cursor is inside a call.\n\nSo I need the arguments only.',
  'Let me look at the code. `foo()` is called above, so ```the result``` is needed.',
  'Hmm.',
];

const code =
  (apply: Defect['apply']): Defect['apply'] =>
  (hole, dice) =>
    isCode(hole) ? apply(hole, dice) : undefined;
const notProse =
  (apply: Defect['apply']): Defect['apply'] =>
  (hole, dice) =>
    isProse(hole) ? undefined : apply(hole, dice);

function pick(list: readonly string[], hole: Hole, dice: Dice): string {
  const own = list.filter((_, index) => index % 2 === (hole.heldOut ? 1 : 0));
  return own[Math.floor(dice() * own.length)] ?? '';
}

/** All defects. */
export const defects: readonly Defect[] = [
  { name: 'fence', apply: notProse((hole) => inFence(hole, bare(hole))) },
  { name: 'fence, never closed', apply: notProse((hole) => `\`\`\`\n${bare(hole)}\n`) },
  { name: 'fence closed behind the answer', apply: notProse((hole) => `${hole.truth}\n\`\`\`\n`) },
  {
    name: 'prose before a fence',
    apply: notProse(
      (hole, dice) => `${pick(announcements, hole, dice)}\n\n${inFence(hole, bare(hole))}`,
    ),
  },
  {
    name: 'prose behind a fence',
    apply: notProse((hole, dice) => `${inFence(hole, bare(hole))}\n\n${pick(remarks, hole, dice)}`),
  },
  {
    name: 'prose behind the answer',
    apply: code((hole, dice) => `${hole.truth}\n\n${pick(remarks, hole, dice)}\n`),
  },
  {
    name: 'prose before the answer',
    apply: code((hole, dice) => `${pick(announcements, hole, dice)}\n${bare(hole)}`),
  },
  {
    name: 'code in back quotes',
    apply: code((hole) =>
      isLines(hole) || /^ |`/.test(hole.truth) ? undefined : `\`${hole.truth.trim()}\``,
    ),
  },
  {
    name: 'line begun again',
    apply: (hole) =>
      hole.before.trim().length > 5 ? hole.before.trimStart() + hole.truth : undefined,
  },
  {
    name: 'line begun again, indented',
    apply: (hole) => (hole.before.trim().length > 5 ? hole.before + hole.truth : undefined),
  },
  {
    name: 'lines above repeated',
    apply: (hole) => {
      const head = hole.above.slice(-3);
      return head.some((line) => /\w{3}.*\w{3}/.test(line)) ? filled(hole, head, []) : undefined;
    },
  },
  {
    name: 'whole block repeated, fenced',
    apply: notProse((hole) => {
      const { head, tail } = enclosing(hole);
      return head.some((line) => /\w{3}.*\w{3}/.test(line))
        ? inFence(hole, filled(hole, head, tail))
        : undefined;
    }),
  },
  {
    name: 'rest of the line repeated',
    apply: (hole) => (hole.after.trim() === '' ? undefined : withRest(hole)),
  },
  {
    name: 'part of the rest repeated',
    apply: (hole) =>
      hole.after.trim().length < 2 ? undefined : hole.truth + firstHalf(hole.after),
  },
  {
    name: 'lines below repeated',
    apply: (hole, dice) =>
      [withRest(hole), ...hole.below.slice(0, 1 + Math.floor(dice() * 6))].join('\n'),
  },
  { name: 'a closer too many', apply: code(withMoreClosers) },
  { name: 'a closer missing', apply: code(withoutCloser) },
  {
    name: 'token at the end',
    apply: (hole, dice) => `${hole.truth}${pick(endTokens, hole, dice)}`,
  },
  {
    name: 'token and more',
    apply: (hole, dice) =>
      `${hole.truth}${pick(endTokens, hole, dice)}\n${hole.above[0] ?? ''}\nmore`,
  },
  {
    name: 'token at the start',
    apply: (hole, dice) => `${pick(startTokens, hole, dice)}${hole.truth}`,
  },
  { name: 'tabs for spaces, spaces for tabs', apply: withOtherIndentation },
  { name: 'written from the first column', apply: fromFirstColumn },
  { name: 'first line indented again', apply: withFirstLineIndented },
  { name: 'one level too deep', apply: oneLevelDeeper },
  { name: 'CRLF', apply: (hole) => `${hole.truth.replaceAll('\n', '\r\n')}\r\n` },
  { name: 'loop of lines', apply: looping },
  {
    name: 'run-on into other code',
    apply: code((hole) => {
      const piece = otherPiece(hole);
      return piece === undefined
        ? undefined
        : `${withRest(hole)}\n${enclosing(hole).tail.join('\n')}\n\n${piece}`;
    }),
  },
  {
    name: 'line breaks before',
    apply: code((hole) => (isBlock(hole) ? `\n\n${hole.truth}` : undefined)),
  },
  {
    name: 'space before',
    apply: (hole) => (/\s$/.test(hole.before) ? ` ${hole.truth}` : undefined),
  },
  {
    name: 'space and lines behind',
    apply: code((hole) => `${eachLine(hole.truth, (line) => `${line}  `)}\n\n  \n`),
  },
  { name: 'cut by the token limit', apply: cut, wanted: 'the beginning' },
  { name: 'HTML entities', apply: code(withEntities) },
  { name: 'line numbers', apply: code(withLineNumbers) },
  { name: 'diff', apply: code(asDiff) },
  { name: 'search and replace', apply: code(asSearchReplace) },
  { name: 'string opened again', apply: reopened },
  {
    name: 'thought',
    apply: (hole, dice) => `<think>\n${pick(thoughts, hole, dice)}\n</think>\n\n${hole.truth}`,
  },
  {
    name: 'rest of a thought',
    apply: (hole, dice) => `${pick(thoughts, hole, dice)}\n</think>\n${bare(hole)}`,
  },
  { name: 'bidirectional control', apply: (hole) => `\u202e${hole.truth}`, wanted: 'nothing' },
  { name: 'byte order mark', apply: (hole) => `\ufeff${hole.truth}` },
  {
    name: 'no-break spaces',
    apply: code((hole) =>
      / /.test(hole.truth) && !/["'`/#]/.test(hole.truth)
        ? hole.truth.replaceAll(' ', '\u00a0')
        : undefined,
    ),
  },
];
