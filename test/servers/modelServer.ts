import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorEvent, type Fault, misbehave } from './faults.ts';
import { portOf } from './portOf.ts';
import type { Prefill } from './prefill.ts';
import { countOpen, isGenerating, type SeenRequest, seen } from './seenRequests.ts';
import {
  type Asked,
  askedOf,
  type Body,
  type Finish,
  type Format,
  loadedModelsReply,
  loadedReply,
  modelListReply,
  ollamaFormat,
  openAiFormat,
  type ServedModel,
  showReply,
  tagsReply,
  type WantedCall,
} from './wireFormats.ts';

export type { Fault } from './faults.ts';
export type { SeenRequest } from './seenRequests.ts';
export type { Asked } from './wireFormats.ts';

/** How requests are answered; `script()` changes it for the requests that follow. */
export interface Script {
  readonly models?: readonly ServedModel[];
  /** Names of the models in memory. */
  readonly loaded?: readonly string[];
  readonly reply?: string | ((asked: Asked) => string);
  /** Thoughts that the server keeps apart from the reply. */
  readonly thoughts?: string;
  /** Tools that the model wants to be run, behind the text of its reply. */
  readonly calls?: readonly WantedCall[];
  readonly finish?: Finish;
  /** Time until the server begins to answer, as while it loads a model. */
  readonly headersMs?: number;
  readonly firstTextMs?: number;
  /** Reading the prompt takes this time on top. */
  readonly prefill?: Prefill;
  /** The first text waits for it, too. */
  readonly hold?: Promise<unknown>;
  /** The text behind the first piece waits for it. */
  readonly holdRest?: Promise<unknown>;
  /** Loading a model waits for it. */
  readonly loading?: Promise<unknown>;
  /** Pieces of the reply, its tokens; whole by default. */
  readonly pieceCharacters?: number;
  readonly pieceMs?: number;
  /** What goes wrong with generating requests, and with no other. */
  readonly fault?: Fault | ((body: Body) => Fault | undefined);
  /** What Ollama calls itself; default: a recent version. */
  readonly version?: string;
  /** Paths that answer 404. */
  readonly missing?: readonly string[];
  /** The lines of a download; the connection ends where they do. */
  readonly pull?: (model: unknown) => AsyncIterable<object>;
  /** Refuse a request without this key. */
  readonly key?: string;
}

/** A model server on loopback that speaks Ollama's and OpenAI's APIs. */
export interface ModelServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  script(next: Script): void;
  /** Most requests to generate that were open at once; loading a model is none. */
  mostAtOnce(): number;
  /** Connections that are open now. */
  connections(): Promise<number>;
  /** Resolves with the first request, already seen or still to come, that fits. */
  waitFor(fits: (request: SeenRequest) => boolean): Promise<SeenRequest>;
  stop(): Promise<void>;
}

/** A request that has not come by then does not come; shorter than the limit of any test. */
const longestWaitMs = 15_000;

/** Starts the server on 127.0.0.1, on a free port unless one is named. */
export async function startModelServer(first: Script = {}, onPort = 0): Promise<ModelServer> {
  let script = first;
  const requests: SeenRequest[] = [];
  const generating = countOpen();
  const waiting = new Set<() => void>();
  const connections = new WeakMap<object, number>();
  let connectionCount = 0;
  const server = createServer((request, response) => {
    allowPages(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    void (async () => {
      const raw = await readBody(request);
      const body: unknown = raw === '' ? undefined : JSON.parse(raw);
      const sent = { pieces: 0 };
      const { socket } = request;
      const connection = connections.get(socket) ?? connectionCount++;
      connections.set(socket, connection);
      if (isGenerating(request.url ?? '', body)) {
        generating.open(response);
      }
      requests.push(seen(request, response, { body, raw, connection, sent }));
      for (const wake of [...waiting]) {
        wake();
      }
      await answer({ script, path: request.url ?? '', request, body, response, sent });
    })().catch(() => response.destroy());
  });
  const port = await portOf(server, onPort);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    script: (next) => {
      script = next;
    },
    mostAtOnce: generating.most,
    connections: promisify(server.getConnections.bind(server)),
    waitFor: (fits) =>
      new Promise((resolve, reject) => {
        const givesUp = setTimeout(() => {
          waiting.delete(look);
          const paths = requests.map(({ path }) => path).join(', ');
          reject(
            new Error(`No such request came in ${longestWaitMs} ms, only: ${paths || 'none'}.`),
          );
        }, longestWaitMs);
        const look = () => {
          const found = requests.find(fits);
          if (found !== undefined) {
            clearTimeout(givesUp);
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

/** As Ollama does for pages of this machine, vLLM and llama.cpp for all: https://docs.ollama.com/faq */
function allowPages({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin !== undefined) {
    response.setHeader('access-control-allow-origin', headers.origin);
    response.setHeader('access-control-allow-headers', '*, authorization');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

interface Exchange {
  readonly script: Script;
  readonly path: string;
  readonly request: IncomingMessage;
  readonly body: Body;
  readonly response: ServerResponse;
  readonly sent: { pieces: number };
}

async function answer(exchange: Exchange): Promise<void> {
  const { script, path, request, body, response } = exchange;
  const models = script.models ?? [
    { name: 'm:1b', capabilities: ['completion', 'insert'], parameters: '1B' },
  ];
  const json = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (script.missing?.some((missing) => path.endsWith(missing))) {
    return json(404, { error: { message: 'not found' } });
  }
  if (script.key !== undefined && request.headers.authorization !== `Bearer ${script.key}`) {
    const sent = request.headers.authorization?.replace('Bearer ', '') ?? 'none';
    return json(401, { error: { message: `Incorrect API key provided: ${sent}` } });
  }
  switch (path) {
    case '/api/version':
      return json(200, { version: script.version ?? '0.12.0' });
    case '/api/tags':
      return json(200, tagsReply(models));
    case '/api/ps':
      return json(200, loadedModelsReply(script.loaded ?? models.map(({ name }) => name)));
    case '/api/show': {
      const model = models.find(({ name }) => name === body.model);
      return model === undefined
        ? json(404, { error: `model '${body.model}' not found` })
        : json(200, showReply(model));
    }
    case '/api/pull':
      return pull(exchange);
    case '/v1/models':
      return json(200, modelListReply(models));
    case '/api/generate':
    case '/api/chat':
    case '/v1/completions':
    case '/v1/chat/completions':
      return generate(exchange);
    default:
      return json(404, { error: { message: 'no such path' } });
  }
}

/** The official client names the model `name`, as Ollama did before `model`. */
async function pull({ body, response, script }: Exchange): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for await (const line of script.pull?.(body.name) ?? []) {
    if (response.destroyed) {
      return;
    }
    response.write(`${JSON.stringify(line)}\n`);
  }
  response.end();
}

async function generate({ script, path, body, response, sent }: Exchange): Promise<void> {
  const { finish = 'stop', headersMs = 0, firstTextMs = 0 } = script;
  const asked = askedOf(path, body);
  const format = path.startsWith('/api/') ? ollamaFormat(asked) : openAiFormat(asked);
  const fault = typeof script.fault === 'function' ? script.fault(body) : script.fault;
  await wait(headersMs);
  if (fault !== undefined && misbehave(fault, response)) {
    return;
  }
  if (asked.way === 'load') {
    await script.loading;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(loadedReply(asked.model)));
    return;
  }
  const reply = typeof script.reply === 'function' ? script.reply(asked) : (script.reply ?? '');
  if (fault?.kind === 'whole json' || body.stream === false) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(format.whole(reply, finish));
    return;
  }
  response.writeHead(200, { 'content-type': format.type });
  response.flushHeaders();
  if (fault?.kind === 'no body') {
    return;
  }
  await wait(firstTextMs + (script.prefill?.waitMs(asked.prompt + asked.suffix) ?? 0));
  await script.hold;
  response.write(format.begin());
  if (script.thoughts !== undefined) {
    response.write(format.thought(script.thoughts));
  }
  if (await writePieces({ script, format, reply, fault, response, sent })) {
    for (const call of format.calls(script.calls ?? [], script.pieceCharacters ?? 1_000)) {
      response.write(call);
      await wait(0);
    }
    const end = fault?.kind === 'cut' ? '' : format.end(finish);
    response.write(end);
    if (fault?.kind !== 'open end') {
      response.end();
    }
  }
}

interface Writing {
  readonly script: Script;
  readonly format: Format;
  readonly reply: string;
  readonly fault: Fault | undefined;
  readonly response: ServerResponse;
  readonly sent: { pieces: number };
}

/** @returns false when the fault leaves the reply as it stands. */
async function writePieces(writing: Writing): Promise<boolean> {
  const { script, format, reply, fault, response, sent } = writing;
  const size = script.pieceCharacters ?? Math.max(1, reply.length);
  for (let at = 0; at < reply.length && !response.destroyed; at += size) {
    response.write(format.piece(reply.slice(at, at + size)));
    sent.pieces++;
    switch (fault?.kind) {
      case 'malformed':
        response.write(format.type.includes('ndjson') ? '{broken}\n' : 'data: {broken}\n\n');
        break;
      case 'error event':
        response.end(errorEvent(format));
        return false;
      case 'stall':
        return false;
      case 'reset':
        // The piece has to be on its way before the connection breaks.
        await pause(5);
        response.destroy();
        return false;
    }
    await script.holdRest;
    await wait(script.pieceMs ?? 0);
  }
  return true;
}

/** Also without a delay each piece gets a packet of its own. */
function wait(delayMs: number): Promise<unknown> {
  return delayMs === 0 ? new Promise(setImmediate) : pause(delayMs);
}
