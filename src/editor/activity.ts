import {
  clientThrough,
  type ModelChunk,
  type ModelClient,
  type ModelRequest,
} from '../model/client.ts';
import type { ModelSource } from '../model/source.ts';

/** What is told of the requests of a model. */
export interface ActivityListener {
  /** True from the first request under way until the last one ended. */
  busy(busy: boolean): void;
  /** A request begins. */
  asked(client: ModelClient, request: ModelRequest): void;
  /** The server counted the tokens of a prompt. */
  counted(client: ModelClient, request: ModelRequest, promptTokens: number): void;
}

/** A source of the same models whose requests are noticed. */
export function watchRequests(source: ModelSource, listener: ActivityListener): ModelSource {
  const watched = new WeakMap<ModelClient, ModelClient>();
  let underWay = 0;
  const change = (by: 1 | -1) => {
    underWay += by;
    if (underWay === (by === 1 ? 1 : 0)) {
      listener.busy(by === 1);
    }
  };
  async function* noticed(
    chunks: AsyncIterable<ModelChunk>,
    counted: (promptTokens: number) => void,
  ): AsyncGenerator<ModelChunk> {
    change(1);
    try {
      for await (const chunk of chunks) {
        if (chunk.kind === 'end' && chunk.promptTokens !== undefined) {
          counted(chunk.promptTokens);
        }
        yield chunk;
      }
    } finally {
      change(-1);
    }
  }
  const watch = (client: ModelClient): ModelClient => {
    const known = watched.get(client);
    if (known !== undefined) {
      return known;
    }
    const made = clientThrough(client, (request, signal) => {
      listener.asked(client, request);
      return noticed(client.stream(request, signal), (tokens) =>
        listener.counted(client, request, tokens),
      );
    });
    watched.set(client, made);
    return made;
  };
  return {
    ...source,
    current() {
      const state = source.current();
      return state.kind === 'ready' ? { ...state, client: watch(state.client) } : state;
    },
  };
}
