import type { ModelChunk } from './client.ts';

/** What a request is made for. `chat`: another extension's question through VS Code's own model picker. */
export type Feature = 'completion' | 'explain' | 'fix' | 'edit' | 'document' | 'tests' | 'chat';

/** What is known of a request before it is sent. */
export interface RequestFacts {
  /** Origin that is asked, e.g. `https://api.openai.com`. */
  readonly origin: string;
  /** The model's name as its server knows it. */
  readonly model: string;
  /** The model runs on a machine of the user's own: it costs nothing. */
  readonly local: boolean;
  readonly feature: Feature;
  /** Length of everything that the model reads. */
  readonly promptCharacters: number;
}

/** Counts one reply. All of it takes microseconds: a keystroke may wait for it. */
export interface RequestCount {
  /** One HTTP request goes out; a server that refuses a field is asked again. */
  sent(): void;
  received(chunk: ModelChunk): void;
  /** No more comes. @param cause what ended it; undefined when we had enough or it was whole */
  ended(cause: unknown): void;
}

/** Counts what models are asked and may refuse to have them asked. */
export interface Meter {
  /**
   * Before anything is sent. Waits only where it is not known yet what the month has cost.
   * @throws {ModelError} `over limit`
   */
  admit(facts: RequestFacts): Promise<void> | undefined;
  begin(facts: RequestFacts): RequestCount;
  /** True when the limit of now keeps requests from this model. */
  refuses(model: Pick<RequestFacts, 'model' | 'local'>): Promise<boolean>;
}

/** Streams a reply and counts it. @param start gets what the wire calls for each HTTP request */
export async function* metered(
  meter: Meter | undefined,
  facts: RequestFacts,
  start: (sent: () => void) => AsyncIterable<ModelChunk>,
): AsyncGenerator<ModelChunk> {
  await meter?.admit(facts);
  const count = meter?.begin(facts);
  let cause: unknown;
  try {
    for await (const chunk of start(() => count?.sent())) {
      count?.received(chunk);
      yield chunk;
    }
  } catch (thrown) {
    cause = thrown;
    throw thrown;
  } finally {
    count?.ended(cause);
  }
}
