import assert from 'node:assert/strict';
import type { ChatTurn, Tool } from '../../src/privacy/safePrompt.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import {
  collect,
  createTransport,
  failure,
  never,
  opens,
  type Transport,
  textOf,
} from './wireSupport.ts';

const tool: Tool = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
const image = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };
const turns: readonly ChatTurn[] = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'What is this?', images: [image] },
  {
    role: 'assistant',
    content: 'I look.',
    calls: [{ id: 'call_7', name: 'read_file', input: { path: 'a "quoted".ts' } }],
  },
  { role: 'tool', content: 'const a = 1;', answers: { id: 'call_7', name: 'read_file' } },
];
const request = {
  work: 'answer',
  model: 'm:1b',
  turns,
  tools: [tool, { name: 'list', description: 'Lists.' }],
  maxTokens: 100,
  temperature: 0,
  stop: [],
} as const;

const noInput = { type: 'object', properties: {} };
const toolsAsSent = [
  {
    type: 'function',
    function: { name: 'read_file', description: 'Reads a file.', parameters: tool.inputSchema },
  },
  { type: 'function', function: { name: 'list', description: 'Lists.', parameters: noInput } },
];

/** The conversation as each API takes it. */
const asSent = {
  openai: [
    { role: 'system', content: 'Be short.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    },
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [
        {
          id: 'call_7',
          type: 'function',
          function: { name: 'read_file', arguments: '{"path":"a \\"quoted\\".ts"}' },
        },
      ],
    },
    { role: 'tool', content: 'const a = 1;', tool_call_id: 'call_7' },
  ],
  ollama: [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: 'What is this?', images: ['iVBORw0KGgo='] },
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [{ function: { name: 'read_file', arguments: { path: 'a "quoted".ts' } } }],
    },
    { role: 'tool', content: 'const a = 1;', tool_name: 'read_file' },
  ],
};

for (const backend of ['ollama', 'openai'] as const) {
  describe(`tools and pictures over the ${backend} wire`, () => {
    let server: ModelServer;
    let net: Transport;
    beforeEach(async () => {
      net = createTransport();
      server = await startModelServer();
    });
    afterEach(() => server.stop());
    const wire = () => opens[backend](server.url, net);

    it('are sent as the API takes them, with what was called and said before', async () => {
      server.script({ reply: 'ok' });
      await collect(wire().chat({ ...request, toolsRequired: true }, never));
      const { body } = server.requests[0]!;
      assert.deepEqual(body.messages, asSent[backend]);
      assert.deepEqual(body.tools, toolsAsSent);
      assert.equal(body.tool_choice, backend === 'openai' ? 'required' : undefined);
      await collect(wire().chat(request, never));
      assert.equal(server.requests[1]?.body.tool_choice, undefined);
    });

    it('are left out where there are none', async () => {
      const { tools, ...without } = request;
      await collect(wire().chat(without, never));
      assert.equal('tools' in server.requests[0]!.body, false);
      assert.equal(tools.length, 2);
    });

    it('come back as whole calls behind the text, with arguments that came in pieces', async () => {
      server.script({
        reply: 'I look.',
        pieceCharacters: 3,
        calls: [
          { name: 'read_file', arguments: '{"path": "src/ä.ts", "lines": [1, 2]}' },
          { name: 'list', arguments: '{}' },
        ],
      });
      const chunks = await collect(wire().chat(request, never));
      assert.equal(textOf(chunks), 'I look.');
      const ids =
        backend === 'openai'
          ? ['call_from_server_0', 'call_from_server_1']
          : ['call_4_0', 'call_4_1'];
      assert.deepEqual(chunks.slice(-3), [
        {
          kind: 'tool call',
          call: { id: ids[0], name: 'read_file', input: { path: 'src/ä.ts', lines: [1, 2] } },
        },
        { kind: 'tool call', call: { id: ids[1], name: 'list', input: {} } },
        { kind: 'end', reason: 'stop', promptTokens: 20, outputTokens: 5 },
      ]);
      await net.idle();
    });

    it('may keep a server silent for minutes between two pieces: it writes a call at once', async () => {
      server.script({ reply: 'ab', pieceCharacters: 1, fault: { kind: 'stall' } });
      const stalled = failure(wire().chat(request, never));
      await net.running(180_000);
      net.pass(30_000);
      net.pass(180_000);
      assert.equal((await stalled).kind, 'timeout');
    });
  });
}

describe('a call of a tool that is none', () => {
  it('is a bad reply, and is left out of a reply that was cut', async () => {
    const server = await startModelServer({ calls: [{ name: 'list', arguments: '{"path": ' }] });
    const wire = opens.openai(server.url, createTransport());
    const { detail, kind } = await failure(wire.chat(request, never));
    assert.deepEqual(
      [kind, detail],
      ['bad reply', 'the arguments of a tool call are no JSON object'],
    );
    server.script({ calls: [{ name: 'list', arguments: '{"path": ' }], finish: 'length' });
    const chunks = await collect(wire.chat(request, never));
    assert.deepEqual(
      chunks.map((chunk) => chunk.kind),
      ['end'],
    );
    await server.stop();
  });
});
