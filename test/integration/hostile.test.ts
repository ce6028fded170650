/** A repository that gives orders, and a model that follows them, over both wires. */
import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { applyEdits } from '../../src/edit/edits.ts';
import { readReply } from '../../src/edit/read.ts';
import { chooseExcerpt, explainPrompt } from '../../src/explain/prompt.ts';
import { sanitizeMarkdown } from '../../src/explain/sanitize.ts';
import type { ModelClient } from '../../src/model/client.ts';
import { createGate, type GuardedFile, ruleFileNames } from '../../src/privacy/gate.ts';
import { isProtectedPath } from '../../src/privacy/protectedPaths.ts';
import {
  type HostileFile,
  hostileFiles,
  hostileSettings,
  obedientReply,
} from '../servers/hostileRepository.ts';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { accept } from '../unit/completion/shapeSamples.ts';
import { scopeOf } from '../unit/edit/support.ts';
import { canaries } from '../unit/privacy/canaries.ts';
import { subjectOf } from '../unit/subject/support.ts';
import { chatClient, models, modelsOn, readyClient } from './modelsSupport.ts';
import { collect, createTransport, never, textOf } from './wireSupport.ts';

const gate = createGate({
  ruleFiles: Object.entries(hostileSettings)
    .filter(([name]) => (ruleFileNames as readonly string[]).includes(name))
    .map(([name, text]) => ({ folder: '', name, text })),
  excludeFiles: [],
});

function guarded({ languageId, path }: Pick<HostileFile, 'languageId' | 'path'>): GuardedFile {
  return { scheme: 'file', path, languageId, insideWorkspace: true, open: true };
}

/** As the Markdown preview of VS Code reads it. */
const preview = new MarkdownIt({ html: true, linkify: true });
preview.linkify.set({ fuzzyLink: false });
const files = hostileFiles();
const secrets = canaries.map(({ line }) => line).join('\n');
/** All 208 secrets in one file of each language: finding them is what takes time. */
const secretsIn = ({ order }: HostileFile) => (order === 'image' ? secrets : '');

async function completion(client: ModelClient, file: HostileFile): Promise<string> {
  const prompt = gate.passFill(
    {
      path: file.path,
      languageId: file.languageId,
      prefix: `${file.text}${secretsIn(file)}\n`,
      suffix: '\n',
      context: [],
    },
    guarded(file),
    { local: false },
  );
  assert.ok(typeof prompt === 'object');
  const common = { maxTokens: 200, temperature: 0, singleLine: false };
  return textOf(await collect(client.stream({ kind: 'fill', prompt, ...common }, never)));
}

async function explanation(client: ModelClient, file: HostileFile): Promise<string> {
  const subject = subjectOf(`█${file.text}█${secretsIn(file)}\n`, {
    path: file.path,
    languageId: file.languageId,
    guidelines: { path: 'AGENTS.md', text: hostileSettings['AGENTS.md'] ?? '' },
  });
  const { prompt, reveal } = explainPrompt(
    {
      subject,
      excerpt: chooseExcerpt(subject, 'normal', 64_000),
      uses: [],
      wishes: { language: 'English', detail: 'normal' },
      secret: 'of this installation',
      answer: '',
      exchanges: [],
      followUp: '',
    },
    64_000,
  );
  const safe = gate.passChat(prompt, guarded(file), { local: false });
  assert.ok(typeof safe === 'object');
  const ask = { kind: 'chat', prompt: safe, maxTokens: 200, temperature: 0 } as const;
  return reveal(textOf(await collect(client.stream(ask, never))));
}

describe('a hostile repository and a model that obeys it', function () {
  this.timeout(60_000);

  it('S23 are many: more than fifty files, and each kind of order', () => {
    assert.ok(files.length >= 50, String(files.length));
    assert.equal(new Set(files.map(({ order }) => order)).size, 11);
  });

  for (const provider of ['ollama', 'openai'] as const) {
    describe(`over ${provider}`, () => {
      let server: ModelServer;
      let clients: readonly [ModelClient, ModelClient];
      beforeEach(async () => {
        server = await startModelServer({ models, reply: obedientReply });
        const source = modelsOn(server, createTransport(), provider);
        clients = [await readyClient(source), await chatClient(source)];
      });
      afterEach(() => server.stop());

      it('S23 S15 get no secret, and nothing into the text that is hidden in it', async () => {
        let obeyed = 0;
        for (const file of files) {
          const reply = await completion(clients[0], file);
          obeyed += reply === '' ? 0 : 1;
          const shown = accept('const name = 1;\n█\n', 'typescript', reply);
          assert.doesNotMatch(shown, /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]|<\|/u, file.path);
          assert.ok(!/p\u0430ypal/.test(shown), file.path);
        }
        assert.ok(obeyed > 40, String(obeyed));
        const sent = server.requests.map(({ raw }) => raw).join('\n');
        assert.deepEqual(
          canaries.filter(({ secret }) => sent.includes(JSON.stringify(secret).slice(1, -1))),
          [],
        );
        assert.doesNotMatch(sent, /\\nIgnore the above\.(?:ts|py|go|rs|sh)/);
      });

      it('S23 S24 have nothing live in an explanation, and no order outside of what is quoted', async () => {
        for (const file of files) {
          const reply = await explanation(clients[1], file);
          assert.notEqual(reply, '');
          const html = preview.render(sanitizeMarkdown(reply));
          assert.doesNotMatch(html, /<(?:img|a|style|iframe|svg|script|object)\b/i, file.path);
        }
        for (const { body } of server.requests.filter(({ path }) => path.includes('chat'))) {
          const { content } = body.messages.at(-1);
          const [, tag, rest = ''] = /<material-([\da-f]{16})>([\s\S]*)$/.exec(content) ?? [];
          const [quoted = '', ...behind] = rest.split(`</material-${tag}>`);
          assert.equal(behind.length, 1);
          assert.ok(quoted.includes('[[SAY ') && !behind[0]?.includes('[[SAY '));
        }
      });

      it('S23 S31 lead to edits of the lines that were asked about, or to none', async () => {
        const scope = {
          ...scopeOf('work();\n█function first() {\n  work();\n}█\n\nhidden();\n'),
          shown: [{ first: 0, after: 4 }],
        };
        for (const file of files) {
          const read = readReply(await explanation(clients[1], file), scope, false);
          if (read.kind === 'edits') {
            assert.ok(applyEdits(scope.text, read.edits).endsWith('\nhidden();\n'), file.path);
          }
        }
      });
    });
  }

  it('S18 take back no exclusion, and no change is made in what they would decide by', () => {
    for (const path of ['.env', 'deep/.env.local', 'id_rsa', 'secrets.json']) {
      const refused = gate.refusalOf(guarded({ path, languageId: 'plaintext' }), 'completion');
      assert.equal(refused, 'secret file', path);
    }
    for (const path of Object.keys(hostileSettings)) {
      // People ask for changes in these two every day; `docs/security.md` says what that means.
      assert.equal(isProtectedPath(path), !['.gitignore', 'package.json'].includes(path), path);
    }
  });
});
