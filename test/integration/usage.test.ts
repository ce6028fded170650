import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHits } from '../../src/editor/usageHits.ts';
import { createUsageStorage } from '../../src/editor/usageStorage.ts';
import type { ChatRequest, ModelClient, ModelRequest } from '../../src/model/client.ts';
import { createResponseCache } from '../../src/model/responseCache.ts';
import type { Models } from '../../src/model/source.ts';
import { createLedger } from '../../src/usage/ledger.ts';
import { createRecorder, type Recorder } from '../../src/usage/recorder.ts';
import { type UsageFilter, viewOf } from '../../src/usage/view.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { isGenerating } from '../servers/seenRequests.ts';
import { reportedTokens } from '../servers/wireFormats.ts';
import { ghost, pipeline } from '../unit/completion/pipeline.ts';
import { safeChat, safeFill } from '../unit/model/support.ts';
import { chatClient, models, modelsOn, readyClient, silent } from './modelsSupport.ts';
import { collect, createTransport, failure, never } from './wireSupport.ts';

const question: ChatRequest = {
  kind: 'chat',
  prompt: safeChat('What does this do?'),
  maxTokens: 900,
  temperature: 0,
  feature: 'explain',
};
const hole: ModelRequest = {
  kind: 'fill',
  prompt: safeFill('const a = █;'),
  maxTokens: 64,
  singleLine: true,
  temperature: 0,
};
const today = '2026-11-25';

for (const provider of ['ollama', 'openai'] as const) {
  describe(`usage of the ${provider} server`, () => {
    let folder: string;
    let server: ModelServer;
    let source: Models;
    let recorder: Recorder;
    const open = (windowId: string) =>
      createRecorder({
        ledger: createLedger({
          storage: createUsageStorage({ fsPath: path.join(folder, 'usage') }),
          today: () => today,
          windowId,
          log: silent,
        }),
        settings: () => ({ monthlyLimit: 0, prices: {} }),
        now: () => performance.now(),
        today: () => today,
        after: () => () => {},
        overLimit: () => assert.fail('there is no limit'),
        uncounted: () => assert.fail('there is no limit'),
      });
    const generated = () => server.requests.filter(({ body, path: at }) => isGenerating(at, body));
    const figures = async (filter: UsageFilter = {}, from = recorder) =>
      viewOf(await from.rows(), filter, {}).total;
    /** Leaves a reply after its first text. */
    const leave = async (client: ModelClient, request: ModelRequest) => {
      for await (const chunk of client.stream(request, never)) {
        if (chunk.kind === 'text') {
          return;
        }
      }
    };
    const until = async (holds: () => boolean) => {
      while (!holds()) {
        await new Promise(setImmediate);
      }
    };
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'ghostline-usage-'));
      server = await startModelServer({ models, reply: 'It adds.', pieceCharacters: 4 });
      recorder = open('a');
      source = modelsOn(server, createTransport(), provider, silent, recorder);
    });
    afterEach(async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });

    it('adds up to what the server counted, with replies that were left, refused and broken', async () => {
      const client = await chatClient(source);
      for (let asked = 0; asked < 3; asked++) {
        await collect(client.stream(question, never));
      }
      await leave(client, question);
      const cancel = new AbortController();
      server.script({ models, fault: { kind: 'silent' } });
      const silentOne = collect(client.stream(question, cancel.signal));
      await server.waitFor((seen) => seen === generated()[4]);
      cancel.abort(new Error('stopped'));
      await assert.rejects(silentOne, /stopped/);
      server.script({ models, fault: { kind: 'status', status: 400, body: '{"error":"no"}' } });
      await failure(client.stream(question, never));
      server.script({ models, reply: 'It adds.', pieceCharacters: 4, fault: { kind: 'reset' } });
      await failure(client.stream(question, never));
      const { failed, requests, stopped, ...tokens } = await figures({ feature: 'explain' });
      assert.equal(requests, generated().length);
      assert.deepEqual([requests, stopped, failed], [7, 2, 2]);
      assert.equal(tokens.promptTokens - tokens.estimatedPromptTokens, 3 * reportedTokens.prompt);
      assert.equal(tokens.outputTokens - tokens.estimatedOutputTokens, 3 * reportedTokens.output);
      // Two were left and one broke off after its first word: the server read their questions.
      const { length } = 'What does this do?';
      assert.equal(tokens.estimatedPromptTokens, 3 * Math.round(length / 3.2));
      assert.equal((await figures({ model: 'coder:1b' })).requests, 7);
      assert.equal((await figures({ feature: 'completion' })).requests, 0);
    });

    it('counts a request again that the server refused for a field', async () => {
      const field = provider === 'ollama' ? 'think' : 'stream_options';
      const refusal = `"${field}" is not supported: does not support thinking, stream_options`;
      server.script({
        models,
        reply: 'x',
        fault: (body) =>
          field in body
            ? { kind: 'status', status: 400, body: JSON.stringify({ error: { message: refusal } }) }
            : undefined,
      });
      const client = await chatClient(source);
      await collect(client.stream(question, never));
      const { failed, requests } = await figures();
      assert.deepEqual([requests, failed, generated().length], [2, 1, 2]);
    });

    it('counts one request where several ask the same, and ways of filling that did not work', async () => {
      const client = await chatClient(source);
      await Promise.all([1, 2, 3].map(() => collect(client.stream(question, never))));
      assert.deepEqual([(await figures()).requests, generated().length], [1, 1]);
      server.script({
        models,
        reply: 'x',
        fault: ({ suffix }) =>
          suffix === undefined
            ? undefined
            : { kind: 'status', status: 501, body: '{"error":"no"}' },
      });
      await collect((await readyClient(source)).stream(hole, never));
      const fills = await figures({ feature: 'completion' });
      assert.equal(fills.requests, generated().length - 1);
      assert.deepEqual([fills.failed, fills.requests], [1, 2]);
    });

    it('counts suggestions from the cache and of the instant engine, which ask nobody', async () => {
      const client = await readyClient(source);
      server.script({ models, reply: 'one(1);' });
      const cache = createResponseCache({ maxBytes: 1_000_000 });
      const instant = {
        suggest: () => ({ text: 'instant();', confidence: 1 }),
        dismissed: () => {},
      };
      const hits = createHits(recorder, source);
      const state = { kind: 'ready', client } as const;
      /** A window of its own each time: none knows what the other one has shown. */
      const seen = async (marked: string, overrides: Parameters<typeof pipeline>[1] = {}) => {
        const outcome = await pipeline(state, { cache, ...overrides }).ask(marked);
        hits.outcome(outcome);
        return ghost(outcome).split(':')[0];
      };
      assert.equal(await seen('const a = █\n'), 'model');
      hits.accepted();
      await until(() => cache.stats.entries === 1);
      assert.equal(await seen('const a = █\n'), 'cache');
      assert.equal(await seen('const b = █\n', { instant }), 'instant');
      hits.accepted();
      const { accepted, cacheHits, instantHits, requests } = await figures();
      assert.deepEqual([accepted, cacheHits, instantHits, requests], [2, 1, 1, 1]);
      assert.equal(requests, generated().length);
      assert.equal((await figures({ model: 'coder:1b' })).accepted, 1);
      assert.equal((await figures({ model: '' })).accepted, 1);
    });

    it('keeps what several windows counted at one time, in files of this user alone', async () => {
      const others = [open('b'), open('c')];
      const clients = await Promise.all(
        [recorder, ...others].map((meter) =>
          chatClient(modelsOn(server, createTransport(), provider, silent, meter)),
        ),
      );
      for (let round = 0; round < 3; round++) {
        await Promise.all(clients.map((client) => collect(client.stream(question, never))));
        await Promise.all([recorder, ...others].map((one) => one.flush()));
      }
      const { promptTokens, requests } = await figures({}, open('d'));
      assert.deepEqual([requests, promptTokens], [9, 9 * reportedTokens.prompt]);
      assert.equal(requests, generated().length);
      const usage = path.join(folder, 'usage');
      assert.deepEqual(
        (await readdir(usage)).filter((name) => !name.endsWith('.json')),
        [],
      );
      if (process.platform !== 'win32') {
        const modes = [usage, ...(await readdir(usage)).map((name) => path.join(usage, name))];
        for (const file of modes) {
          assert.equal((await stat(file)).mode & 0o077, 0, file);
        }
      }
    });

    it('sets a damaged file aside and counts on', async () => {
      const client = await chatClient(source);
      await collect(client.stream(question, never));
      await recorder.flush();
      const usage = path.join(folder, 'usage');
      const [file = ''] = await readdir(usage);
      await writeFile(path.join(usage, file), '[{"day":"2026-1');
      await collect(client.stream({ ...question, temperature: 1 }, never));
      await recorder.flush();
      assert.equal((await figures({}, open('b'))).requests, 1);
      assert.ok((await readdir(usage)).includes('damaged.json'));
      await recorder.reset();
      assert.deepEqual(await readdir(usage), []);
    });
  });
}
