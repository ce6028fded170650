import type { ChatChoice, Choice, Chosen } from '../model/choice.ts';
import { isModelError, type ModelClient, type ModelError } from '../model/client.ts';
import type { Inspection, ServerFacts } from '../model/inspection.ts';
import type { GateRefusal } from '../privacy/gate.ts';
import type { SafeFill } from '../privacy/safePrompt.ts';
import type { Settings } from '../settings.ts';
import { type FillTrial, tryFill } from './fillTrial.ts';
import type { RemoteFacts } from './remote.ts';

/** What looking at the server needs. */
export interface ServerPorts {
  /** As they are when the examination begins. */
  readonly settings: Settings;
  readonly inspection: Inspection;
  /** The sample through the privacy gate. */
  readonly passSample: (client: ModelClient) => SafeFill | GateRefusal;
  /** Origin for which the environment has a key that is not used yet. */
  readonly environmentOrigin: () => string | undefined;
  /** Name of the model of Ollama's library to begin with on its machine. */
  readonly firstModel: string;
  /** False for a model that a monthly limit cannot count. */
  readonly isCounted: (model: Pick<ModelClient, 'model' | 'local'>) => boolean;
  /** Host of the proxy that requests go through, if any. */
  readonly proxy: string | undefined;
  readonly remote: RemoteFacts;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** How a question to the server ended. */
export type Told<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ModelError };

/** The questions to the server, each asked when it is first wanted, and once. */
export interface Looked {
  server(): Promise<Told<{ readonly facts: ServerFacts | undefined; readonly elapsedMs: number }>>;
  /** Of the server that stands in. */
  fallback(): Promise<
    Told<{
      readonly facts: Awaited<ReturnType<Inspection['fallback']>>;
      readonly elapsedMs: number;
    }>
  >;
  completion(): Promise<Told<Choice>>;
  chat(): Promise<Told<ChatChoice>>;
  /** Undefined when there is no model to try. */
  trial(): Promise<Told<Trial> | undefined>;
}

/** How the sample was filled, or why it was not sent. */
type Trial = (FillTrial & { readonly client: ModelClient }) | { readonly refused: GateRefusal };

/** Creates the questions of one examination; the first signal serves for all. */
export function createLook(ports: ServerPorts): (signal: AbortSignal) => Looked {
  let looked: Looked | undefined;
  return (signal) => {
    looked ??= questionsOf(ports, signal);
    return looked;
  };
}

function questionsOf(ports: ServerPorts, signal: AbortSignal): Looked {
  const { inspection, now } = ports;
  const ask = <T>(question: () => Promise<T>) => once(() => told(question, signal));
  const timed = async <T>(question: () => Promise<T>) => {
    const startedAt = now();
    const facts = await question();
    return { facts, elapsedMs: now() - startedAt };
  };
  const completion = ask(() => inspection.completion(signal));
  return {
    server: ask(() => timed(() => inspection.server(signal))),
    fallback: ask(() => timed(() => inspection.fallback(signal))),
    completion,
    chat: ask(() => inspection.chat(signal)),
    trial: once(async () => {
      const choice = await completion();
      if (!choice.ok || choice.value.kind === 'none') {
        return undefined;
      }
      const { value } = choice;
      return told(() => tryModel(ports, value, signal), signal);
    }),
  };
}

async function tryModel(
  { now, passSample }: ServerPorts,
  choice: Chosen,
  signal: AbortSignal,
): Promise<Trial> {
  const { client } = choice;
  const prompt = passSample(client);
  if (typeof prompt === 'string') {
    return { refused: prompt };
  }
  if (choice.kind === 'load') {
    await choice.load(signal);
  }
  return { ...(await tryFill(client, prompt, now, signal)), client };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function told<T>(question: () => Promise<T>, signal: AbortSignal): Promise<Told<T>> {
  try {
    return { ok: true, value: await question() };
  } catch (cause) {
    signal.throwIfAborted();
    if (!isModelError(cause)) {
      throw cause;
    }
    return { ok: false, error: cause };
  }
}
