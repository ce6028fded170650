import type { ChatImage, ChatTurn, ToolCall } from '../privacy/safePrompt.ts';

/** A part of a message of the editor's chat. */
export type ChatPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly image: ChatImage }
  | { readonly kind: 'tool call'; readonly call: ToolCall }
  | {
      readonly kind: 'tool result';
      readonly callId: string;
      readonly text: string;
      readonly images: readonly ChatImage[];
    };

/** A message of the editor's chat. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly ChatPart[];
}

/** What a model reads in the place of a picture that it could not read. */
export const imageLeftOut = '[A picture was left out here.]';

/**
 * The messages as turns that every server takes. Servers refuse a conversation in which a call has no
 * result or a result no call, as one is that was cut or stopped: such a call is left out, such a result is
 * told as text. Results of tools are texts; their pictures follow in a turn of the user.
 * @param readsImages false: the model would refuse a picture, also one of an earlier turn.
 */
export function toTurns(
  messages: readonly ChatMessage[],
  readsImages: boolean,
): readonly ChatTurn[] {
  const answered = new Set(
    messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'tool result' ? [part.callId] : [])),
    ),
  );
  const turns: ChatTurn[] = [];
  /** Calls of the last turn of the assistant that wait for their results. */
  const open = new Map<string, ToolCall>();
  /** Pictures that tools gave: nothing may stand between the results of one turn. */
  let pictures: readonly ChatImage[] = [];
  const push = (turn: ChatTurn) => {
    if (turn.content !== '' || turn.images !== undefined || turn.calls !== undefined) {
      turns.push(turn);
    }
  };
  const pushPictures = () => {
    push({ role: 'user', content: '', ...someImages(pictures) });
    pictures = [];
  };
  for (const { parts, role } of messages) {
    if (role === 'assistant') {
      pushPictures();
      const calls = callsIn(parts).filter(({ id }) => answered.has(id));
      open.clear();
      for (const call of calls) {
        open.set(call.id, call);
      }
      push({ role, content: textIn(parts, ''), ...(calls.length === 0 ? {} : { calls }) });
      continue;
    }
    const rest: ChatPart[] = [];
    for (const part of parts) {
      const call = part.kind === 'tool result' ? open.get(part.callId) : undefined;
      if (part.kind !== 'tool result' || call === undefined) {
        rest.push(part);
        continue;
      }
      open.delete(call.id);
      const left = readsImages ? [] : part.images.map(() => imageLeftOut);
      const content = [part.text, ...left].join('\n');
      turns.push({ role: 'tool', content, answers: { id: call.id, name: call.name } });
      pictures = readsImages ? [...pictures, ...part.images] : pictures;
    }
    const images = readsImages ? imagesIn(rest) : [];
    const content = textIn(readsImages ? rest : rest.map(toldOf), '\n');
    if (content !== '' || images.length > 0) {
      pushPictures();
      push({ role, content, ...someImages(images) });
    }
  }
  pushPictures();
  return withoutOpenCalls(turns);
}

/** A result that came late, behind other turns, was told as text: the call has none then. */
function withoutOpenCalls(turns: readonly ChatTurn[]): readonly ChatTurn[] {
  const results = new Set(
    turns.flatMap(({ answers }) => (answers === undefined ? [] : [answers.id])),
  );
  return turns.flatMap((turn) => {
    const { calls = [], ...rest } = turn;
    const kept = calls.filter(({ id }) => results.has(id));
    if (kept.length === calls.length) {
      return [turn];
    }
    const without = kept.length === 0 ? rest : { ...rest, calls: kept };
    return rest.content === '' && kept.length === 0 ? [] : [without];
  });
}

function someImages(images: readonly ChatImage[]): Pick<ChatTurn, 'images'> {
  return images.length === 0 ? {} : { images };
}

function callsIn(parts: readonly ChatPart[]): readonly ToolCall[] {
  return parts.flatMap((part) => (part.kind === 'tool call' ? [part.call] : []));
}

function imagesIn(parts: readonly ChatPart[]): readonly ChatImage[] {
  return parts.flatMap((part) => {
    if (part.kind === 'image') {
      return [part.image];
    }
    return part.kind === 'tool result' ? part.images : [];
  });
}

function toldOf(part: ChatPart): ChatPart {
  return part.kind === 'image' ? { kind: 'text', text: imageLeftOut } : part;
}

function textIn(parts: readonly ChatPart[], between: string): string {
  return parts
    .flatMap((part) => (part.kind === 'text' || part.kind === 'tool result' ? [part.text] : []))
    .filter((text) => text !== '')
    .join(between);
}
