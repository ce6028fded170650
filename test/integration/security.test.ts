/** Rows of the security checklist that only bytes on a socket can show. */
import assert from 'node:assert/strict';
import { createServer, type ServerOptions } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Log } from '../../src/log.ts';
import type { ModelClient } from '../../src/model/client.ts';
import { inquiryLimits } from '../../src/model/guardedFetch.ts';
import { createGate, type GuardedFile } from '../../src/privacy/gate.ts';
import type { FillPrompt } from '../../src/privacy/safePrompt.ts';
import { type Fault, type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { portOf } from '../servers/portOf.ts';
import { canaries } from '../unit/privacy/canaries.ts';
import { chatClient, models, modelsOn, readyClient } from './modelsSupport.ts';
import { createAuthority, createCredentials } from './securityCertificates.ts';
import {
  collect,
  createTransport,
  failure,
  never,
  openOpenAi,
  opens,
  request,
  textOf,
} from './wireSupport.ts';

const file = (path: string): GuardedFile => ({
  scheme: 'file',
  path,
  languageId: 'typescript',
  insideWorkspace: true,
  open: true,
});
const gate = createGate({ ruleFiles: [], excludeFiles: [] });
const body = canaries.map(({ line }) => line).join('\n');
const half = Math.floor(body.length / 2);
const prompt: FillPrompt = {
  path: 'src/a.ts',
  languageId: 'typescript',
  prefix: body.slice(0, half),
  suffix: body.slice(half),
  context: [
    { kind: 'open file', file: file(`src/${canaries[1]?.secret}.ts`), text: body },
    { kind: 'recent edit', file: file('src/c.ts'), text: `+ ${body}` },
    { kind: 'problems', file: file('src/d.ts'), text: `Cannot find ${body}` },
  ],
};
const turns = [
  { role: 'user', content: `Why does ${body} fail in ${canaries[3]?.secret}.ts?` },
] as const;

/** Sends the canaries by every kind of request; the model counts as one that runs here, or not. */
async function sendCanaries(client: ModelClient, chat: ModelClient, local: boolean): Promise<void> {
  const fill = gate.passFill(prompt, file('src/a.ts'), { local });
  const talk = gate.passChat({ turns }, file('src/a.ts'), { local });
  assert.ok(typeof fill === 'object' && typeof talk === 'object');
  const common = { maxTokens: 9, temperature: 0 };
  await collect(client.stream({ kind: 'fill', prompt: fill, singleLine: false, ...common }, never));
  await collect(chat.stream({ kind: 'chat', prompt: talk, ...common }, never));
}

/** A body as it is, and as it would read if somebody had encoded it. */
function readings(requests: ModelServer['requests']): string {
  const text = JSON.stringify(requests.map((one) => one.body));
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g)].map(([part]) =>
    Buffer.from(part, 'base64').toString('latin1'),
  );
  return [
    text,
    text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    ...decoded,
  ].join('\n');
}

const inJson = (secret: string) => JSON.stringify(secret).slice(1, -1);

describe('secrets in requests', function () {
  // On a machine that does other work at the same time.
  this.timeout(30_000);
  for (const provider of ['ollama', 'openai'] as const) {
    for (const local of [false, true]) {
      it(`S15 ${local ? 'all reach' : 'none of 208 reaches'} ${provider} when its model runs ${local ? 'here' : 'elsewhere'}`, async () => {
        const server = await startModelServer({ models, reply: 'x' });
        const source = modelsOn(server, createTransport(), provider);
        await sendCanaries(await readyClient(source), await chatClient(source), local);
        const sent = readings(server.requests);
        const there = canaries.filter(({ secret }) => sent.includes(inJson(secret)));
        assert.equal(there.length, local ? canaries.length : 0, there[0]?.kind);
        await server.stop();
      });
    }
  }

  it('S52 go with no place of this machine and no name of its user', async () => {
    const server = await startModelServer({ models, reply: 'x' });
    const source = modelsOn(server, createTransport(), 'openai');
    const client = await readyClient(source);
    const outside = { ...file('/home/somebody/notes/a.ts'), insideWorkspace: false };
    const safe = gate.passFill(
      { path: outside.path, languageId: 'typescript', prefix: 'a', suffix: 'b', context: [] },
      outside,
      client,
    );
    assert.ok(typeof safe === 'object');
    await collect(
      client.stream(
        { kind: 'fill', prompt: safe, maxTokens: 9, temperature: 0, singleLine: false },
        never,
      ),
    );
    const sent = JSON.stringify(server.requests.map((one) => [one.headers, one.body]));
    for (const part of [
      'somebody',
      process.platform,
      process.arch,
      process.version,
      process.cwd(),
    ]) {
      assert.ok(!sent.includes(part), part);
    }
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['user-agent']),
      server.requests.map(() => 'ghostline'),
    );
    await server.stop();
  });
});

describe('a key', () => {
  it('S06 entered for one origin goes to no other, however that is written', async () => {
    const reached: string[] = [];
    const { guardedFetch } = createTransport(undefined, async (url, init) => {
      reached.push(`${url} ${new Headers(init?.headers).get('authorization')}`);
      return Response.json({});
    });
    const send = guardedFetch(
      { origin: 'https://api.a.test', apiKey: 'sk-canary', limits: inquiryLimits, expects: 'json' },
      never,
    );
    for (const url of [
      'https://api.b.test/v1',
      'https://api.a.test:8443/v1',
      'http://api.a.test/v1',
      'https://api.a.test./v1',
      'https://api.a.test@evil.test/v1',
      'https://api.a.test.evil.test/v1',
      'https://a.test/v1',
      'https://\u0430pi.a.test/v1',
      'https://evil.test/https://api.a.test/',
    ]) {
      await assert.rejects(send(url), /not allowed at https:\/\/api\.a\.test: other origin/, url);
    }
    assert.deepEqual(reached, []);
    // The same origin in other letters is the same server.
    await send('https://API.A.test:443/v1');
    assert.deepEqual(reached, ['https://api.a.test/v1 Bearer sk-canary']);
  });

  it('S12 and code that a server returns with an error stand in no message', async () => {
    const code = 'const canaryCode = compute("forty-two", values);';
    const key = 'plainCanary42';
    const words = `invalid key ${key} for ${JSON.stringify(code)}, not sk-canary-0123456789`;
    const fault: Fault = { kind: 'status', status: 422, body: JSON.stringify({ detail: words }) };
    const server = await startModelServer({ fault });
    const wire = openOpenAi(server.url, createTransport(), key);
    const said = await failure(wire.complete({ ...request, prompt: code }, never));
    assert.match(said.detail, /^invalid key ‹key› for "‹code›.*, not ‹key›$/);
    assert.doesNotMatch(said.message + said.detail, /canary|forty/i);
    await server.stop();
  });
});

describe('addresses', function () {
  // On a machine that does other work at the same time.
  this.timeout(30_000);
  it('S08 over plain http are this machine or a host that the user named, before any name is looked up', async () => {
    const reached: string[] = [];
    const net = createTransport({ localOnly: false, httpHosts: ['box.local'] }, async (url) => {
      reached.push(String(url));
      return Response.json({});
    });
    const send = async (url: string) => {
      const { origin } = new URL(url);
      const call = { origin, limits: inquiryLimits, expects: 'json' } as const;
      await net.guardedFetch(call, never)(url);
    };
    for (const url of [
      'http://api.test/',
      'http://10.0.0.1/',
      'http://169.254.169.254/latest/meta-data/',
      'http://127.0.0.1.evil.test/',
      'http://localhost.evil.test/',
      'http://[fe80::1]/',
      'http://0.0.0.0/',
      'http://box.local.evil.test/',
    ]) {
      await assert.rejects(send(url), /not allowed at .*: network\.httpHosts/, url);
    }
    for (const url of ['https://me:canary@api.test/', 'http://canary@127.0.0.1:1/']) {
      await assert.rejects(send(url), (error: Error) => {
        assert.match(error.message, /not allowed at .*: password in the address/);
        return !error.message.includes('canary');
      });
    }
    assert.deepEqual(reached, []);
    const good = [
      'http://127.0.0.1:1/',
      'http://[::1]:1/',
      'http://localhost:1/',
      'http://box.local/',
      'https://api.test/',
    ];
    for (const url of good) {
      await send(url);
    }
    assert.deepEqual(reached, good);
  });

  const authority = createAuthority('Ghostline tests');
  const secure = async (options: ServerOptions): Promise<string> => {
    let asked = 0;
    const server = createServer(options, (_, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"id":"m"}]}');
    });
    const port = await portOf(server);
    const wire = openOpenAi(`https://localhost:${port}`, createTransport(), 'sk-canary');
    const said = await wire.models(never).then(
      ([model]) => `answered by ${model}`,
      (error: Error) => error.message.replace(/^.*: /, ''),
    );
    server.closeAllConnections();
    server.close();
    return `${said}, ${asked} requests`;
  };

  it('S09 over https with a certificate that is not in order get nothing', async () => {
    const before = getCACertificates();
    setDefaultCACertificates([...before, authority.cert]);
    try {
      assert.equal(
        await secure(createCredentials(authority, 'localhost')),
        'answered by m, 1 requests',
      );
      const self = createAuthority('localhost');
      for (const [options, code] of [
        [self, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
        [
          createCredentials(createAuthority('Nobody'), 'localhost'),
          'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        ],
        [createCredentials(authority, 'other.test'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
        [createCredentials(authority, 'localhost', [-30, -1]), 'CERT_HAS_EXPIRED'],
        [
          {
            ...createCredentials(authority, 'localhost'),
            minVersion: 'TLSv1.1',
            maxVersion: 'TLSv1.1',
            ciphers: 'DEFAULT@SECLEVEL=0',
          },
          'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
        ],
      ] as const) {
        assert.equal(await secure(options), `${code}, 0 requests`);
      }
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it('S05 over https get nothing while the environment switches the check of certificates off', async () => {
    const net = createTransport(
      { localOnly: false, httpHosts: [], certificatesUnchecked: true },
      () => assert.fail('reached'),
    );
    const wire = openOpenAi('https://api.test', net, 'sk-canary');
    const { kind, detail } = await failure(wire.complete(request, never));
    assert.equal(`${kind}: ${detail}`, 'not allowed: NODE_TLS_REJECT_UNAUTHORIZED');
  });

  it('S05 are those of the settings, whatever proxy the environment names', async () => {
    const server = await startModelServer({ reply: 'right' });
    const evil = await startModelServer({ reply: 'evil' });
    const names = [
      'HTTP_PROXY',
      'http_proxy',
      'HTTPS_PROXY',
      'https_proxy',
      'ALL_PROXY',
      'NODE_OPTIONS',
    ];
    Object.assign(process.env, Object.fromEntries(names.map((name) => [name, evil.url])));
    try {
      for (const open of Object.values(opens)) {
        const reply = await collect(open(server.url, createTransport()).complete(request, never));
        assert.equal(textOf(reply), 'right');
      }
    } finally {
      for (const name of names) {
        delete process.env[name];
      }
    }
    assert.equal(evil.requests.length, 0);
    await Promise.all([server.stop(), evil.stop()]);
  });
});

describe('a hostile server', function () {
  // On a machine that does other work at the same time.
  this.timeout(30_000);
  const canary = 'const canaryCode = computeEverything(fortyTwo);';
  const status = (code: number, text: string): Fault => ({
    kind: 'status',
    status: code,
    body: text,
  });
  const faults: readonly Fault[] = [
    ...[400, 401, 404, 413, 422, 429, 500].map((code) =>
      status(code, `{"error":"bad: ${canary}"}`),
    ),
    status(502, `<html>${canary}</html>`),
    { kind: 'html' },
    { kind: 'cut' },
    { kind: 'reset' },
    { kind: 'malformed' },
    { kind: 'error event' },
    { kind: 'bytes', bytes: canary },
    { kind: 'bytes', bytes: `data: ${JSON.stringify({ text: canary })}` },
    // The failure of a server in the middle of its stream, and lines that a parser would quote.
    { kind: 'bytes', bytes: `${JSON.stringify({ error: `bad prompt: ${canary}` })}\n` },
    {
      kind: 'bytes',
      bytes: `data: ${JSON.stringify({ error: { message: `bad prompt: ${canary}` } })}\n\n`,
    },
    { kind: 'bytes', bytes: `{"response": ${canary}}\n` },
    { kind: 'bytes', bytes: `data: ${canary}\n\n` },
    { kind: 'redirect', to: 'http://127.0.0.1:1/canaryCode' },
  ];

  for (const provider of ['ollama', 'openai'] as const) {
    it(`S13 leaves no code in the log of ${provider}, whatever it does`, async () => {
      const lines: string[] = [];
      const write = (message: string) => lines.push(message);
      const log: Log = { trace: () => {}, debug: write, info: write, warn: write, error: write };
      const server = await startModelServer({ models, reply: canary });
      const source = modelsOn(server, createTransport(), provider, log);
      const client = await readyClient(source);
      const talker = await chatClient(source);
      for (const fault of faults) {
        server.script({ models, reply: canary, fault });
        const safe = gate.passFill(
          { path: 'a.ts', languageId: 'typescript', prefix: canary, suffix: '', context: [] },
          file('a.ts'),
          client,
        );
        assert.ok(typeof safe === 'object');
        const fill = {
          kind: 'fill',
          prompt: safe,
          maxTokens: 9,
          temperature: 0,
          singleLine: false,
        } as const;
        const { message } = await failure(client.stream(fill, never));
        write(message);
        if (fault.kind === 'bytes') {
          // What a chat asks again for would wait here.
          const turns = [{ role: 'user', content: `Explain ${canary}` }] as const;
          const talk = { kind: 'chat', prompt: gate.passMessages({ turns }, talker) } as const;
          const reply = talker.stream({ ...talk, maxTokens: 9, temperature: 0 }, never);
          write((await failure(reply)).message);
        }
      }
      assert.ok(lines.length > faults.length);
      assert.deepEqual(
        lines.filter((line) => /canaryCode|computeEverything|fortyTwo/.test(line)),
        [],
      );
      await server.stop();
    });
  }

  for (const [name, open] of Object.entries(opens)) {
    it(`S54 changes no object by the names of its fields: ${name}`, async () => {
      const evil = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
      const bytes =
        name === 'ollama'
          ? `{${evil},"response":"ok","done":false}\n{${evil},"response":"","done":true,"done_reason":"stop"}\n`
          : `data: {${evil},"choices":[{${evil},"text":"ok","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;
      const server = await startModelServer({ fault: { kind: 'bytes', bytes } });
      const reply = await collect(open(server.url, createTransport()).complete(request, never));
      assert.equal(textOf(reply), 'ok');
      const clean: Readonly<Record<string, unknown>> = {};
      assert.equal(clean['polluted'], undefined);
      await server.stop();
    });

    it(`S43 holds the editor up for no time worth naming: ${name}`, async () => {
      const server = await startModelServer();
      for (const bytes of [
        Buffer.alloc(16 * 1_048_576, 'x'),
        '\n'.repeat(1_000_000),
        `data: ${'['.repeat(900_000)}\n\n`,
        'data: {}\n\n'.repeat(100_000),
        `{"response":"${'\\u0000'.repeat(100_000)}"}\n`,
      ]) {
        server.script({ fault: { kind: 'bytes', bytes } });
        const before = process.cpuUsage();
        await failure(open(server.url, createTransport()).complete(request, never));
        const { system, user } = process.cpuUsage(before);
        // The server of the test runs in the same process; without limits one client takes a minute.
        assert.ok((system + user) / 1_000 < 1_500, `${(system + user) / 1_000} ms`);
      }
      await server.stop();
    });

    it(`S51 sees its connection closed at once when a request is cancelled: ${name}`, async () => {
      const server = await startModelServer({ fault: { kind: 'silent' } });
      const times: number[] = [];
      for (const fault of [{ kind: 'silent' }, { kind: 'no body' }, { kind: 'stall' }] as const) {
        for (let round = 0; round < 3; round++) {
          server.script({ reply: 'abc', pieceCharacters: 1, fault });
          const { length } = server.requests;
          const controller = new AbortController();
          const reply = collect(
            open(server.url, createTransport()).complete(request, controller.signal),
          );
          await server.waitFor(() => server.requests.length > length);
          const from = performance.now();
          controller.abort(new Error('typed on'));
          await assert.rejects(reply, /typed on/);
          await server.requests.at(-1)?.abandoned;
          times.push(performance.now() - from);
        }
      }
      // The machine may be busy with something else; it is not each time.
      assert.ok(Math.min(...times) < 100, `${times.map(Math.round)} ms`);
      while ((await server.connections()) > 0) {
        await new Promise(setImmediate);
      }
      await server.stop();
    });
  }
});
