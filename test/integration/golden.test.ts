import assert from 'node:assert/strict';
import type { ModelErrorKind } from '../../src/model/client.ts';
import type { ClientFetch } from '../../src/model/guardedFetch.ts';
import { createEventFilter, createJsonLineFilter } from '../../src/model/streamFilters.ts';
import type { Wire } from '../../src/model/wire.ts';
import ollamaExchanges from '../fixtures/wire/ollama.json';
import openAiExchanges from '../fixtures/wire/openai.json';
import refusals from '../fixtures/wire/refusals.json';
import { type RawServer, startRawServer } from '../servers/rawServer.ts';
import {
  collect,
  createTransport,
  failure,
  never,
  openOllama,
  openOpenAi,
  opens,
  request,
  textOf,
} from './wireSupport.ts';

/** One exchange as a server's own documentation, tests or logs show it. */
interface Exchange {
  readonly name: string;
  /** Where it stands. */
  readonly source: string;
  readonly path: string;
  readonly request?: Asked;
  /** The pieces of a streamed reply. */
  readonly stream?: readonly object[];
  /** The reply to a request that was not streamed. */
  readonly whole?: object;
  /** The stream ends with `[DONE]`. */
  readonly done?: boolean;
  /** The reply to a question about the server. */
  readonly document?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly text?: string;
  readonly thinks?: boolean;
  readonly end?: object;
  readonly failure?: { readonly kind: string; readonly detail: string };
}

interface Asked {
  readonly model?: string;
  readonly prompt?: string;
  readonly suffix?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
}

type WireName = keyof typeof opens;

const all = (exchanges: readonly object[]) => exchanges as readonly Exchange[];
const exchanges: Readonly<Record<WireName, readonly Exchange[]>> = {
  ollama: all(ollamaExchanges),
  openai: all(openAiExchanges),
};

/** How each API puts its pieces into bytes. */
const bytesOf: Readonly<Record<WireName, (exchange: Exchange) => string>> = {
  ollama: ({ stream = [] }) => stream.map((piece) => `${JSON.stringify(piece)}\n`).join(''),
  openai: ({ stream, whole, done }) =>
    stream === undefined
      ? JSON.stringify(whole)
      : stream.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join('') +
        (done ? 'data: [DONE]\n\n' : ''),
};

const typeOf = (name: WireName, { stream }: Exchange) =>
  stream === undefined
    ? 'application/json'
    : name === 'ollama'
      ? 'application/x-ndjson'
      : 'text/event-stream';

/** A `fetch` that hands on the same bytes in pieces of one size. */
function inPiecesOf(size: number): ClientFetch {
  return async (url, init) => {
    const { body, status, headers } = await fetch(url, init);
    const split = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        for (let at = 0; at < bytes.length; at += size) {
          controller.enqueue(bytes.subarray(at, at + size));
        }
      },
    });
    return new Response(body?.pipeThrough(split) ?? null, { status, headers });
  };
}

function ask(wire: Wire, { path, request: asked = {} }: Exchange) {
  const { model = '', prompt = '', suffix, messages = [] } = asked;
  const common = { ...request, model, prompt };
  const { suffix: _, ...open } = common;
  const turns = messages as Parameters<Wire['chat']>[0]['turns'];
  return path.includes('chat')
    ? wire.chat({ ...common, work: 'answer', turns }, never)
    : wire.complete(suffix === undefined ? open : { ...open, suffix }, never);
}

/** The request's own fields; what else we send is our choice. */
function fieldsOf({ model, prompt, suffix, messages }: Asked) {
  return JSON.parse(JSON.stringify({ model: model ?? '', prompt, suffix, messages }));
}

for (const name of ['ollama', 'openai'] as const) {
  describe(`${name}: exchanges that its servers document`, () => {
    let server: RawServer;
    afterEach(() => server.stop());

    for (const exchange of exchanges[name].filter(({ document }) => document === undefined)) {
      for (const size of [Number.POSITIVE_INFINITY, 1, 7]) {
        it(`${exchange.name}, in pieces of ${size}`, async () => {
          const bytes = bytesOf[name](exchange);
          server = await startRawServer(200, typeOf(name, exchange), bytes);
          const net = createTransport(undefined, inPiecesOf(size));
          const wire = opens[name](server.url, net);
          if (exchange.failure === undefined) {
            const chunks = await collect(ask(wire, exchange));
            assert.equal(textOf(chunks), exchange.text);
            assert.deepEqual(chunks.at(-1), exchange.end);
            assert.equal(
              chunks.some(({ kind }) => kind === 'thinking'),
              exchange.thinks ?? false,
            );
          } else {
            const { kind, detail, text } = await failure(ask(wire, exchange));
            assert.deepEqual({ kind, detail }, exchange.failure);
            assert.equal(text, exchange.text);
          }
          const [asked] = server.requests;
          assert.equal(asked?.path, exchange.path);
          assert.deepEqual(fieldsOf(asked?.body as Asked), fieldsOf(exchange.request ?? {}));
          await net.idle();
        });
      }
    }

    for (const exchange of exchanges[name].filter(({ document }) => document !== undefined)) {
      it(exchange.name, async () => {
        const { document = {}, path } = exchange;
        server = await startRawServer(200, 'application/json', JSON.stringify(document));
        const net = createTransport();
        await readers[path]?.(server.url, net, document);
        assert.equal(server.requests[0]?.path, path);
        await net.idle();
      });
    }
  });
}

type Document = NonNullable<Exchange['document']>;
type Reader = (url: string, net: ReturnType<typeof createTransport>, doc: Document) => unknown;

/** Reads a reply about the server itself and compares it with what stands there. */
const readers: Readonly<Record<string, Reader>> = {
  '/api/tags': async (url, net, { models = [] }) =>
    assert.deepEqual(
      (await openOllama(url, net).models(never)).map(({ name, remote }) => [name, remote]),
      models.map(({ name, remote_host }) => [name, remote_host !== undefined]),
    ),
  '/api/ps': async (url, net, { models = [] }) =>
    assert.deepEqual(
      await openOllama(url, net).loaded(never),
      models.map(({ name }) => name),
    ),
  '/api/show': async (url, net, document) => {
    const { capabilities, template, remote } = await openOllama(url, net).details('m', never);
    assert.deepEqual(capabilities, document['capabilities'] ?? []);
    assert.equal(template, document['template'] ?? '');
    assert.equal(remote, false);
  },
  '/api/generate': async (url, net) => openOllama(url, net).load('m', never),
  '/v1/models': async (url, net, { data = [] }) =>
    assert.deepEqual(
      await openOpenAi(url, net).models(never),
      data.map(({ id }) => id),
    ),
};

describe('a golden stream cut in two at any byte (R19)', () => {
  const filters = { ollama: createJsonLineFilter, openai: createEventFilter };
  for (const name of ['ollama', 'openai'] as const) {
    for (const exchange of exchanges[name].filter(({ stream }) => stream !== undefined)) {
      it(exchange.name, () => {
        // With CRLF as well, and with an escape and characters of several bytes.
        const plain = bytesOf[name](exchange).replace('"model":"', '"model":"\\u00e4ä😀');
        for (const text of [plain, plain.replaceAll('\n', '\r\n')]) {
          const bytes = new TextEncoder().encode(text);
          const through = (pieces: readonly Uint8Array[]) => {
            const filter = filters[name](1_000_000);
            const parts = pieces.map(filter.take);
            const rest = parts.some(({ over }) => over) ? [] : [filter.rest()];
            return Buffer.concat([...parts, ...rest].map((part) => part.bytes)).toString();
          };
          const whole = through([bytes]);
          assert.match(whole, /u00e4ä😀/);
          for (let at = 0; at <= bytes.length; at++) {
            assert.equal(through([bytes.subarray(0, at), bytes.subarray(at)]), whole);
          }
        }
      });
    }
  }
});

describe('refusals in the words of servers', () => {
  for (const { name, status, body, kind } of refusals) {
    const wires: readonly WireName[] = name.startsWith('Ollama: ') ? ['ollama'] : ['openai'];
    for (const wireName of wires) {
      it(name, async () => {
        const server = await startRawServer(status, 'application/json', JSON.stringify(body));
        const net = createTransport();
        const said = await failure(opens[wireName](server.url, net).complete(request, never));
        assert.equal(said.kind, kind satisfies string as ModelErrorKind);
        assert.ok(JSON.stringify(body).includes(JSON.stringify(said.detail).slice(1, -1)));
        assert.notEqual(said.detail, '');
        await net.idle();
        await server.stop();
      });
    }
  }
});
