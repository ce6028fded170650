import type { Settings } from '../settings.ts';
import type { ModelClient, ModelError } from './client.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { createFillChoice, type FillFacts, fillModes, type Memory } from './fill.ts';
import type { Meter } from './meter.ts';
import { createModelClient } from './modelClient.ts';
import type { NoChatReason, NoModelReason } from './source.ts';
import type { OllamaWire, OpenAiWire, Wire } from './wire.ts';

/** What choosing a model needs. */
export interface ChooseDeps {
  readonly settings: Settings;
  /** The key that may be used for this origin, if any. */
  readonly keyFor: (origin: string) => Promise<string | undefined>;
  readonly openOllama: () => Promise<OllamaWire>;
  readonly openOpenAi: (apiKey: string | undefined) => Promise<OpenAiWire>;
  /** Memory of this machine that a model could take. */
  readonly freeMemoryBytes: () => number;
  readonly memory: Memory;
  /** True for a model of the Ollama that answers our own questions: it may make room. */
  readonly isOurs: (model: string) => boolean;
  /** Every client's requests go through its server's queue. */
  readonly through: Endpoints['through'];
  /** Told when a request of the chosen client was answered. */
  readonly answered: () => void;
  /** Counts every request; absent: nobody does. */
  readonly meter?: Meter;
}

/** A model, or one and what it takes to have it in memory. */
export type Chosen = (
  | {
      readonly kind: 'ready';
      readonly client: ModelClient;
      /** The server may put the model out of its memory: look again after a while. */
      readonly unloads: boolean;
    }
  | {
      readonly kind: 'load';
      readonly client: ModelClient;
      readonly load: (signal: AbortSignal) => Promise<void>;
    }
) & {
  /** Why the server of the settings is out; the user named the server of this model for that. */
  readonly insteadOf?: ModelError;
};

/** The model for completions, or why there is none. */
export type Choice =
  | Chosen
  | { readonly kind: 'none'; readonly reason: NoModelReason; readonly detail?: string };

/** The model for answers in words, or why there is none. */
export type ChatChoice =
  | Chosen
  | { readonly kind: 'none'; readonly reason: NoChatReason; readonly detail?: string };

/** What tells one model of one server from another, and how it may be asked. */
export interface Found {
  readonly backend: 'ollama' | 'openai';
  readonly wire: Wire;
  readonly local: boolean;
  readonly slots: Endpoint['slots'];
  readonly facts: FillFacts;
}

/** Makes the client of a chosen model; how it fills is remembered per server, model and preference. */
export function clientFor(
  deps: Pick<ChooseDeps, 'memory' | 'answered' | 'meter' | 'through'>,
  found: Found,
): ModelClient {
  const { backend, wire, local, facts } = found;
  const key = `fill ${backend} ${wire.origin} ${facts.model} ${facts.preference}`;
  const fill = createFillChoice(fillModes(facts), facts.fills === true, deps.memory, key);
  const { answered, meter } = deps;
  const client = createModelClient({
    backend,
    wire,
    model: facts.model,
    local,
    fill,
    answered,
    meter,
  });
  return deps.through(endpointOf(found), client);
}

/** Makes the client of the model that answers in words; it would fill by chat as well. */
export function chatClientFor(
  deps: Pick<ChooseDeps, 'memory' | 'answered' | 'meter' | 'through'>,
  found: Omit<Found, 'facts'> & { readonly model: string },
): ModelClient {
  const { backend, wire, local, model } = found;
  const { answered, meter } = deps;
  const fill = createFillChoice([{ kind: 'chat' }], true, deps.memory, 'chat');
  const client = createModelClient({ backend, wire, model, local, fill, answered, meter });
  return deps.through(endpointOf(found), client);
}

/** An Ollama works on one request at a time itself, and hands on those for cloud models. */
function endpointOf({ backend, slots, wire }: Omit<Found, 'facts'>): Endpoint {
  return { origin: wire.origin, slots, relayed: backend === 'ollama' && slots === 'several' };
}
