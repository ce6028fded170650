import assert from 'node:assert/strict';
import { askForEdits } from '../../../src/edit/ask.ts';
import type { EditPorts, EditQuestion } from '../../../src/edit/askTypes.ts';
import { applyEdits, type TextEdit } from '../../../src/edit/edits.ts';
import type { OtherFile } from '../../../src/edit/elsewhere.ts';
import { createFollowers } from '../../../src/edit/followers.ts';
import { type ModelChunk, ModelError, type ModelRequest } from '../../../src/model/client.ts';
import { createResponseCache } from '../../../src/model/responseCache.ts';
import { createGate } from '../../../src/privacy/gate.ts';
import { subjectOf } from '../subject/support.ts';
import { block } from './support.ts';

const file = {
  scheme: 'file',
  path: 'src/orders.ts',
  languageId: 'typescript',
  insideWorkspace: true,
};
const good = `It doubles.\n\n${block('  return n;', '  return 2 * n;')}`;

function questionOf(changes: Partial<EditQuestion> = {}): EditQuestion {
  return {
    subject: subjectOf('█function twice(n: number) {\n  return n;\n}█\n'),
    file,
    task: { kind: 'edit', instruction: 'double it' },
    attempts: [],
    fresh: false,
    language: 'English',
    contextTokens: 8_192,
    secret: 's',
    ...changes,
  };
}

/** An open file that the answer may change, too. */
const caller: OtherFile = {
  uri: 'file:///w/src/user.ts',
  version: 7,
  path: 'src/user.ts',
  languageId: 'typescript',
  text: 'const four = twice(2);\n',
  spans: [{ start: 0, end: 22 }],
};

/** A model that answers with these chunks; behind an `end` begins the reply to the next request. */
function rig(...chunks: readonly (ModelChunk | Error | string)[]) {
  return rigOf(true, chunks);
}

/** @param local the model runs on the user's machine: nothing is hidden from it */
function rigOf(local: boolean, chunks: readonly (ModelChunk | Error | string)[]) {
  const memory = new Map<string, string>();
  const requests: ModelRequest[] = [];
  const isEnd = (chunk: ModelChunk | Error | string) =>
    typeof chunk === 'object' && 'kind' in chunk && chunk.kind === 'end';
  let from = 0;
  const seen: string[] = [];
  const partial: (readonly TextEdit[])[] = [];
  const client = {
    id: 'one',
    model: 'm',
    host: 'h',
    local,
    async *stream(request: ModelRequest): AsyncGenerator<ModelChunk> {
      requests.push(request);
      const isLast = chunks.slice(from).findIndex(isEnd) + from === chunks.findLastIndex(isEnd);
      for (let at = from; at < chunks.length; at++) {
        const chunk = chunks[at] ?? '';
        if (chunk instanceof Error) {
          throw chunk;
        }
        if (isEnd(chunk)) {
          from = isLast ? from : at + 1;
        }
        yield typeof chunk === 'string' ? { kind: 'text', text: chunk } : chunk;
        if (isEnd(chunk)) {
          return;
        }
      }
    },
  };
  const ports: EditPorts = {
    chat: {
      find: async () => ({ kind: 'ready', client }),
      lastFound: () => (requests.length === 0 ? undefined : client),
    },
    cache: createResponseCache({ maxBytes: 1_000_000 }),
    gate: () => createGate({ ruleFiles: [], excludeFiles: ['**/secret.ts'] }),
    followers: createFollowers({
      get: (key) => memory.get(key),
      set: (key, value) => memory.set(key, value),
    }),
    gather: async () => ({ symbolPath: ['twice'], uses: [], others: [caller] }),
    now: () => 5,
    after(_delayMs, callback) {
      let isOff = false;
      queueMicrotask(() => isOff || callback());
      return () => {
        isOff = true;
      };
    },
  };
  const controller = new AbortController();
  return {
    memory,
    requests,
    seen,
    partial,
    controller,
    ask: (question = questionOf()) =>
      askForEdits(
        ports,
        question,
        { state: (state) => seen.push(state), partial: (edits) => partial.push(edits) },
        controller.signal,
      ),
  };
}
const end = { kind: 'end', reason: 'stop' } as const;

describe('asking for edits', () => {
  it('answers with the edits of the reply, and with those so far before', async () => {
    const { ask, partial, seen } = rig(good.slice(0, 40), good.slice(40), 'Done.', end);
    const outcome = await ask();
    assert.ok(outcome.kind === 'edits');
    assert.deepEqual(outcome.edits, [{ start: 28, end: 39, text: '  return 2 * n;' }]);
    assert.equal(outcome.why, 'It doubles. Done.');
    assert.equal(outcome.model.model, 'm');
    assert.deepEqual(seen, ['choosing', 'waiting', 'writing']);
    assert.deepEqual(partial, [[], outcome.edits, outcome.edits]);
  });

  it('sends code and words of the files only between delimiters', async () => {
    const { ask, requests } = rig(good, end);
    const attempt = {
      edits: [{ start: 28, end: 39, text: '  return n + n' }],
      complaints: ['; expected'],
    };
    await ask(questionOf({ attempts: [attempt] }));
    const [request] = requests;
    assert.ok(request?.kind === 'chat');
    const last = request.prompt.turns.at(-1)?.content ?? '';
    const [, material = ''] =
      /^<material-[\da-f]{16}>\n([\s\S]*)\n<\/material-[\da-f]{16}>/.exec(last) ?? [];
    assert.match(material, /Symbol: twice/);
    assert.match(material, /Attempt 1[\s\S]*return n \+ n[\s\S]*- ; expected/);
    assert.match(last.slice(material.length), /double it/);
  });

  it('knows a question again, unless it is to be answered anew or after an attempt', async () => {
    const { ask, requests } = rig(good, end);
    await ask();
    const again = await ask();
    assert.ok(again.kind === 'edits' && again.cached);
    assert.equal(requests.length, 1);
    await ask(questionOf({ fresh: true }));
    await ask(questionOf({ attempts: [{ edits: [], complaints: ['no'] }] }));
    assert.equal(requests.length, 3);
  });

  it('keeps no reply that leads to nothing', async () => {
    const { ask, requests } = rig('Just words.', end);
    const outcome = await ask();
    assert.ok(outcome.kind === 'no edits');
    assert.deepEqual([outcome.reason.kind, outcome.reply], ['prose', 'Just words.']);
    const count = requests.length;
    await ask();
    assert.ok(requests.length > count);
  });

  it('tells a model once what was wrong with its reply', async () => {
    const { ask, requests } = rig('Just words.', end, good, end);
    const outcome = await ask();
    assert.equal(outcome.kind, 'edits');
    const turns = requests.map((one) => (one.kind === 'chat' ? one.prompt.turns : []));
    assert.equal(requests.length, 2);
    assert.deepEqual(
      turns[1]?.slice(turns[0]?.length).map(({ role }) => role),
      ['assistant', 'user'],
    );
    assert.match(turns[1]?.at(-1)?.content ?? '', /no blocks.*once more/);
    const again = await ask();
    assert.ok(again.kind === 'edits' && again.cached);
  });

  for (const kind of ['fix', 'find bugs'] as const) {
    it(`tells it as well where it is to ${kind}`, async () => {
      const { ask, requests } = rig('Just words.', end, good, end);
      const outcome = await ask(questionOf({ task: { kind } }));
      assert.equal(outcome.kind, 'edits');
      assert.equal(requests.length, 2);
    });
  }

  it('documents without a change of the code', async () => {
    const reply =
      block('function twice(n: number) {', '/** Doubles. */\nfunction twice(n: number) {') +
      block('  return n;', '  return 2 * n;');
    const outcome = await rig(reply, end).ask(questionOf({ task: { kind: 'document' } }));
    assert.ok(outcome.kind === 'edits');
    assert.deepEqual(outcome.edits, [{ start: 0, end: 0, text: '/** Doubles. */\n' }]);
    const code = await rig(good, end).ask(questionOf({ task: { kind: 'document' } }));
    assert.ok(code.kind === 'no edits' && code.reason.kind === 'nothing changed');
  });

  it('names a model that follows the form when this one does not', async () => {
    const { ask, memory, requests } = rig('Just words.', end);
    memory.set('edit.followers', 'm\nable');
    const outcome = await ask();
    assert.ok(outcome.kind === 'no edits');
    assert.equal(outcome.able, 'able');
    assert.equal(requests.length, 2);
  });

  it('remembers the models that follow the form, the last one first', async () => {
    const { ask, memory } = rig(good, end);
    memory.set('edit.followers', 'able\nother');
    await ask();
    assert.equal(memory.get('edit.followers'), 'm\nable\nother');
  });

  it('tells an empty reply, a withheld one and a cut one apart', async () => {
    const reasonOf = async (...chunks: readonly (ModelChunk | string)[]) => {
      const outcome = await rig(...chunks).ask();
      return outcome.kind === 'no edits' ? outcome.reason : outcome.kind;
    };
    assert.deepEqual(await reasonOf(end), { kind: 'no reply', withheld: false });
    assert.deepEqual(await reasonOf('a', { kind: 'end', reason: 'filtered' }), {
      kind: 'no reply',
      withheld: true,
    });
    assert.deepEqual(await reasonOf(good.slice(0, 50), { kind: 'end', reason: 'length' }), {
      kind: 'truncated',
    });
  });

  it('ends with the failure of the model, and with the refusal of the file', async () => {
    const error = new ModelError('timeout', { origin: 'o' });
    assert.deepEqual(await rig('a', error).ask(), { kind: 'failed', error });
    const outcome = await rig(good, end).ask(questionOf({ file: { ...file, path: 'secret.ts' } }));
    assert.deepEqual(outcome, { kind: 'refused', reason: 'excluded file' });
  });

  describe('from a model elsewhere, about code with a key', () => {
    const key = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const hidden = 'REDACT00'.padEnd(key.length, 'x');
    const text = `const token = '${key}';\nconst port: string = 80;\n`;
    const asked = questionOf({ subject: subjectOf(`█${text}█`), task: { kind: 'fix' } });
    const lines = (token: string, type: string) =>
      `const token = '${token}';\nconst port: ${type} = 80;`;
    const answer = async (replace: string) => {
      const one = rigOf(false, [block(lines(hidden, 'string'), replace), end]);
      return { ...one, outcome: await one.ask(asked) };
    };

    it('leaves the key as it is, to the byte, and keeps no such reply', async () => {
      const { ask, outcome, requests } = await answer(lines(hidden, 'number'));
      assert.ok(outcome.kind === 'edits');
      assert.equal(applyEdits(text, outcome.edits), text.replace('string', 'number'));
      const sent = JSON.stringify(requests[0]?.prompt);
      assert.ok(sent.includes(hidden) && !sent.includes(key));
      const again = await ask(asked);
      assert.ok(again.kind === 'edits' && !again.cached);
    });

    for (const [what, token] of [
      ['drops', ''],
      ['doubles', `${hidden}' + '${hidden}`],
      ['alters', hidden.replace('00', '01')],
      ['shortens', hidden.slice(0, -1)],
    ] as const) {
      it(`refuses an edit that ${what} the key`, async () => {
        const { outcome } = await answer(lines(token, 'number'));
        assert.ok(outcome.kind === 'no edits');
        assert.equal(outcome.reason.kind, 'placeholder');
      });
    }

    it('says nothing of the key in the reason', async () => {
      const one = rigOf(false, [`The ${hidden} is bad.\n\nNO EDITS`, end]);
      const outcome = await one.ask(asked);
      assert.ok(outcome.kind === 'no edits');
      assert.equal(outcome.why, 'The ‹secret› is bad.');
    });

    it('lets no key into a new file', async () => {
      const task = { kind: 'tests', framework: '', testPath: 't.ts', example: '' } as const;
      const one = rigOf(false, [`\`\`\`ts\nit('${hidden}');\n\`\`\`\n`, end]);
      const outcome = await one.ask({ ...asked, task });
      assert.ok(outcome.kind === 'no edits' && outcome.reason.kind === 'placeholder');
    });
  });

  it('tells changes of other open files apart, shows what is before them alone, and keeps no such reply', async () => {
    const theirs = block('const four = twice(2);', 'const four = twice(1);');
    const { ask, partial, requests } = rig(`${good}\nFile: src/user.ts\n`, theirs, end);
    const outcome = await ask();
    assert.ok(outcome.kind === 'edits');
    assert.deepEqual(outcome.edits, [{ start: 28, end: 39, text: '  return 2 * n;' }]);
    assert.deepEqual(outcome.elsewhere, [
      {
        uri: caller.uri,
        version: 7,
        edits: [{ start: 0, end: 22, text: 'const four = twice(1);' }],
      },
    ]);
    assert.deepEqual(partial.at(-1), outcome.edits);
    const [request] = requests;
    assert.ok(request?.kind === 'chat');
    const words = request.prompt.turns.map(({ content }) => content).join('\n');
    assert.match(words, /Another open file, which uses this: src\/user\.ts/);
    assert.match(words, /with the line "File: its name" above/);
    await ask();
    assert.equal(requests.length, 2);
  });

  it('stops at once when told to', async () => {
    const { ask, controller } = rig(good, end);
    controller.abort();
    assert.deepEqual(await ask(), { kind: 'stopped' });
  });

  it('answers with a whole new file of tests', async () => {
    const task = { kind: 'tests', framework: 'mocha', testPath: 't.ts', example: '' } as const;
    const { ask, partial } = rig('Tests it.\n```ts\nit("works");\n', '```\n', end);
    const outcome = await ask(questionOf({ task }));
    assert.ok(outcome.kind === 'new file');
    assert.deepEqual([outcome.text, outcome.why], ['it("works");\n', 'Tests it.']);
    assert.deepEqual(partial.at(-1), [{ start: 0, end: 0, text: 'it("works");' }]);
  });
});
