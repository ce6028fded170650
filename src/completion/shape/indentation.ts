import type { Surroundings } from './shape.ts';

/** Makes the reply's first line continue at the cursor: the editor has indented and broken lines already. */
export function startAtCursor(text: string, { before, extent }: Surroundings): string {
  if (before.trim() === '') {
    const body = text.replace(/^(?:[ \t]*\n)+/, '');
    return relativeTo(before, body);
  }
  if (/^[ \t]*\n/.test(text)) {
    return extent.mayBreakFirst ? text.replace(/^[ \t]+\n/, '\n') : '';
  }
  return /\s$/.test(before) ? text.trimStart() : text;
}

/** Removes from the first line what the cursor's line is indented by; other lines stay where they are. */
function relativeTo(before: string, body: string): string {
  const indent = /^[ \t]*/.exec(body)?.[0] ?? '';
  if (indent === '' || before === '') {
    return body;
  }
  return body.slice(indent.startsWith(before) ? before.length : indent.length);
}

/** Lines after the first use the document's own indentation characters, and start no further left than allowed. */
export function indentLikeDocument(text: string, around: Surroundings): string {
  const lines = text.split('\n');
  if (lines.length === 1) {
    return text;
  }
  const sample = `${around.prefix}\n${around.below}`;
  const usesTabs = /^\t+\S/m.test(sample);
  const usesSpaces = /^ {2,}\S/m.test(sample);
  const replyTabs = lines.slice(1).some((line) => line.startsWith('\t'));
  if (usesTabs && !usesSpaces && !replyTabs) {
    const unit = smallestIndent(lines.slice(1)) ?? 4;
    return lines.map((line, index) => (index === 0 ? line : toTabs(line, unit))).join('\n');
  }
  if (usesSpaces && !usesTabs && replyTabs) {
    const unit = smallestIndent(sample.split('\n')) ?? 4;
    return lines
      .map((line) => line.replace(/^\t+/, (tabs) => ' '.repeat(tabs.length * unit)))
      .join('\n');
  }
  return text;
}

function toTabs(line: string, unit: number): string {
  return line.replace(/^ +/, (spaces) => '\t'.repeat(Math.round(spaces.length / unit)));
}

function smallestIndent(lines: readonly string[]): number | undefined {
  const widths = lines
    .map((line) => /^ +(?=\S)/.exec(line)?.[0].length ?? 0)
    .filter((width) => width >= 2);
  return widths.length === 0 ? undefined : Math.min(...widths);
}
