import assert from 'node:assert/strict';
import { carriesCode, useOllama } from './models.ts';
import { useSession } from './session.ts';

/** A file that repeats itself, so that the instant engine is certain in it. */
function handlers(names: readonly string[]): string {
  return names
    .map(
      (name) =>
        `export async function ${name}(request: Request): Promise<Response> {\n  const session = await openSession(request.headers);\n  session.log('${name}');\n  return respond(session);\n}\n\n`,
    )
    .join('');
}

const names = Array.from({ length: 40 }, (_, index) => `handleOrder${String(index)}`);
const begun =
  'export async function handleOrders(request: Request): Promise<Response> {\n  const session = await openSession(';

describe('a workspace that is not trusted', () => {
  const vscode = useSession({
    workspaceTrust: true,
    files: {
      'src/handlers.ts': handlers(names),
      'src/secret.ts': handlers(names).replaceAll('openSession', 'closedSession'),
    },
  });
  const ollama = useOllama(vscode, { reply: 'await fromTheModel();' });

  before(() => vscode().workbench.waitForStatus('Restricted Mode', /Restricted Mode/));

  it('S45 is completed from the open documents, and no server is asked while one types', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await workbench.openFile(`${vscode().folder}/src/handlers.ts`);
    await vscode().open('src/merge.ts', `${begun}█\n`);
    await log.waitFor(/instant index ready/);
    await workbench.type('r');
    assert.match(await workbench.waitForGhost(), /^equest\./);
    assert.deepEqual(ollama().requests, []);
  });

  it('S45 says why there is nothing, and asks the model only by hand', async () => {
    const { workbench } = vscode();
    const log = await vscode().logFromNow();
    await vscode().open('src/other.ts', 'const quite = different█\n');
    await workbench.type(' ');
    await log.waitFor(/completion none reason=untrusted-workspace/);
    await workbench.waitForStatus('ghostline.status', /not trusted.*only when you trigger/);
    assert.deepEqual(ollama().requests, []);
    await workbench.press('Alt+;');
    await workbench.waitForGhost('await fromTheModel();');
    const { length } = ollama().requests.filter(carriesCode);
    assert.equal(length, 1);
    await workbench.type('a');
    await workbench.waitForGhost('wait fromTheModel();');
    await workbench.type('(');
    await log.waitFor(/completion none reason=untrusted-workspace/, 2);
    assert.equal(ollama().requests.filter(carriesCode).length, length);
  });
});
