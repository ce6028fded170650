import { commonEnds, commonFillMarks, createDisguise } from '../model/controlTokens.ts';
import { delimiterFor } from '../model/delimiter.ts';
import type { ChatPrompt, ChatTurn } from '../privacy/safePrompt.ts';
import { type Excerpt, excerptOf } from '../subject/excerpt.ts';
import { showInvisible } from '../subject/invisible.ts';
import { materialOf } from '../subject/material.ts';
import type { Subject, Use } from '../subject/subject.ts';
import { applyEdits } from './edits.ts';
import { type OtherFile, otherWords, type ShownFile, shownFiles } from './elsewhere.ts';
import { hunksOf } from './hunks.ts';
import { marks } from './marks.ts';
import type { Attempt, EditTask } from './task.ts';
import { instructionsFor, taskWords } from './words.ts';

/** Version of the words of a prompt: another version is another question. */
export const templateVersion = 1;

/** What goes into the prompt. */
export interface PromptParts {
  readonly subject: Subject;
  readonly excerpt: Excerpt;
  readonly uses: readonly Use[];
  /** Files that may be changed besides, where the task needs it. */
  readonly others: readonly ShownFile[];
  readonly task: EditTask;
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
  /** Name of the language of the reason. */
  readonly language: string;
  /** Of this installation, for the delimiters. */
  readonly secret: string;
}

/** Characters that a token stands for at least, in code. */
const charactersPerToken = 3;
/** The words of the task, the example, and what the server's template adds. */
const frameTokens = 900;
/** More than this helps no model to change a piece of code, and a cloud's context is far larger. */
const mostCharacters = 60_000;
const leastAnswerTokens = 1_024;
const mostAnswerTokens = 8_192;
/** Shares of the budget; what is left is for names, imports, uses, problems and titles. */
const excerptShare = 0.55;
const attemptsShare = 0.15;
const exampleShare = 0.15;
const othersShare = 0.15;
const mostComplaints = 10;

/**
 * Most tokens of an answer: the code that is asked about twice, since a block repeats what it replaces.
 * @param contextTokens what the model takes, answer included
 */
export function answerTokens({ spans }: Subject, contextTokens: number): number {
  const asked = spans.reduce((sum, { end, start }) => sum + end - start, 0);
  const wanted = leastAnswerTokens + Math.ceil((2 * asked) / charactersPerToken);
  return Math.floor(Math.min(wanted, mostAnswerTokens, contextTokens / 2));
}

/** Chooses what of the document is sent. */
export function chooseExcerpt(subject: Subject, contextTokens: number): Excerpt {
  const budget = budgetFor(subject, contextTokens) * excerptShare;
  return excerptOf(subject.text, subject.spans, subject.focus, budget);
}

/** Chooses what of other open files is sent. */
export function chooseOthers(
  others: readonly OtherFile[],
  subject: Subject,
  contextTokens: number,
): readonly ShownFile[] {
  return shownFiles(others, subject.path, budgetFor(subject, contextTokens) * othersShare);
}

function budgetFor(subject: Subject, contextTokens: number): number {
  const left = contextTokens - answerTokens(subject, contextTokens) - frameTokens;
  return Math.min(mostCharacters, Math.max(contextTokens / 4, left) * charactersPerToken);
}

/** A prompt, and what undoes in a reply what was done to the prompt. */
export interface EditPrompt {
  readonly prompt: ChatPrompt;
  /** Gives the user's own control tokens their form back. */
  reveal(reply: string): string;
}

/** Puts the task into words. Everything of the files stands between delimiters that it cannot know. */
export function editPrompt(parts: PromptParts, contextTokens: number): EditPrompt {
  const { attempts, others, subject, task } = parts;
  const budget = budgetFor(subject, contextTokens);
  const material = [
    materialOf(parts, budget),
    otherWords(others),
    attemptWords(subject.text, attempts, budget * attemptsShare),
    newFileWords(task, budget * exampleShare),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
  const asked = taskWords(task, subject, attempts.length);
  const disguise = createDisguise([material, asked], [...commonFillMarks, ...commonEnds]);
  const tag = delimiterFor(parts.secret, material);
  const content = `<material-${tag}>\n${disguise.hide(material).replaceAll(tag, '')}\n</material-${tag}>\n\n${disguise.hide(asked)}`;
  const turns: readonly ChatTurn[] = [
    ...instructionsFor(task, tag, parts.language, others.length > 0),
    { role: 'user', content },
  ];
  return { prompt: { turns }, reveal: disguise.reveal };
}

/** Earlier answers as blocks, and what the editor said to them; the newest are the ones that fit. */
function attemptWords(text: string, attempts: readonly Attempt[], budget: number): string {
  let left = budget;
  return attempts
    .map((attempt, index) => ({ attempt, number: index + 1 }))
    .toReversed()
    .map(({ attempt, number }) => {
      const complaints = attempt.complaints
        .slice(0, mostComplaints)
        .map((complaint) => `- ${showInvisible(complaint.replace(/\s+/g, ' '))}`);
      const said =
        complaints.length === 0 ? '' : `\nWhat was wrong with it:\n${complaints.join('\n')}`;
      const blocks = showInvisible(blocksOf(text, attempt));
      return `Attempt ${number}, which was taken back:\n${blocks}${said}`;
    })
    .filter((words) => {
      left -= words.length;
      return left >= 0;
    })
    .toReversed()
    .join('\n\n');
}

function blocksOf(text: string, { edits }: Attempt): string {
  const after = applyEdits(text, edits);
  return hunksOf(text, edits)
    .map((hunk) => {
      const search = text.slice(hunk.before.start, hunk.before.end);
      const replace = after.slice(hunk.after.start, hunk.after.end);
      return [marks.search, ...linesIn(search), marks.divider, ...linesIn(replace), marks.replace];
    })
    .map((lines) => lines.join('\n'))
    .join('\n');
}

function linesIn(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Paths and tests are the repository's text too. */
function newFileWords(task: EditTask, budget: number): string {
  if (task.kind !== 'tests') {
    return '';
  }
  const fits = task.example !== '' && task.example.length <= budget;
  return [
    fits ? `A test of this project, for its style:\n${showInvisible(task.example)}` : '',
    `The new file of tests: ${showInvisible(task.testPath.replace(/\s+/g, ' '))}`,
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}
