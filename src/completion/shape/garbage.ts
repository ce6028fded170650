import type { Language } from '../../text/language.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Control tokens of fill and chat templates that models write out when their template does not fit:
 * `<|fim_…|>`, `<fim_…>`, `<PRE>`, `<EOT>`, `<｜fim▁…｜>`, `<|im_end|>`, `<end_of_turn>`, `[SUFFIX]`,
 * and the hole's marker of our own chat prompt.
 */
const controlToken =
  /<\|[A-Za-z_▁][\w▁]{0,40}\|>|<｜[^｜>\n]{1,40}｜>|▁?<(?:PRE|SUF|MID|EOT|EOM|MASK)>|<fim[_-](?:prefix|suffix|middle|pad)>|<(?:file_sep|repo_name|filename|gh_stars|jupyter_code|start_of_turn|end_of_turn|begin_of_text)>|\[(?:SUFFIX|PREFIX|MIDDLE|INST)\]|\[\/INST\]|⟦HOLE⟧/g;

/** A token of which the stream has not yet delivered the end. */
const unfinishedToken = /<(?:\||｜)[\w▁]{0,40}[|｜]?$/;

/** `<s>` is struck-out text where a language has tags. */
const sentenceToken = /^\s*<s>|<\/s>\s*$/g;

const thoughtEnd = '</think>';

/**
 * Leaves out a thought before the answer, and cuts at the first control token; tokens before the answer
 * are a template echoed, and what follows them may be the answer.
 */
export function withoutControlTokens(
  text: string,
  { below, language, prefix }: Surroundings,
): string {
  const head = text.trimStart();
  if (head.startsWith('<think>') && !head.includes(thoughtEnd)) {
    return '';
  }
  // In code that is about such marks they are no more than text.
  const isOwn = (mark: string) => prefix.includes(mark) || below.includes(mark);
  const thoughtEndsAt =
    head.startsWith('<think>') || !isOwn(thoughtEnd) ? text.lastIndexOf(thoughtEnd) : -1;
  const spoken =
    thoughtEndsAt === -1
      ? text
      : text.slice(thoughtEndsAt + thoughtEnd.length).replace(/^(?:[ \t]*\n)+/, '');
  const answer = language.tags ? spoken : spoken.replace(sentenceToken, '');
  let start = 0;
  for (const token of answer.matchAll(controlToken)) {
    if (isOwn(token[0]) || isQuoted(answer, token.index, token[0].length)) {
      continue;
    }
    if (answer.slice(start, token.index).trim() !== '') {
      return answer.slice(start, token.index);
    }
    start = token.index + token[0].length;
  }
  return answer.slice(start).replace(unfinishedToken, '');
}

/** Code about such marks writes them in quotes. */
function isQuoted(text: string, start: number, length: number): boolean {
  return /["'`]/.test(text[start - 1] ?? '') && text[start - 1] === text[start + length];
}

const fenceOpen = /^[ \t]*(?:```|~~~)[\w+#.-]*[ \t]*(?:\n|$)/m;
const fenceClose = /^[ \t]*(?:```|~~~)/m;

/** Takes the code out of a Markdown fence; in a natural language a fence is text. */
export function unfence(text: string, { language }: Surroundings): string {
  if (language.prose) {
    return text;
  }
  const open = fenceOpen.exec(text);
  if (open === null) {
    return withoutInlineCode(text, language);
  }
  const head = text.slice(0, open.index);
  // Code before the fence means that this fence closes it; words before it announce the code inside.
  if (head.trim() !== '' && !isTalk(head)) {
    return head;
  }
  const inside = text.slice(open.index + open[0].length);
  const close = fenceClose.exec(inside);
  return close === null ? inside : inside.slice(0, close.index).replace(/\n$/, '');
}

/**
 * A whole answer between single back quotes is code in a sentence's clothes. Where a string may be written
 * so, it must look like code.
 */
function withoutInlineCode(text: string, { strings }: Language): string {
  const code = /^\s*`([^`\n]+)`\s*$/.exec(text)?.[1];
  const isString =
    strings.some(({ open }) => open === '`') &&
    !/[;=(){}[\]]/.test(code?.replace(/\$\{[^}]*\}/g, '') ?? '');
  return code === undefined || isString || code.includes('${') ? text : code;
}

const openers =
  /^(?:here(?:'s| is| are)\b|sure[,!. ]|certainly|of course|okay[,!. ]|(?:the|your) (?:missing|complet\w*|following|code|answer|function|hole|marker)\b|i(?:'m| am| can| will|'ll|'ve| have| cannot| can't| think| would)\b|as an ai|sorry|apologies|unfortunately|to (?:complete|fill|implement|fix|answer) |this (?:code|function|will|completes|implementation|is|fills)\b|you (?:can|should|need|could)\b|note(?: that|:)|explanation:|\*\*|in this (?:code|case|example)|it (?:looks|seems|appears)|based on|let's|let me|没有|以下|这是|这里|这段|当然|好的|抱歉|对不起|根据|您|你|代码|补全|解释|说明)/i;

/** The beginning of a line tells what it is. */
const longestTalk = 400;

const letters = /\p{L}/gu;

/** A line that talks about code in English or Chinese instead of being code. */
function isTalkLine(line: string): boolean {
  const text = line.slice(0, longestTalk).trim();
  if (/[;{}=]$|^\s*(?:\/\/|#|\*|\/\*|--|<!--)/.test(text)) {
    return false;
  }
  if (openers.test(text)) {
    return (
      /\p{L}+[ ,:'!]+\p{L}+|\p{Script=Han}{2}/u.test(text) ||
      /^(?:sure|sorry|certainly)/i.test(text)
    );
  }
  const words = text.split(/\s+/);
  const plain = words.filter((word) => /^["'(`]?\p{L}[\p{L}'’-]*["')`]?[,.;:!?]?$/u.test(word));
  const sentence = /^\p{Lu}/u.test(text) && /[.:!?]$/.test(text);
  return sentence && words.length >= 5 && plain.length >= words.length * 0.8;
}

function isTalk(text: string): boolean {
  return isTalkLine(text.trimStart().split('\n', 1)[0] ?? '');
}

/** A model that talks instead of writing code has nothing to show; talk after the code is cut off. */
export function withoutProse(text: string, { growing, language, scope }: Surroundings): string {
  if (language.prose) {
    return text;
  }
  if (scope !== 'code' && !/^\s*\n/.test(text)) {
    // Words belong here, but not the ones that announce a fence which has not come yet.
    return growing && isTalk(text) && /[:：]\s*$/.test(text) ? '' : text;
  }
  if (isTalk(text)) {
    return announced(text);
  }
  const lines = text.split('\n');
  const talk = lines.findIndex(
    (line, index) =>
      index > 0 && lines[index - 1]?.trim() === '' && /^\S/.test(line) && isTalkLine(line),
  );
  return talk === -1 ? text : lines.slice(0, talk).join('\n').trimEnd();
}

/** What follows a line that announces code with a colon, unless it is more talk. */
function announced(text: string): string {
  const [head = '', ...rest] = text.trimStart().split('\n');
  const code = rest.join('\n').replace(/^(?:[ \t]*\n)+/, '');
  return /[:：]\s*$/.test(head) && !isTalk(code) ? code : '';
}

/** True while a reply has so far only talked: a fence with the code may still follow. */
export function onlyTalks(text: string): boolean {
  return isTalk(text) && !fenceOpen.test(text);
}

/** Some letters or digits: not a row of punctuation. */
export function hasWord(text: string): boolean {
  return (text.match(letters)?.length ?? 0) >= 3;
}
