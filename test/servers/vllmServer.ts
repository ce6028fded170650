import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from './portOf.ts';
import type { Body } from './wireFormats.ts';

/** A vLLM server: what it serves and how it was started. */
export interface VllmOptions {
  readonly model: string;
  /** `--max-model-len` */
  readonly maxModelLen: number;
  /** `--api-key`: each of them is taken. Absent: none is wanted. */
  readonly keys?: readonly string[];
  /** A base model has no chat template. */
  readonly chatTemplate?: boolean;
  /** `--enable-auto-tool-choice --tool-call-parser` */
  readonly toolParser?: boolean;
  readonly reply?: string;
  /** A tool that the model calls behind its reply. */
  readonly call?: { readonly name: string; readonly arguments: string };
}

/** A request that generated, with what vLLM's prefix cache found of it. */
export interface VllmRequest {
  readonly path: string;
  readonly body: Body;
  readonly key: string | undefined;
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

/** A running server on loopback. */
export interface VllmServer {
  /** Without `/v1`. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly VllmRequest[];
  stop(): Promise<void>;
}

/** Characters of a token of ours; the prefix cache knows blocks of 16 tokens. */
const charactersPerToken = 4;
const blockTokens = 16;

const created = 1_764_000_000;

/**
 * Starts a server that answers as vLLM does: its refusals, its further fields, and its counts. Sources:
 * https://docs.vllm.ai/en/stable/serving/openai_compatible_server (API),
 * https://docs.vllm.ai/en/stable/usage/security (keys),
 * https://docs.vllm.ai/en/stable/features/automatic_prefix_caching (blocks) and the issues named below.
 */
export async function startVllm(options: VllmOptions): Promise<VllmServer> {
  const requests: VllmRequest[] = [];
  /** Blocks of prompts that were computed, each with all that stands before it. */
  const cache = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body: Body = await readBody(request);
    const key = request.headers.authorization?.replace(/^Bearer /, '');
    if (options.keys !== undefined && !options.keys.includes(key ?? '')) {
      // https://github.com/vllm-project/vllm/blob/main/vllm/entrypoints/openai/server_utils.py
      return json(response, 401, { error: 'Unauthorized' });
    }
    const path = request.url ?? '';
    if (path === '/v1/models') {
      return json(response, 200, { object: 'list', data: [card(options)] });
    }
    const text = path === '/v1/chat/completions' ? JSON.stringify(body.messages) : body.prompt;
    const promptTokens = Math.ceil(String(text).length / charactersPerToken);
    const refusal = refusalOf(options, path, body, promptTokens);
    if (refusal !== undefined) {
      return json(response, refusal.code, { error: { param: null, ...refusal } });
    }
    const cachedTokens = remember(cache, text);
    requests.push({ path, body, key, promptTokens, cachedTokens });
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const event of eventsOf(options, path, body, { promptTokens, cachedTokens })) {
      response.write(`data: ${JSON.stringify(event)}\n\n`);
      await new Promise(setImmediate);
    }
    response.end('data: [DONE]\n\n');
  };
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One address before several replicas, taken in turn; one that is gone is answered for with 502. */
export async function startBalancer(replicas: readonly VllmServer[]): Promise<VllmServer> {
  let next = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const replica = replicas[next++ % replicas.length];
      const body = await readText(request);
      const headers = new Headers({ 'content-type': 'application/json' });
      headers.set('authorization', request.headers.authorization ?? '');
      try {
        const reply = await fetch(`${replica?.url}${request.url}`, {
          method: request.method ?? 'GET',
          headers,
          ...(body === '' ? {} : { body }),
        });
        const type = reply.headers.get('content-type') ?? '';
        response.writeHead(reply.status, { 'content-type': type });
        response.end(await reply.text());
      } catch {
        response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
      }
    })();
  });
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: [],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const text = await readText(request);
  return text === '' ? {} : JSON.parse(text);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** An entry of `/v1/models`. */
function card({ maxModelLen, model }: VllmOptions): object {
  return {
    id: model,
    object: 'model',
    created,
    owned_by: 'vllm',
    root: model,
    parent: null,
    max_model_len: maxModelLen,
    permission: [{ id: 'modelperm-1', object: 'model_permission', allow_sampling: true }],
  };
}

interface Refusal {
  readonly message: string;
  readonly type: 'BadRequestError' | 'NotFoundError';
  readonly code: 400 | 404;
}

function refusalOf(
  { chatTemplate = true, maxModelLen, model, toolParser = false }: VllmOptions,
  path: string,
  body: Body,
  promptTokens: number,
): Refusal | undefined {
  const bad = (message: string): Refusal => ({ message, type: 'BadRequestError', code: 400 });
  if (body.model !== model) {
    // https://github.com/vllm-project/vllm/issues/3485
    const message = `The model \`${body.model}\` does not exist.`;
    return { message, type: 'NotFoundError', code: 404 };
  }
  if (body.suffix !== undefined) {
    // https://github.com/arbs-io/github-copilot-llm-gateway/issues/51
    return bad('suffix is not currently supported');
  }
  if (path === '/v1/chat/completions' && !chatTemplate) {
    // https://github.com/vllm-project/vllm/issues/8238
    return bad(
      'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.',
    );
  }
  if (body.tools !== undefined && !toolParser) {
    // https://github.com/vllm-project/vllm/issues/9986
    return bad(
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    );
  }
  const wanted = body.max_tokens ?? 0;
  return promptTokens + wanted > maxModelLen
    ? // https://github.com/vllm-project/vllm/issues/33418
      bad(
        `This model's maximum context length is ${maxModelLen} tokens. However, you requested ${wanted} output tokens and your prompt contains at least ${promptTokens} input tokens, for a total of at least ${promptTokens + wanted} tokens. Please reduce the length of the input prompt or the number of requested output tokens.`,
      )
    : undefined;
}

/** Counts the tokens of a prompt whose blocks are known, and remembers the others. */
function remember(cache: Set<string>, text: string): number {
  const block = blockTokens * charactersPerToken;
  let cached = 0;
  for (let end = block; end <= text.length; end += block) {
    const prefix = text.slice(0, end);
    cached += cache.has(prefix) ? blockTokens : 0;
    cache.add(prefix);
  }
  return cached;
}

interface Counts {
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

/** The events of a stream, with the fields that vLLM has besides OpenAI's. */
function eventsOf(
  { call, model, reply = '' }: VllmOptions,
  path: string,
  body: Body,
  { cachedTokens, promptTokens }: Counts,
): readonly object[] {
  const chat = path === '/v1/chat/completions';
  const base = {
    id: chat ? 'chatcmpl-8f0c' : 'cmpl-8f0c',
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created,
    model,
  };
  const completionTokens = Math.ceil(reply.length / charactersPerToken);
  const usage = {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens: completionTokens,
  };
  const event = (content: object, finish: string | null = null) => ({
    ...base,
    choices: [
      {
        index: 0,
        ...content,
        logprobs: null,
        finish_reason: finish,
        stop_reason: null,
        token_ids: null,
      },
    ],
    // https://github.com/can1357/oh-my-pi/issues/5022: with the last choice, and whole behind it.
    ...(finish === null ? {} : { usage }),
  });
  const say = (text: string) => event(chat ? { delta: { content: text } } : { text });
  const pieces = reply.match(/[\s\S]{1,4}/g) ?? [];
  const wants = call !== undefined && body.tools !== undefined ? call : undefined;
  const finish = wants === undefined ? 'stop' : 'tool_calls';
  return [
    ...(chat
      ? [{ ...event({ delta: { role: 'assistant', content: '' } }), prompt_token_ids: null }]
      : []),
    ...pieces.map(say),
    ...(wants === undefined ? [] : callDeltas(wants).map((delta) => event({ delta }))),
    event(chat ? { delta: { content: '' } } : { text: '' }, finish),
    ...(body.stream_options?.include_usage === true
      ? [
          {
            ...base,
            choices: [],
            usage: { ...usage, prompt_tokens_details: { cached_tokens: cachedTokens } },
          },
        ]
      : []),
  ];
}

function callDeltas(call: {
  readonly name: string;
  readonly arguments: string;
}): readonly object[] {
  const first = {
    id: 'chatcmpl-tool-9b',
    type: 'function',
    index: 0,
    function: { name: call.name },
  };
  const pieces = call.arguments.match(/[\s\S]{1,5}/g) ?? [];
  const rest = pieces.map((text) => ({ index: 0, function: { arguments: text } }));
  return [first, ...rest].map((piece) => ({ tool_calls: [piece] }));
}
