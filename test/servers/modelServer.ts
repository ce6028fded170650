import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** JSON as a client sent it; the tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: the clients' requests have no common shape.
export type Body = any;

/** One model as the server lists it. */
export interface ServedModel {
  readonly name: string;
  readonly capabilities?: readonly string[];
  readonly template?: string;
  readonly parameters?: string;
  readonly sizeBytes?: number;
  /** Served by another host: a cloud model. */
  readonly remoteHost?: string;
}

/** What a generating request asked for, whichever API it came by. */
export interface Asked {
  readonly path: string;
  readonly way: 'suffix' | 'raw' | 'chat' | 'load';
  readonly prompt: string;
  readonly suffix: string;
}

/** How requests are answered; every value can be changed between requests. */
export interface Script {
  readonly models?: readonly ServedModel[];
  /** Names of the models in memory. */
  readonly loaded?: readonly string[];
  readonly reply?: string | ((asked: Asked) => string);
  readonly firstTextMs?: number;
  /** Pieces of the reply; whole by default. */
  readonly pieceCharacters?: number;
  readonly pieceMs?: number;
  /** Answers every generating request so, and no other. */
  readonly fault?: Fault;
  /** Paths that answer 404. */
  readonly missing?: readonly string[];
  /** Refuse a request without this key. */
  readonly key?: string;
}

/** What can go wrong with a reply. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'html' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'whole json' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'redirect'; readonly to: string };

/** One request as it arrived. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Body;
  /** Resolves when the client closed the socket before the reply was over. */
  readonly abandoned: Promise<void>;
}

/** A model server on loopback that speaks Ollama's and OpenAI's APIs. */
export interface ModelServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  script(next: Script): void;
  /** Resolves with the first request, already seen or still to come, that fits. */
  waitFor(fits: (request: SeenRequest) => boolean): Promise<SeenRequest>;
  stop(): Promise<void>;
}

/** Starts the server on a free port. */
export async function startModelServer(first: Script = {}): Promise<ModelServer> {
  let script = first;
  const requests: SeenRequest[] = [];
  const waiting = new Set<() => void>();
  const server: Server = createServer((request, response) => {
    void readBody(request).then((body) => {
      requests.push({
        path: request.url ?? '',
        headers: request.headers,
        body,
        abandoned: new Promise((resolve) => {
          response.once('close', () => {
            if (!response.writableFinished) {
              resolve();
            }
          });
        }),
      });
      for (const wake of [...waiting]) {
        wake();
      }
      answer(script, request.url ?? '', request, body, response).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    script: (next) => {
      script = next;
    },
    waitFor: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = requests.find(fits);
          if (found !== undefined) {
            waiting.delete(look);
            resolve(found);
          }
        };
        waiting.add(look);
        look();
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

async function answer(
  script: Script,
  path: string,
  request: IncomingMessage,
  body: Body,
  response: ServerResponse,
): Promise<void> {
  const models = script.models ?? [
    { name: 'm:1b', capabilities: ['completion', 'insert'], parameters: '1B' },
  ];
  const json = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (script.missing?.some((missing) => path.endsWith(missing))) {
    json(404, { error: { message: 'not found' } });
    return;
  }
  if (script.key !== undefined && request.headers.authorization !== `Bearer ${script.key}`) {
    json(401, {
      error: { message: `Incorrect API key provided: ${request.headers.authorization ?? 'none'}` },
    });
    return;
  }
  switch (path) {
    case '/api/version':
      return json(200, { version: '0.12.0' });
    case '/api/tags':
      return json(200, { models: models.map(tagOf) });
    case '/api/ps':
      return json(200, {
        models: (script.loaded ?? models.map(({ name }) => name)).map((name) => ({
          name,
          model: name,
        })),
      });
    case '/api/show': {
      const model = models.find(({ name }) => name === body.model);
      return model === undefined
        ? json(404, { error: `model '${body.model}' not found` })
        : json(200, {
            capabilities: model.capabilities ?? ['completion'],
            template: model.template ?? '{{ .Prompt }}',
            details: {},
            ...(model.remoteHost === undefined ? {} : { remote_host: model.remoteHost }),
          });
    }
    case '/v1/models':
      return json(200, {
        object: 'list',
        data: models.map(({ name }) => ({ id: name, object: 'model' })),
      });
    default:
      return generate(script, path, body, response);
  }
}

function tagOf({ name, parameters = '1.5B', remoteHost, sizeBytes = 1_000_000 }: ServedModel) {
  return {
    name,
    model: name,
    size: sizeBytes,
    details: { family: 'test', families: ['test'], parameter_size: parameters },
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: name }),
  };
}

function askedOf(path: string, body: Body): Asked {
  const prompt: string =
    body.prompt ?? body.messages?.map((turn: { content: string }) => turn.content).join('\n') ?? '';
  const way =
    body.messages !== undefined
      ? 'chat'
      : body.suffix !== undefined
        ? 'suffix'
        : prompt === ''
          ? 'load'
          : 'raw';
  return { path, way, prompt, suffix: body.suffix ?? '' };
}

async function generate(
  script: Script,
  path: string,
  body: Body,
  response: ServerResponse,
): Promise<void> {
  const { fault, firstTextMs = 0, pieceMs = 0 } = script;
  const ollama = path.startsWith('/api/');
  const asked = askedOf(path, body);
  const format = ollama ? ollamaFormat(asked) : openAiFormat(asked);
  if (await misbehave(fault, response)) {
    return;
  }
  if (asked.way === 'load') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ response: '', done: true }));
    return;
  }
  const reply = typeof script.reply === 'function' ? script.reply(asked) : (script.reply ?? '');
  if (fault?.kind === 'whole json') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(format.whole(reply));
    return;
  }
  await pause(firstTextMs);
  response.writeHead(200, {
    'content-type': ollama ? 'application/x-ndjson' : 'text/event-stream',
  });
  const size = script.pieceCharacters ?? Math.max(1, reply.length);
  for (let at = 0; at < reply.length; at += size) {
    response.write(format.piece(reply.slice(at, at + size)));
    if (fault?.kind === 'malformed') {
      response.write(ollama ? 'not json\n' : 'data: {broken\n\n');
    }
    if (fault?.kind === 'stall') {
      return;
    }
    if (fault?.kind === 'reset') {
      await pause(5);
      response.destroy();
      return;
    }
    await pause(pieceMs);
  }
  response.end(fault?.kind === 'cut' ? '' : format.end());
}

async function misbehave(fault: Fault | undefined, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case 'status':
      response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(fault.body);
      return true;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><body>Sign in</body></html>');
      return true;
    case 'redirect':
      response.writeHead(307, { location: fault.to }).end();
      return true;
    case 'silent':
      return true;
    default:
      return false;
  }
}

interface Format {
  piece(text: string): string;
  end(): string;
  whole(text: string): string;
}

function ollamaFormat({ way }: Asked): Format {
  const line = (text: string, more: object) =>
    `${JSON.stringify({ model: 'm', ...(way === 'chat' ? { message: { role: 'assistant', content: text } } : { response: text }), ...more })}\n`;
  return {
    piece: (text) => line(text, { done: false }),
    end: () => line('', { done: true, done_reason: 'stop', prompt_eval_count: 20, eval_count: 5 }),
    whole: (text) => line(text, { done: true, done_reason: 'stop' }),
  };
}

function openAiFormat({ way }: Asked): Format {
  const choice = (text: string, finish: string | null) =>
    way === 'chat'
      ? { index: 0, delta: { content: text }, finish_reason: finish }
      : { index: 0, text, finish_reason: finish };
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  return {
    piece: (text) => event({ choices: [choice(text, null)] }),
    end: () => `${event({ choices: [choice('', 'stop')] })}data: [DONE]\n\n`,
    whole: (text) =>
      JSON.stringify({
        choices: [
          way === 'chat'
            ? { index: 0, message: { content: text }, finish_reason: 'stop' }
            : choice(text, 'stop'),
        ],
      }),
  };
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
