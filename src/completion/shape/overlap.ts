import type { Surroundings } from './shape.ts';

/** A line shorter than this is too common to prove that the model repeats what stands there. */
const tellingCharacters = 6;
const mostEchoedLines = 40;

/**
 * Some models repeat the current line, the lines above it or the whole function before they go on.
 * What they repeat of the text before the cursor is cut.
 */
export function withoutEcho(text: string, { prefix, before }: Surroundings): string {
  const above = prefix
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.trim() !== '');
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() !== '');
  for (let count = Math.min(above.length, mostEchoedLines, lines.length - 1); count > 0; count--) {
    const echoed = above.slice(-count);
    const end = echoEnd(lines, start, echoed);
    const telling = echoed.some((line) => line.trim().length >= tellingCharacters);
    if (end !== undefined && telling) {
      const rest = lines.slice(end).join('\n');
      return before.trim() === '' ? rest : (withoutLine(rest, before) ?? rest);
    }
  }
  return withoutLine(text, before) ?? text;
}

/** Index behind the echoed lines in `lines`, blank lines left out of the comparison. */
function echoEnd(
  lines: readonly string[],
  start: number,
  echoed: readonly string[],
): number | undefined {
  let index = start;
  for (const line of echoed) {
    while (index < lines.length && lines[index]?.trim() === '') {
      index++;
    }
    if (lines[index]?.trim() !== line.trim()) {
      return undefined;
    }
    index++;
  }
  return index;
}

function withoutLine(text: string, before: string): string | undefined {
  const own = before.trimStart();
  const body = text.trimStart();
  return own.trim().length >= tellingCharacters && body.startsWith(own)
    ? body.slice(own.length)
    : undefined;
}

/** In the middle of a line the rest of it stands there already: cut it where the model writes it again. */
export function withoutRestOfLine(text: string, { after, extent }: Surroundings): string {
  const rest = after.trimEnd();
  if (extent.kind !== 'rest of line' || rest === '') {
    return text;
  }
  const line = text.trimEnd();
  const whole = line.lastIndexOf(rest);
  if (whole !== -1 && whole + rest.length === line.length) {
    return line.slice(0, whole);
  }
  for (let length = Math.min(rest.length, line.length); length > 1; length--) {
    if (line.endsWith(rest.slice(0, length))) {
      return line.slice(0, -length);
    }
  }
  // The model went on past the hole: what it repeats of the rest marks the hole's end.
  const anchor = rest.slice(0, 12).trim();
  const at = anchor.length >= 4 ? line.indexOf(anchor) : -1;
  return at > 0 ? line.slice(0, at) : text;
}

/** Cuts where the reply reproduces the lines that follow in the document, closers included. */
export function withoutFollowingLines(text: string, { below, after }: Surroundings): string {
  const following = below.split('\n').filter((line) => line.trim() !== '');
  const next = following[0]?.trimEnd();
  if (next === undefined) {
    return text;
  }
  const lines = text.split('\n');
  const at = lines.findIndex((line, index) => {
    if (index === 0 && after.trim() !== '') {
      return false;
    }
    const same =
      line.trimEnd() === next || (next.trim().length >= 8 && line.trim() === next.trim());
    return (
      same &&
      (index > 0 || next.trim().length >= tellingCharacters) &&
      followsOn(lines, index, following)
    );
  });
  return at === -1 ? text : lines.slice(0, at).join('\n').trimEnd();
}

/** A closer alone is common: the lines behind it must agree too, as far as there are any. */
function followsOn(lines: readonly string[], at: number, following: readonly string[]): boolean {
  const rest = lines.slice(at).filter((line) => line.trim() !== '');
  const compared = Math.min(rest.length, following.length, 3);
  return rest.slice(0, compared).every((line, index) => line.trim() === following[index]?.trim());
}
