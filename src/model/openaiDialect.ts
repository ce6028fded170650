import type { ModelError } from './client.ts';

/** Which parameters a model of an OpenAI-compatible server takes. */
export type Dialect =
  | { readonly kind: 'plain'; readonly mostStops: number }
  /** `max_completion_tokens`, no temperature and no stops (gpt-5, o-series). */
  | { readonly kind: 'reasoning'; readonly effort: (typeof efforts)[number] };

/** Least first. Not every reasoning model knows each, and some take none (gpt-5-chat). */
const efforts = ['minimal', 'low', undefined] as const;

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop; others take more or the same. */
const openAiStops = 4;
const openAiOrigin = 'https://api.openai.com';

/** The dialect to begin with. */
export function dialectOf(origin: string): Dialect {
  return {
    kind: 'plain',
    mostStops: origin === openAiOrigin ? openAiStops : Number.POSITIVE_INFINITY,
  };
}

/** The dialect that leaves out what the server refused, or undefined when it refused something else. */
export function nextDialect(dialect: Dialect, { facts }: ModelError): Dialect | undefined {
  const { status, detail = '' } = facts;
  if (status !== 400 && status !== 422) {
    return undefined;
  }
  if (dialect.kind === 'reasoning') {
    const next = efforts.indexOf(dialect.effort) + 1;
    return /reasoning|effort/i.test(detail) && next < efforts.length
      ? { kind: 'reasoning', effort: efforts[next] }
      : undefined;
  }
  // "'max_tokens' … is too large" is about the number, not the name.
  if (/max_tokens|temperature/.test(detail) && /unsupported|not support|instead/i.test(detail)) {
    return { kind: 'reasoning', effort: efforts[0] };
  }
  const fewer = dialect.mostStops > openAiStops ? openAiStops : 0;
  return /\bstops?\b/i.test(detail) && dialect.mostStops > 0
    ? { kind: 'plain', mostStops: fewer }
    : undefined;
}
