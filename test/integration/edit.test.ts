import assert from 'node:assert/strict';
import { askForEdits } from '../../src/edit/ask.ts';
import type { EditPorts, EditQuestion } from '../../src/edit/askTypes.ts';
import { applyEdits, type TextEdit } from '../../src/edit/edits.ts';
import { createFollowers } from '../../src/edit/followers.ts';
import { createResponseCache } from '../../src/model/responseCache.ts';
import { createGate } from '../../src/privacy/gate.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { block } from '../unit/edit/support.ts';
import { scriptedMemory } from '../unit/model/support.ts';
import { subjectOf } from '../unit/subject/support.ts';
import { models, modelsOn } from './modelsSupport.ts';
import { createTransport, type Transport } from './wireSupport.ts';

const subject = subjectOf('█function twice(n: number) {\n  return n;\n}█\n');
const reply = `It doubles.\n\n${block('  return n;', '  return 2 * n;')}`;
const question: EditQuestion = {
  subject,
  file: { scheme: 'file', path: 'src/a.ts', languageId: 'typescript', insideWorkspace: true },
  task: { kind: 'edit', instruction: 'double it' },
  attempts: [],
  fresh: false,
  language: 'English',
  contextTokens: 8_192,
  secret: 's',
};

for (const provider of ['ollama', 'openai'] as const) {
  describe(`edits over the ${provider} wire`, () => {
    let server: ModelServer;
    let net: Transport;
    let ports: EditPorts;
    const partial: (readonly TextEdit[])[] = [];
    const ask = (controller = new AbortController(), asked = question) =>
      askForEdits(
        ports,
        asked,
        { state: () => {}, partial: (edits) => partial.push(edits) },
        controller.signal,
      );
    const chats = () => server.requests.filter(({ path }) => /chat/.test(path));
    beforeEach(async () => {
      net = createTransport();
      partial.length = 0;
      server = await startModelServer({ models });
      ports = {
        chat: modelsOn(server, net, provider).chat,
        cache: createResponseCache({ maxBytes: 1_000_000 }),
        gate: () => createGate({ ruleFiles: [], excludeFiles: [] }),
        gather: async () => ({ symbolPath: [], uses: [], others: [] }),
        followers: createFollowers(scriptedMemory()),
        now: () => performance.now(),
        after(_delayMs, callback) {
          const timer = setImmediate(callback);
          return () => clearImmediate(timer);
        },
      };
    });
    afterEach(() => server.stop());

    it('come in pieces, and the next time from the cache', async () => {
      server.script({ models, reply, pieceCharacters: 6 });
      const outcome = await ask();
      assert.ok(outcome.kind === 'edits');
      assert.match(applyEdits(subject.text, outcome.edits), /return 2 \* n;/);
      assert.equal(outcome.why, 'It doubles.');
      assert.ok(partial.length > 1);
      const again = await ask();
      assert.ok(again.kind === 'edits' && again.cached);
      assert.deepEqual(again.edits, outcome.edits);
      assert.equal(chats().length, 1);
      await net.idle();
    });

    it('are asked for once more when the reply has none', async () => {
      server.script({ models, reply: 'Double it.' });
      const outcome = await ask();
      assert.ok(outcome.kind === 'no edits' && outcome.reason.kind === 'prose');
      const roles = chats().map(({ body }) => rolesOf(body));
      assert.deepEqual(roles, [
        ['system', 'user', 'assistant', 'user'],
        ['system', 'user', 'assistant', 'user', 'assistant', 'user'],
      ]);
      await net.idle();
    });

    it('end at the socket when they are stopped', async () => {
      server.script({ models, reply, pieceCharacters: 10, fault: { kind: 'stall' } });
      const controller = new AbortController();
      const asking = ask(controller);
      const request = await server.waitFor(({ path }) => /chat/.test(path));
      controller.abort();
      assert.deepEqual(await asking, { kind: 'stopped' });
      await request.abandoned;
      await net.idle();
    });
  });
}

function rolesOf(body: { readonly [key: string]: unknown }): readonly unknown[] {
  const { messages } = body;
  assert.ok(Array.isArray(messages));
  return messages.map((message: unknown) =>
    typeof message === 'object' && message !== null && 'role' in message ? message.role : undefined,
  );
}
