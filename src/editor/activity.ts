import type { ModelChunk, ModelClient } from '../model/client.ts';
import type { ModelSource } from '../model/source.ts';

/** What is told of the requests of a model. */
export interface ActivityListener {
  /** True from the first request under way until the last one ended. */
  busy(busy: boolean): void;
  /** A request begins. */
  asked(client: ModelClient, request: Parameters<ModelClient['stream']>[0]): void;
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
  async function* noticed(chunks: AsyncIterable<ModelChunk>): AsyncGenerator<ModelChunk> {
    change(1);
    try {
      yield* chunks;
    } finally {
      change(-1);
    }
  }
  const watch = (client: ModelClient): ModelClient => {
    const known = watched.get(client);
    if (known !== undefined) {
      return known;
    }
    const { host, local, model } = client;
    const made: ModelClient = {
      // The id names the way of filling, which a client may learn to be another.
      get id() {
        return client.id;
      },
      model,
      host,
      local,
      stream: (request, signal) => {
        listener.asked(client, request);
        return noticed(client.stream(request, signal));
      },
    };
    watched.set(client, made);
    return made;
  };
  return {
    ...source,
    current() {
      const state = source.current();
      return state.kind === 'ready' ? { kind: 'ready', client: watch(state.client) } : state;
    },
  };
}
