/** A language model in virtual time, with an account of everything that it was made to do. */
import { type Clock, wait } from '../../src/completion/clock.ts';
import {
  type ModelChunk,
  type ModelClient,
  ModelError,
  type ModelRequest,
} from '../../src/model/client.ts';
import { type OracleOptions, replyTo } from './oracle.mts';
import { createRandom, hashOf, logNormal } from './random.mts';
import type { States } from './states.mts';

/** How fast the server is, and how often it fails. */
export interface ServerProfile {
  /** Median time to first token. */
  readonly firstTokenMs: number;
  /** Spread of that time: sigma of its logarithm. */
  readonly sigma: number;
  readonly tokensPerSecond: number;
  /** One request at a time, on the user's own machine; others wait. */
  readonly singleSlot: boolean;
  /** Probability from 0 to 1 that a request fails instead of giving its first token. */
  readonly faults: number;
}

/** One request that reached the server. */
export interface RequestRecord {
  readonly atMs: number;
  /** Where its text goes; undefined for a place that nobody typed at. */
  readonly offset: number | undefined;
  readonly promptCharacters: number;
  /** Characters that a server which keeps the last prompt has to read anew, prefix first. */
  readonly newCharacters: number;
  /** All that was generated. */
  text: string;
  tokens: number;
  /** `enough`: the client ended the reply because it had what it needed. */
  end: 'running' | 'done' | 'enough' | 'aborted' | 'failed';
  endMs: number;
  /** Tokens generated after the reply contradicted what was typed; set by the judge of divergence. */
  tokensAfterDivergence: number;
}

/** The model and its account. */
export interface SimulatedModel {
  readonly client: ModelClient;
  readonly requests: readonly RequestRecord[];
  /** Most requests that were generating at one moment. */
  mostAtOnce(): number;
}

/** What a simulated model is built from. */
export interface ModelDeps {
  readonly clock: Clock;
  readonly states: States;
  readonly server: ServerProfile;
  readonly oracle: OracleOptions;
  /** True when what was generated at an offset contradicts the document as it is now. */
  readonly contradicts: (offset: number, text: string) => boolean;
}

/** Creates the model; nothing of it depends on the real time. */
export function createSimulatedModel(deps: ModelDeps): SimulatedModel {
  const { clock, oracle, server, states } = deps;
  const requests: RequestRecord[] = [];
  const slot = createSlot(server.singleSlot ? 1 : Number.POSITIVE_INFINITY);
  let lastPrompt = '';
  let most = 0;

  const open = (request: ModelRequest) => {
    if (request.kind !== 'fill') {
      throw new Error('the bench fills only');
    }
    const { prefix, suffix } = request.prompt;
    const place = states.find(prefix, suffix);
    const prompt = `${prefix}\0${suffix}`;
    const record: RequestRecord = {
      atMs: clock.now(),
      offset: place === undefined ? undefined : place.offset + place.accepted.length,
      promptCharacters: prompt.length,
      newCharacters: prompt.length - commonLength(prompt, lastPrompt),
      text: '',
      tokens: 0,
      end: 'running',
      endMs: clock.now(),
      tokensAfterDivergence: 0,
    };
    lastPrompt = prompt;
    requests.push(record);
    const random = createRandom(hashOf(oracle.seed, requests.length, prefix.slice(-40)));
    return {
      record,
      tokens: replyTo(request.prompt, place, oracle),
      firstTokenMs: logNormal(random, server.firstTokenMs, server.sigma),
      fails: random() < server.faults,
      request,
    };
  };

  async function* answer(
    { fails, firstTokenMs, record, request, tokens }: ReturnType<typeof open>,
    signal: AbortSignal,
  ): AsyncGenerator<ModelChunk> {
    await wait(clock, firstTokenMs, signal);
    if (fails) {
      record.end = 'failed';
      throw new ModelError('unreachable', { origin: 'http://simulated' });
    }
    for (const [index, token] of tokens.entries()) {
      if (index > 0) {
        await wait(clock, 1000 / server.tokensPerSecond, signal);
      }
      if (index >= request.maxTokens) {
        record.end = 'done';
        yield { kind: 'end', reason: 'length' };
        return;
      }
      const stop = request.singleLine ? token.indexOf('\n') : -1;
      const text = stop === -1 ? token : token.slice(0, stop);
      record.text += text;
      record.tokens += 1;
      if (record.offset !== undefined && deps.contradicts(record.offset, record.text)) {
        record.tokensAfterDivergence += 1;
      }
      if (text !== '') {
        yield { kind: 'text', text };
      }
      // A line break in front is no end: servers that are told to stop there answer nothing.
      if (stop !== -1) {
        break;
      }
    }
    record.end = 'done';
    yield { kind: 'end', reason: 'stop' };
  }

  return {
    requests,
    mostAtOnce: () => most,
    client: {
      id: 'simulated model',
      model: 'simulated',
      host: '127.0.0.1',
      local: server.singleSlot,
      async *stream(request, signal) {
        signal.throwIfAborted();
        const opened = open(request);
        const { record } = opened;
        let leave = () => {};
        try {
          leave = await slot.enter(signal);
          most = Math.max(most, slot.taken());
          yield* answer(opened, signal);
        } finally {
          leave();
          record.endMs = clock.now();
          if (record.end === 'running') {
            record.end = signal.aborted ? 'aborted' : 'enough';
          }
        }
      },
    },
  };
}

interface Slot {
  /** Resolves with the way out once there is room; rejects when aborted while queued. */
  enter(signal: AbortSignal): Promise<() => void>;
  taken(): number;
}

function createSlot(room: number): Slot {
  let taken = 0;
  const queue: (() => void)[] = [];
  return {
    taken: () => taken,
    async enter(signal) {
      while (taken >= room) {
        await new Promise<void>((resolve) => {
          queue.push(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        signal.throwIfAborted();
      }
      taken += 1;
      return () => {
        taken -= 1;
        for (const next of queue.splice(0)) {
          next();
        }
      };
    },
  };
}

/** Length of the common beginning of two texts. */
export function commonLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) {
    length++;
  }
  return length;
}
