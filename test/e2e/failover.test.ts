import assert from 'node:assert/strict';
import { type ModelServer, startModelServer } from '../servers/modelServer.ts';
import { carriesCode, fillModels } from './models.ts';
import { useSession } from './session.ts';

/** Waits between two looks at a server that is out, and never longer (src/model/breaker.ts). */
const longestBackOffMs = 30_000;

describe('a server that goes away', () => {
  const vscode = useSession();
  let own: ModelServer;
  let other: ModelServer;
  let opened = 0;
  beforeEach(async () => {
    own = await startModelServer({ models: fillModels, reply: 'own(1);' });
    other = await startModelServer({ models: fillModels, reply: 'other(2);' });
    await vscode().configure({
      'ghostline.provider': 'ollama',
      'ghostline.ollama.baseUrl': own.url,
      'ghostline.openai.baseUrl': `${other.url}/v1`,
      'ghostline.openai.fill': 'suffix',
    });
  });
  afterEach(() => Promise.all([own.stop(), other.stop()]));

  /** Types at a place that nobody was asked about yet. */
  const typeAnew = async () => {
    const name = `place${opened++}`;
    await vscode().open(`${name}.ts`, `const ${name} =█\n`);
    await vscode().workbench.type(' ');
  };
  const status = async () =>
    (await vscode().workbench.statusItem('ghostline.status')) ?? assert.fail('no status item');
  const isQuiet = async () => {
    const { dialogs, notifications } = vscode().workbench;
    assert.deepEqual([await notifications(), await dialogs()], [[], []]);
  };
  /** Lines of the log that are about the outage; each other line only says how one question ended. */
  const linesAbout = (log: string) =>
    log.split('\n').filter((line) => /\[warning\] unreachable at/.test(line));

  it('is stood in for by the one that the user named, quietly, and is asked again when it is back', async () => {
    const { workbench } = vscode();
    await vscode().configure({ 'ghostline.fallback': 'openai' });
    const log = await vscode().logFromNow();
    await typeAnew();
    await workbench.waitForGhost('own(1);');
    const { host, port } = new URL(own.url);
    await own.stop();

    await typeAnew();
    await workbench.waitForStatus(
      'ghostline.status',
      /It stands in for http:\/\/127\.0\.0\.1:\d+, which does not answer/,
    );
    for (let place = 0; place < 2; place += 1) {
      await typeAnew();
      await workbench.waitForGhost('other(2);');
    }
    const out = await status();
    assert.ok(out.ariaLabel.includes(`(${new URL(other.url).host}). It stands in for`));
    assert.deepEqual(out.icons, ['sparkle']);
    assert.equal(linesAbout(await log.text()).length, 1);
    await isQuiet();

    own = await startModelServer({ models: fillModels, reply: 'ownAgain(3);' }, Number(port));
    await workbench.waitForStatus(
      'ghostline.status',
      new RegExp(`test-model:1b, local \\(${host}\\)(?!.*stands in)`),
      longestBackOffMs + 10_000,
    );
    await typeAnew();
    await workbench.waitForGhost('ownAgain(3);');
    assert.equal(linesAbout(await log.text()).length, 1);
    await isQuiet();
  });

  it('is stood in for by nobody where the user named none: the status item says what to do', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await typeAnew();
    await workbench.waitForGhost('own(1);');
    await own.stop();

    await typeAnew();
    await workbench.waitForStatus('ghostline.status', /does not answer\. Start the server/);
    for (let place = 0; place < 2; place += 1) {
      await typeAnew();
    }
    await log.waitFor(/completion none reason=model-failed/, 2);
    assert.deepEqual((await status()).icons, ['warning']);
    assert.equal(await workbench.ghostText(), '');
    assert.equal(linesAbout(await log.text()).length, 1);
    assert.deepEqual(other.requests.filter(carriesCode), []);
    await isQuiet();
  });
});
