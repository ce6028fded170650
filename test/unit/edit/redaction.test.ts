import assert from 'node:assert/strict';
import { askForEdits } from '../../../src/edit/ask.ts';
import type { EditPorts, EditQuestion } from '../../../src/edit/askTypes.ts';
import { applyEdits } from '../../../src/edit/edits.ts';
import { createFollowers } from '../../../src/edit/followers.ts';
import type { EditTask } from '../../../src/edit/task.ts';
import type { ModelChunk, ModelRequest } from '../../../src/model/client.ts';
import { createResponseCache } from '../../../src/model/responseCache.ts';
import { createGate } from '../../../src/privacy/gate.ts';
import { subjectOf } from '../subject/support.ts';
import { block } from './support.ts';

const key = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const before = `const key = '${key}';`;
const code = `${before}\nconst url = 'http://api.test';\nsend(url, key);\n`;

/** Asks a model on another machine; `answer` gets the placeholder that stands for the key. */
async function asked(
  answer: (placeholder: string) => string,
  task: EditTask = { kind: 'edit', instruction: 'use https' },
) {
  const sent: string[] = [];
  const client = {
    id: 'one',
    model: 'm',
    host: 'h',
    local: false,
    async *stream(request: ModelRequest): AsyncGenerator<ModelChunk> {
      const words =
        request.kind === 'chat' ? request.prompt.turns.map(({ content }) => content) : [];
      sent.push(words.join('\n'));
      const [placeholder = ''] = /REDACT\w+/.exec(words.join('\n')) ?? [];
      yield { kind: 'text', text: answer(placeholder) };
      yield { kind: 'end', reason: 'stop' };
    },
  };
  const cache = createResponseCache({ maxBytes: 1_000_000 });
  const ports: EditPorts = {
    chat: { find: async () => ({ kind: 'ready', client }), lastFound: () => undefined },
    cache,
    gate: () => createGate({ ruleFiles: [], excludeFiles: [] }),
    followers: createFollowers({ get: () => undefined, set: () => {} }),
    gather: async () => ({ symbolPath: [], uses: [], others: [] }),
    now: () => 5,
    after: () => () => {},
  };
  const question: EditQuestion = {
    subject: subjectOf(`█${code}█`),
    file: { scheme: 'file', path: 'src/a.ts', languageId: 'typescript', insideWorkspace: true },
    task,
    attempts: [],
    fresh: false,
    language: 'English',
    contextTokens: 8_192,
    secret: 's',
  };
  const listener = { state: () => {}, partial: () => {} };
  const outcome = await askForEdits(ports, question, listener, new AbortController().signal);
  return { outcome, sent, kept: cache.stats.entries };
}

/** The code after the edits, or why there are none. */
function textOf({ outcome }: Awaited<ReturnType<typeof asked>>): string {
  return outcome.kind === 'edits'
    ? applyEdits(code, outcome.edits)
    : outcome.kind === 'no edits'
      ? `[${outcome.reason.kind}]`
      : outcome.kind;
}

const after = code.replace('http:', 'https:');
const urlLine = "const url = 'http://api.test';";
const newLine = "const url = 'https://api.test';";

describe('an edit beside a secret', () => {
  it('leaves the secret as it is to the byte, and sends nothing of it', async () => {
    const result = await asked(() => block(urlLine, newLine));
    assert.equal(textOf(result), after);
    assert.ok(result.sent.length > 0 && !result.sent.join('\n').includes(key));
  });

  it('finds and keeps the line of the secret by its placeholder, and keeps no such reply', async () => {
    const result = await asked((placeholder) => {
      const line = before.replace(key, placeholder);
      return block(`${line}\n${urlLine}`, `${line}\n${newLine}`);
    });
    assert.equal(textOf(result), after);
    assert.equal(result.kept, 0);
  });

  for (const [title, change] of [
    ['drops', () => "const key = '';"],
    ['doubles', (line: string) => `${line}\n${line.replace('key', 'copy')}`],
    ['cuts', (line: string) => line.replace("x'", "'")],
    ['makes up', (line: string) => line.replace('REDACT00', 'REDACT01')],
  ] as const) {
    it(`is refused when it ${title} a placeholder`, async () => {
      const result = await asked((placeholder) => {
        const line = before.replace(key, placeholder);
        return block(line, change(line));
      });
      assert.equal(textOf(result), '[placeholder]');
    });
  }

  it('is refused when a new file of tests holds a placeholder', async () => {
    const result = await asked(
      (placeholder) => `\`\`\`ts\nimport { send } from './a';\ntest('${placeholder}');\n\`\`\`\n`,
      { kind: 'tests', framework: '', testPath: 'src/a.test.ts', example: '' },
    );
    assert.equal(textOf(result), '[placeholder]');
  });
});
