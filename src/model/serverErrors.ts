import { isModelError, ModelError, type ModelErrorKind } from './client.ts';
import { withoutEcho } from './echo.ts';

/** Whom a failure is about, and what must not stand in its words. */
export interface Asked {
  readonly origin: string;
  readonly apiKey?: string;
  /** What was asked, or the body that said it: servers return parts of it, of which no error speaks. */
  readonly question?: unknown;
}

/** Enough of an error page for one line of words. */
const mostErrorBytes = 8_192;
/** A server's word is no reason to stay silent for longer. */
const longestRetryMs = 15 * 60_000;
const longestWords = 200;

/** Keys as providers write them, also with the stars of a server that hides part of one. */
const keyLike = /\b(?:sk|hf|gsk|xai|pplx)[-_][\w*-]{6,}|[\w-]*\*{3,}[\w*-]*|\bBearer\s+\S+/g;

/** The error for a response that is no success; reads and closes its body. */
export async function statusError(response: Response, asked: Asked): Promise<ModelError> {
  const { status, headers } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    return new ModelError('rejected', {
      origin: asked.origin,
      detail: `redirect${redirectTarget(headers.get('location'), asked.origin)} not followed`,
      ...(status === 0 ? {} : { status }),
    });
  }
  const body = await firstBytes(response);
  const detail = shownWords(serverWords(body), asked);
  const retryAfterMs = outOfFunds(status, body) ? longestRetryMs : retryAfter(headers);
  return new ModelError(kindOf(status, `${body} ${detail}`), {
    origin: asked.origin,
    status,
    ...(detail === '' ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The error for a request that got no response. */
export function connectionError(cause: unknown, asked: Asked): ModelError {
  const code = codeOf(cause);
  const timedOut = code === 'UND_ERR_HEADERS_TIMEOUT';
  return (
    modelErrorAmong(cause) ??
    new ModelError(timedOut ? 'timeout' : 'unreachable', {
      origin: asked.origin,
      ...(code === undefined ? {} : { detail: code }),
    })
  );
}

/**
 * The model error in a chain of causes, else `bad reply`: an official client wraps or replaces what it meets.
 * Its words may be the server's own, of an error in the middle of a stream.
 */
export function replyError(cause: unknown, asked: Asked): ModelError {
  const words = codeOf(cause) ?? (cause instanceof Error ? shownWords(wordsOf(cause), asked) : '');
  return (
    modelErrorAmong(cause) ??
    new ModelError('bad reply', {
      origin: asked.origin,
      ...(words === '' ? {} : { detail: words }),
    })
  );
}

/** A parser's error quotes what it read, which is code as often as not. */
function wordsOf(cause: Error): string {
  return cause instanceof SyntaxError ? 'no JSON' : cause.message;
}

/** Words of a server as a log and a message may hold them. */
function shownWords(words: string, { apiKey, question }: Asked): string {
  return oneLine(withoutEcho(words, question), apiKey);
}

function modelErrorAmong(cause: unknown): ModelError | undefined {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (isModelError(error)) {
      return error;
    }
  }
  return undefined;
}

/** The code of the network's error under one of `fetch`, e.g. `ECONNREFUSED`. */
function codeOf(cause: unknown): string | undefined {
  const inner = cause instanceof TypeError ? cause.cause : undefined;
  // undici: "Proxy response (407) !== 200 when HTTP Tunneling", under a code that many things have.
  if (inner instanceof Error && /Proxy response \(407\)/i.test(inner.message)) {
    return 'PROXY_AUTHENTICATION_REQUIRED';
  }
  return inner instanceof Error && 'code' in inner ? String(inner.code) : undefined;
}

function kindOf(status: number, words: string): ModelErrorKind {
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 408:
    case 504:
      return 'timeout';
    // Busy, or loading the model (llama.cpp, Ollama): both pass.
    case 402:
    case 429:
    case 503:
    case 529:
      return 'rate limited';
    default:
      return (status === 404 || status === 400) && missingModel.test(words)
        ? 'missing model'
        : 'rejected';
  }
}

/** Ollama, OpenAI, vLLM, Groq (`not found`, `does not exist`), DeepSeek, OpenRouter. */
const missingModel =
  /model_not_found|\bmodel\b.{0,200}?\b(?:not found|not exist|not a valid)|\bnot a valid model\b/i;

/** No money or quota left: nothing changes by itself within minutes. */
function outOfFunds(status: number, body: string): boolean {
  return status === 402 || (status === 429 && body.includes('insufficient_quota'));
}

function redirectTarget(location: string | null, base: string): string {
  return location !== null && URL.canParse(location, base)
    ? ` to ${new URL(location, base).origin}`
    : '';
}

async function firstBytes(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    return '';
  }
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < mostErrorBytes) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      text += decoder.decode(value.subarray(0, mostErrorBytes), { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  return text;
}

/** The message of a JSON error, or the text of a page without its markup. */
function serverWords(body: string): string {
  if (body.trimStart().startsWith('{')) {
    try {
      const message = messageIn(JSON.parse(body));
      if (message !== undefined) {
        return message;
      }
    } catch {
      // Cut or broken JSON: show it as text.
    }
  }
  return body.replace(/<(style|script)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ').replace(/<[^>]*>?/g, ' ');
}

function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const field = (name: string) => messageIn(Object.getOwnPropertyDescriptor(value, name)?.value);
  return field('error') ?? field('message') ?? field('detail');
}

function oneLine(text: string, apiKey: string | undefined): string {
  // The key first: a cut could leave a part of it that is no longer recognised.
  const hidden = apiKey === undefined || apiKey === '' ? text : text.replaceAll(apiKey, '‹key›');
  const words = hidden
    .replace(keyLike, '‹key›')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return words.length > longestWords ? `${words.slice(0, longestWords - 1)}…` : words;
}

/**
 * `retry-after-ms`, or `retry-after` in seconds or as a date, which counts from the server's own `date`:
 * the two clocks need not agree. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
function retryAfter(headers: Headers): number | undefined {
  const number = (name: string) => {
    const value = headers.get(name)?.trim();
    return value ? Number(value) : Number.NaN;
  };
  const until = Date.parse(headers.get('retry-after') ?? '');
  const delayMs = [
    number('retry-after-ms'),
    number('retry-after') * 1000,
    until - Date.parse(headers.get('date') ?? ''),
  ].find((candidate) => candidate >= 0);
  return delayMs === undefined ? undefined : Math.min(longestRetryMs, delayMs);
}
