import type { ChatTurn, ToolCall } from '../privacy/safePrompt.ts';
import type { ModelChunk } from './client.ts';

/** A part of a tool's call as OpenAI's API streams it; the servers agree on less than its types say. */
export interface CallPiece {
  /** Which call of the reply this is a part of; not every server says it. */
  readonly index?: number | null;
  /** With the first part, with each part, or never. */
  readonly id?: string | null;
  readonly function?: {
    readonly name?: string | null;
    /** A part of the text of a JSON object. */
    readonly arguments?: string | null;
  } | null;
}

/** Names for calls to which the server gave none, unique in a conversation: it grows with each of them. */
export function callIds(turns: readonly ChatTurn[]): () => string {
  let count = 0;
  return () => `call_${turns.length}_${count++}`;
}

interface OpenCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  arguments: string;
}

/** Puts the calls of one reply together from their pieces. */
export interface CallAssembler {
  take(pieces: readonly CallPiece[] | null | undefined): void;
  /**
   * The calls in their order, when the reply is over.
   * @param reason why it ended: of one that was cut the last call may be missing.
   * @throws {Error} when a call of a whole reply is none.
   */
  rest(reason: 'stop' | 'length' | 'filtered'): Generator<ModelChunk>;
}

/** Creates the assembler of one reply. */
export function createCallAssembler(nextId: () => string): CallAssembler {
  const calls: OpenCall[] = [];
  return {
    take(pieces) {
      for (const piece of pieces ?? []) {
        const id = piece.id || undefined;
        const { name, arguments: part } = piece.function ?? {};
        let call = calls.findLast(({ index }) => piece.index == null || index === piece.index);
        if (call === undefined || isOther(call, id, name || undefined, piece)) {
          call = { index: piece.index ?? undefined, id: '', name: '', arguments: '' };
          calls.push(call);
        }
        call.id ||= id ?? '';
        call.name ||= name ?? '';
        call.arguments += part ?? '';
      }
    },
    *rest(reason) {
      for (const { arguments: text, id, name } of calls) {
        const input = inputOf(text);
        if (input !== undefined && name !== '') {
          yield { kind: 'tool call', call: { id: id || nextId(), name, input } };
        } else if (reason === 'stop') {
          throw new Error('the arguments of a tool call are no JSON object');
        }
      }
    },
  };
}

/**
 * Whether a piece begins a further call: some servers give every call the index 0 or none, and tell them
 * apart by their ids alone (Gemini), or not at all but for the name that stands with each first part.
 */
function isOther(
  call: OpenCall,
  id: string | undefined,
  name: string | undefined,
  { index }: CallPiece,
): boolean {
  if (id !== undefined && call.id !== '') {
    return id !== call.id;
  }
  return index == null && id === undefined && name !== undefined && call.name !== '';
}

/** Nothing stands for an object without fields; some models write their JSON into a text once more. */
function inputOf(text: string): ToolCall['input'] | undefined {
  if (text.trim() === '') {
    return {};
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? inputOf(value) : toFields(value);
  } catch {
    return undefined;
  }
}

function toFields(value: unknown): ToolCall['input'] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined;
}
