import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { ModelErrorKind } from '../../src/model/client.ts';
import type { Wire } from '../../src/model/wire.ts';
import { type Fault, type ModelServer, startModelServer } from '../servers/modelServer.ts';
import {
  chatRequest,
  collect,
  createTransport,
  failure,
  never,
  opens,
  request,
  type Transport,
  textOf,
} from './wireSupport.ts';

const status = (code: number, body: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status: code,
  body,
  headers,
});

const blankLine = `${' '.repeat(99)}\n`;
const page = '<html><style>p { color: red }</style><h1>Bad Gateway</h1>\n<p>nginx</p></html>';

/** Faults with the rows of the reliability table that name them, and what each is called. */
const faults: readonly (readonly [
  title: string,
  fault: Fault,
  kind: ModelErrorKind,
  detail?: RegExp,
])[] = [
  ['401 (R03)', status(401, '{"error":"no"}'), 'unauthorized', /^no$/],
  ['403 (R04)', status(403, '{"error":{"message":"no"}}'), 'unauthorized', /^no$/],
  [
    'a missing model (R05)',
    status(404, '{"error":"model \'m\' not found"}'),
    'missing model',
    /^model 'm' not found$/,
  ],
  ['a missing path', status(404, '404 page not found'), 'rejected', /^404 page not found$/],
  ['400', status(400, '{"error":{"message":"bad"}}'), 'rejected', /^bad$/],
  ['408 (R06)', status(408, ''), 'timeout', /^$/],
  ['409 (R06)', status(409, ''), 'rejected'],
  ['413 (R07)', status(413, '{"error":"too long"}'), 'rejected', /^too long$/],
  ['429 (R08)', status(429, '{"error":"slow down"}'), 'rate limited', /^slow down$/],
  ['500 (R09)', status(500, 'oops'), 'rejected', /^oops$/],
  [
    '502 with a page (R09)',
    status(502, page, { 'content-type': 'text/html' }),
    'rejected',
    /^Bad Gateway nginx$/,
  ],
  ['503 (R09)', status(503, '{"error":"server busy"}'), 'rate limited'],
  ['504', status(504, 'late'), 'timeout'],
  ['529 (R09)', status(529, '{"error":{"message":"Overloaded"}}'), 'rate limited'],
  ['an HTML page (R10)', { kind: 'html' }, 'bad reply', /^content type text\/html$/],
  [
    'another type of content',
    { kind: 'bytes', bytes: '<a/>', headers: { 'content-type': 'application/xml' } },
    'bad reply',
    /xml/,
  ],
  ['no content at all', status(204, ''), 'bad reply', /^empty body$/],
  ['an empty reply', { kind: 'bytes', bytes: '' }, 'bad reply'],
  ['a malformed event (R12)', { kind: 'malformed' }, 'bad reply'],
  ['a reply cut off (R13)', { kind: 'cut' }, 'bad reply'],
  ['a reset connection (R14)', { kind: 'reset' }, 'bad reply', /^UND_ERR_SOCKET$/],
  ['a failure in the middle', { kind: 'error event' }, 'bad reply', /error was encountered/],
  [
    'a line without end (R20)',
    { kind: 'bytes', bytes: Buffer.alloc(16 * 1_048_576, 'x') },
    'bad reply',
    /^too long a line$/,
  ],
  [
    'a reply without end (R20)',
    { kind: 'bytes', bytes: blankLine.repeat(60_000) },
    'bad reply',
    /^too long a reply$/,
  ],
  [
    'a reply of nothing but line breaks (T17)',
    { kind: 'bytes', bytes: '\n'.repeat(1_000_000) },
    'bad reply',
    /^too many lines$/,
  ],
  [
    'an event that never becomes whole (T17)',
    { kind: 'bytes', bytes: `data: {"a":[{}\n${'data: ,{}\n'.repeat(90_000)}` },
    'bad reply',
  ],
  [
    'a reply that grows when it is unpacked (R20)',
    {
      kind: 'bytes',
      bytes: gzipSync(blankLine.repeat(320_000)),
      headers: { 'content-encoding': 'gzip' },
    },
    'bad reply',
    /^too long a reply$/,
  ],
];

for (const name of ['ollama', 'openai'] as const) {
  describe(`the ${name} wire`, () => {
    let server: ModelServer;
    let net: Transport;
    let wire: Wire;

    beforeEach(async () => {
      server = await startModelServer({ reply: 'x + 1; // größe 😀' });
      net = createTransport();
      wire = opens[name](server.url, net);
    });
    afterEach(() => server.stop());

    it('streams a reply in pieces and ends it', async () => {
      server.script({ reply: 'x + 1; // größe 😀', pieceCharacters: 2 });
      const chunks = await collect(wire.complete(request, never));
      assert.equal(textOf(chunks), 'x + 1; // größe 😀');
      assert.equal(chunks.length, 10);
      assert.equal(chunks.at(-1)?.kind, 'end');
      await net.idle();
    });

    it('says that the token limit cut a reply (R22)', async () => {
      server.script({ reply: 'x', finish: 'length' });
      const end = (await collect(wire.complete(request, never))).at(-1);
      assert.equal(end?.kind === 'end' && end.reason, 'length');
    });

    it('leaves thoughts aside, written out or kept apart (R21)', async () => {
      server.script({ reply: '<think>hm, let me see</think>\n\nanswer', pieceCharacters: 3 });
      const written = await collect(wire.chat(chatRequest, never));
      server.script({ reply: 'answer', thoughts: 'hm, let me see' });
      const apart = await collect(wire.chat(chatRequest, never));
      for (const chunks of [written, apart]) {
        assert.equal(textOf(chunks), 'answer');
        assert.ok(chunks.some((chunk) => chunk.kind === 'thinking'));
      }
    });

    it('keeps what looks like the beginning of thoughts', async () => {
      server.script({ reply: ' <th', pieceCharacters: 1 });
      assert.equal(textOf(await collect(wire.complete(request, never))), ' <th');
    });

    it('takes a reply that was not streamed (R11)', async () => {
      server.script({ reply: 'whole', fault: { kind: 'whole json' } });
      assert.equal(textOf(await collect(wire.complete(request, never))), 'whole');
      assert.equal(textOf(await collect(wire.chat(chatRequest, never))), 'whole');
    });

    it('takes a reply as over although the connection stays open (R16)', async () => {
      server.script({ reply: 'x', fault: { kind: 'open end' } });
      assert.equal(textOf(await collect(wire.complete(request, never))), 'x');
      net.pass(1_000);
      await server.requests[0]!.abandoned;
      await net.idle();
    });

    it('uses one connection for requests in a row', async () => {
      for (let count = 0; count < 3; count++) {
        await collect(wire.complete(request, never));
        await net.idle();
      }
      assert.deepEqual(
        server.requests.map(({ connection }) => connection),
        [0, 0, 0],
      );
    });

    it('works again after its server was started anew (R23)', async () => {
      await collect(wire.complete(request, never));
      const { port } = new URL(server.url);
      await server.stop();
      server = await startModelServer({ reply: 'again' }, Number(port));
      assert.equal(textOf(await collect(wire.complete(request, never))), 'again');
    });

    it('sends no header but its own', async () => {
      await collect(wire.complete(request, never));
      const { headers } = server.requests[0]!;
      assert.equal(headers['user-agent'], 'ghostline');
      assert.deepEqual(
        Object.keys(headers).filter((header) => !expectedHeaders.includes(header)),
        [],
      );
    });

    it('S05 reads nothing from the environment that reaches the wire', async () => {
      const evil: Readonly<Record<string, string>> = {
        OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
        OPENAI_API_KEY: 'sk-evil',
        OPENAI_ADMIN_KEY: 'sk-evil',
        OPENAI_ORG_ID: 'evil',
        OPENAI_PROJECT_ID: 'evil',
        OPENAI_WEBHOOK_SECRET: 'evil',
        OPENAI_CUSTOM_HEADERS: 'x-evil: 1\nauthorization: Bearer evil\nuser-agent: evil',
        OPENAI_LOG: 'debug',
        OLLAMA_HOST: 'http://127.0.0.1:1',
        OLLAMA_API_KEY: 'evil',
      };
      Object.assign(process.env, evil);
      try {
        assert.notEqual(
          textOf(await collect(opens[name](server.url, net).complete(request, never))),
          '',
        );
      } finally {
        for (const key of Object.keys(evil)) {
          delete process.env[key];
        }
      }
      assert.doesNotMatch(JSON.stringify(server.requests), /evil/);
    });

    for (const [title, fault, kind, detail = /^/] of faults) {
      it(`calls ${title} by its kind, asks once and is well again`, async () => {
        server.script({ reply: 'text', fault });
        const said = await withoutPrinting(() => failure(wire.complete(request, never)));
        assert.equal(said.kind, kind);
        assert.match(said.detail, detail);
        assert.equal(server.requests.length, 1);
        await net.idle();
        server.script({ reply: 'text' });
        assert.equal(textOf(await collect(wire.complete(request, never))), 'text');
      });
    }

    it('hands on what came before a reply failed', async () => {
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'cut' } });
      assert.equal((await failure(wire.complete(request, never))).text, 'abc');
    });

    const waits: readonly (readonly [
      headers: Record<string, string>,
      body: string,
      waitMs: number | undefined,
    ])[] = [
      [{ 'retry-after': '7' }, '', 7_000],
      [{ 'retry-after': '61' }, '', 61_000],
      [{ 'retry-after': '0' }, '', 0],
      [{ 'retry-after': '86400' }, '', 900_000],
      [{ 'retry-after-ms': '250', 'retry-after': '7' }, '', 250],
      [{ 'retry-after': '-3' }, '', undefined],
      [{ 'retry-after': 'soon' }, '', undefined],
      [{}, '', undefined],
      [
        {
          date: 'Tue, 24 Nov 2026 08:00:00 GMT',
          'retry-after': 'Tue, 24 Nov 2026 08:00:30 GMT',
        },
        '',
        30_000,
      ],
      [{ 'retry-after': '1' }, '{"error":{"code":"insufficient_quota"}}', 900_000],
    ];
    for (const [headers, body, waitMs] of waits) {
      it(`is told to wait ${waitMs} ms by ${JSON.stringify(headers)} ${body} (R08)`, async () => {
        server.script({ fault: status(429, body, headers) });
        const said = await failure(wire.complete(request, never));
        assert.equal(said.kind, 'rate limited');
        assert.match(said.message, /^rate limited at http:\/\/127\.0\.0\.1:\d+ \(HTTP 429\)/);
        assert.equal(said.retryAfterMs, waitMs);
      });
    }

    for (const code of [301, 302, 303, 307, 308]) {
      it(`S07 does not follow a redirect by ${code}`, async () => {
        const other = await startModelServer();
        server.script({ fault: { kind: 'redirect', status: code, to: `${other.url}/x?secret=1` } });
        const { kind, detail } = await failure(wire.complete(request, never));
        assert.equal(kind, 'rejected');
        assert.equal(detail, `redirect to ${other.url} not followed`);
        assert.equal(other.requests.length, 0);
        await other.stop();
      });
    }

    it('calls a name that is unknown unreachable, at once (R02)', async () => {
      const unknown = createTransport({ localOnly: false, httpHosts: ['nobody.invalid'] }, () =>
        Promise.reject(
          new TypeError('fetch failed', {
            cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }),
          }),
        ),
      );
      const nobody = opens[name]('http://nobody.invalid', unknown);
      const { detail, kind } = await failure(nobody.complete(request, never));
      assert.deepEqual([kind, detail], ['unreachable', 'ENOTFOUND']);
      assert.equal(unknown.armed(), 0);
    });

    it('takes a reply as whole that says so, whatever its connection does then (R15)', async () => {
      const whole =
        name === 'ollama'
          ? '{"response":"x","done":false}\n{"response":"","done":true,"done_reason":"stop"}'
          : 'data: {"choices":[{"text":"x","finish_reason":"stop"}]}\n\n';
      server.script({ fault: { kind: 'bytes', bytes: whole } });
      const chunks = await collect(wire.complete(request, never));
      assert.equal(textOf(chunks), 'x');
      assert.deepEqual(chunks.at(-1), { kind: 'end', reason: 'stop' });
    });

    it('gives up on a server that writes for ever, one piece after the other (R18)', async () => {
      server.script({ reply: 'a'.repeat(1_000_000), pieceCharacters: 1, pieceMs: 1 });
      let pieces = 0;
      const endless = async () => {
        for await (const _ of wire.complete(request, never)) {
          pieces += 1;
          if (pieces === 20) {
            net.pass(60_000);
          }
        }
      };
      await assert.rejects(endless(), { kind: 'timeout' });
      await server.requests[0]!.abandoned;
      await net.idle();
    });

    it('calls a dead server unreachable (R01)', async () => {
      await server.stop();
      const { kind, detail } = await failure(wire.complete(request, never));
      assert.equal(kind, 'unreachable');
      assert.equal(detail, 'ECONNREFUSED');
      server = await startModelServer();
    });

    it('sends nothing under a signal that is already aborted', async () => {
      const aborted = AbortSignal.abort(new Error('typed on'));
      await assert.rejects(collect(wire.complete(request, aborted)), /typed on/);
      assert.equal(server.requests.length, 0);
    });

    it('closes the socket of a request that is aborted before headers', async () => {
      server.script({ fault: { kind: 'silent' } });
      const controller = new AbortController();
      const reply = collect(wire.complete(request, controller.signal));
      const seen = await server.waitFor(() => true);
      controller.abort(new Error('typed on'));
      await assert.rejects(reply, /typed on/);
      await seen.abandoned;
      await net.idle();
    });

    it('closes the socket of a reply that is aborted in the middle', async () => {
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      const controller = new AbortController();
      const iterator = wire.complete(request, controller.signal)[Symbol.asyncIterator]();
      assert.deepEqual((await iterator.next()).value, { kind: 'text', text: 'a' });
      controller.abort(new Error('typed on'));
      await assert.rejects(Promise.resolve(iterator.next()), /typed on/);
      await server.requests[0]!.abandoned;
      await net.idle();
    });

    it('aborts one of two replies and leaves the other alone', async () => {
      const controller = new AbortController();
      server.script({ reply: 'abc', pieceCharacters: 1, fault: { kind: 'stall' } });
      const first = wire.complete(request, controller.signal)[Symbol.asyncIterator]();
      await first.next();
      server.script({ reply: 'abc', pieceCharacters: 1 });
      const second = wire.complete(request, never)[Symbol.asyncIterator]();
      await second.next();
      controller.abort(new Error('typed on'));
      const rest = await collect({ [Symbol.asyncIterator]: () => second });
      assert.equal(textOf(rest), 'bc');
      await assert.rejects(Promise.resolve(first.next()), /typed on/);
    });

    it('closes the socket when the reader has enough, and the server stops generating', async () => {
      server.script({ reply: 'a'.repeat(10_000), pieceCharacters: 1, pieceMs: 1 });
      for await (const chunk of wire.complete(request, never)) {
        assert.equal(chunk.kind, 'text');
        break;
      }
      const { by, pieces } = await server.requests[0]!.ended;
      assert.equal(by, 'client');
      assert.ok(pieces < 100, `${pieces} pieces`);
      await net.idle();
    });

    const stalls: readonly (readonly [where: string, fault: Fault, limitMs: number])[] = [
      ['before headers', { kind: 'silent' }, 20_000],
      ['after headers', { kind: 'no body' }, 10_000],
      ['in the middle', { kind: 'stall' }, 10_000],
      ['in the middle, by the total time,', { kind: 'stall' }, 60_000],
    ];
    for (const [where, fault, limitMs] of stalls) {
      it(`gives up on a server that falls silent ${where} after ${limitMs} ms (R17)`, async () => {
        server.script({ reply: 'a', fault });
        const said = failure(wire.complete(request, never));
        const seen = await server.waitFor(() => true);
        await net.running(limitMs);
        net.pass(limitMs);
        assert.equal((await said).kind, 'timeout');
        await seen.abandoned;
        await net.idle();
      });
    }
  });
}

const expectedHeaders = [
  'host',
  'connection',
  'content-type',
  'accept',
  'user-agent',
  'accept-encoding',
  'content-length',
  // The runtime's own; `fetch` does not let them be left out.
  'accept-language',
  'sec-fetch-mode',
];

/** Runs without anything being written to the console. */
async function withoutPrinting<T>(run: () => Promise<T>): Promise<T> {
  const printed: unknown[] = [];
  const { log, warn, error, debug, info } = console;
  const print = (...words: unknown[]) => void printed.push(words);
  Object.assign(console, { log: print, warn: print, error: print, debug: print, info: print });
  try {
    return await run();
  } finally {
    Object.assign(console, { log, warn, error, debug, info });
    assert.deepEqual(printed, []);
  }
}
