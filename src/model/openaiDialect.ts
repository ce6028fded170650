import type { ModelError } from './client.ts';

/** Which parameters a model of an OpenAI-compatible server takes. */
export type Dialect = (
  | { readonly kind: 'plain'; readonly mostStops: number }
  /** `max_completion_tokens` and no stops (gpt-5 and later, o-series). */
  | {
      readonly kind: 'reasoning';
      readonly effort: (typeof efforts)[number];
      /** Only without reasoning, and not by every model. */
      readonly takesTemperature: boolean;
    }
) & {
  /** `stream_options`: without them most servers do not count the tokens of a stream. */
  readonly countsTokens: boolean;
};

/** Least first. No reasoning model knows all of them, and some take none (gpt-5-chat). */
const efforts = ['none', 'minimal', 'low', undefined] as const;

/** Models of OpenAI that refuse `max_tokens`, by their names; any other is found out by asking. */
const reasoningNames = /^(?:gpt-(?:[5-9]|\d{2})|o\d)(?!.*chat)/;

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop; others take more or the same. */
const openAiStops = 4;
const openAiOrigin = 'https://api.openai.com';

/** The dialect to begin with. */
export function dialectOf(origin: string, model: string): Dialect {
  const countsTokens = true;
  if (origin !== openAiOrigin) {
    return { kind: 'plain', mostStops: Number.POSITIVE_INFINITY, countsTokens };
  }
  return reasoningNames.test(model)
    ? { kind: 'reasoning', effort: 'none', takesTemperature: true, countsTokens }
    : { kind: 'plain', mostStops: openAiStops, countsTokens };
}

/** The dialect that leaves out what the server refused, or undefined when it refused something else. */
export function nextDialect(dialect: Dialect, { facts }: ModelError): Dialect | undefined {
  const { status, detail = '' } = facts;
  if (status !== 400 && status !== 422) {
    return undefined;
  }
  if (/stream_options|include_usage/.test(detail) && dialect.countsTokens) {
    return { ...dialect, countsTokens: false };
  }
  const { countsTokens } = dialect;
  const unsupported = /unsupported|not support|instead/i.test(detail);
  if (dialect.kind === 'reasoning') {
    if (/temperature/.test(detail) && dialect.takesTemperature) {
      return { ...dialect, takesTemperature: false };
    }
    const next = efforts.indexOf(dialect.effort) + 1;
    return /reasoning|effort/i.test(detail) && next < efforts.length
      ? { kind: 'reasoning', effort: efforts[next], takesTemperature: false, countsTokens }
      : undefined;
  }
  // "'max_tokens' … is too large" is about the number, not the name.
  if (/max_tokens|temperature/.test(detail) && unsupported) {
    const takesTemperature = !/temperature/.test(detail);
    return { kind: 'reasoning', effort: 'none', takesTemperature, countsTokens };
  }
  const fewer = dialect.mostStops > openAiStops ? openAiStops : 0;
  return /\bstops?\b/i.test(detail) && dialect.mostStops > 0
    ? { kind: 'plain', mostStops: fewer, countsTokens }
    : undefined;
}
