import { invisibleIn } from '../subject/invisible.ts';
import { isEllipsis } from './ellipsis.ts';
import { parseReply } from './format.ts';
import { reasonIn } from './reason.ts';
import type { EditRefusal } from './task.ts';
import type { Secrets } from './veil.ts';

/** The new file that a reply holds, or why it holds none. */
export type ReadFile =
  | { readonly kind: 'new file'; readonly text: string; readonly why: string }
  | { readonly kind: 'refused'; readonly reason: EditRefusal; readonly why: string };

const longestFile = 200_000;

/**
 * Reads a reply that is to hold one whole file between fences.
 * @param isCut the reply ended at the token limit
 */
export function readNewFile(reply: string, isCut: boolean, secrets: Secrets): ReadFile {
  const parsed = parseReply(reply);
  const why = secrets.conceal(reasonIn(parsed));
  const refuse = (reason: EditRefusal): ReadFile => ({ kind: 'refused', reason, why });
  const [fence, ...others] = parsed.fences;
  if (parsed.declines) {
    return refuse({ kind: 'nothing to change' });
  }
  if (fence === undefined || others.length > 0 || parsed.blocks.length > 0) {
    return refuse({ kind: isCut ? 'truncated' : 'prose' });
  }
  if (!fence.isClosed) {
    return refuse({ kind: 'truncated' });
  }
  if (fence.lines.some(isEllipsis)) {
    return refuse({ kind: 'ellipsis' });
  }
  const text = `${fence.lines.join('\n').trim()}\n`;
  // A secret of one file has no place in another.
  if (!secrets.isKept('', text)) {
    return refuse({ kind: 'placeholder' });
  }
  const names = invisibleIn(text);
  if (names.length > 0) {
    return refuse({ kind: 'invisible characters', names });
  }
  return text.length > longestFile ? refuse({ kind: 'huge' }) : { kind: 'new file', text, why };
}

/** The file as far as it has come; '' before its fence. */
export function readFilePartly(reply: string): string {
  const [fence] = parseReply(reply).fences;
  // The last line may still be growing.
  return fence?.lines.slice(0, fence.isClosed ? undefined : -1).join('\n') ?? '';
}
