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
  const turns: ChatTurn[] = [];
  /** Calls of the last turn of the assistant that wait for their results. */
  let open = new Map<string, ToolCall>();
  /** Pictures that tools gave: nothing may stand between the results of one turn. */
  let pictures: readonly ChatImage[] = [];
  const pushPictures = () => {
    if (pictures.length > 0) {
      turns.push({ role: 'user', content: '', images: pictures });
      pictures = [];
    }
  };
  for (const { parts, role } of messages) {
    if (role === 'assistant') {
      pushPictures();
      const calls = callsIn(parts);
      open = new Map(calls.map((call) => [call.id, call]));
      turns.push(turnOf(role, textIn(parts, ''), { calls }));
      continue;
    }
    const rest: ChatPart[] = [];
    for (const part of parts) {
      const call = part.kind === 'tool result' ? open.get(part.callId) : undefined;
      if (part.kind === 'tool result' && call !== undefined) {
        open.delete(call.id);
        turns.push(resultTurn(call, part, readsImages));
        pictures = readsImages ? [...pictures, ...part.images] : pictures;
      } else {
        rest.push(part);
      }
    }
    const images = readsImages ? imagesIn(rest) : [];
    const said = turnOf(role, textIn(readsImages ? rest : rest.map(toldOf), '\n'), { images });
    if (!isEmpty(said)) {
      pushPictures();
      turns.push(said);
    }
  }
  pushPictures();
  return withoutOpenCalls(turns);
}

function turnOf(
  role: ChatMessage['role'],
  content: string,
  { calls = [], images = [] }: Pick<ChatTurn, 'calls' | 'images'>,
): ChatTurn {
  return {
    role,
    content,
    ...(calls.length === 0 ? {} : { calls }),
    ...(images.length === 0 ? {} : { images }),
  };
}

function isEmpty({ calls, content, images }: ChatTurn): boolean {
  return content === '' && calls === undefined && images === undefined;
}

function resultTurn(
  { id, name }: ToolCall,
  { images, text }: ChatPart & { kind: 'tool result' },
  readsImages: boolean,
): ChatTurn {
  const left = readsImages ? [] : images.map(() => imageLeftOut);
  return { role: 'tool', content: [text, ...left].join('\n'), answers: { id, name } };
}

/** Calls without a result behind them, as of a conversation that was stopped; a late result was told as text. */
function withoutOpenCalls(turns: readonly ChatTurn[]): readonly ChatTurn[] {
  const results = new Set(turns.map(({ answers }) => answers?.id));
  return turns
    .map(({ calls = [], ...turn }) => {
      const kept = calls.filter(({ id }) => results.has(id));
      return kept.length === 0 ? turn : { ...turn, calls: kept };
    })
    .filter((turn) => turn.role === 'tool' || !isEmpty(turn));
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
