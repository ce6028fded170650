import assert from 'node:assert/strict';
import type { Asked } from '../servers/modelServer.ts';
import { carriesCode, fillModels, useOllama } from './models.ts';
import { useSession } from './session.ts';

const order = 'const price = 1, quantity = 2;\n';
const line = 'const total = price * quantity;';
const nextLine = 'console.log(total);';

/** The line that is missing, by what stands before the cursor. */
function reply({ prompt }: Asked): string {
  return prompt.endsWith(`${line}\n`) ? nextLine : 'price * quantity;';
}

describe('the line below the one that is being taken', () => {
  const vscode = useSession();
  const ollama = useOllama(vscode);

  it('is fetched while one comes to the end, and is there after Tab and Enter without a request', async () => {
    const { workbench } = vscode();
    ollama().script({ models: fillModels, reply });
    await vscode().open('ahead.ts', `${order}const total =█\n`);
    await workbench.type(' ');
    await workbench.waitForGhost('price * quantity;');
    for (const rest of ['* quantity;', 'ntity;', ';']) {
      const ghost = await workbench.ghostText();
      await workbench.type(ghost.slice(0, ghost.length - rest.length));
      await workbench.waitForGhost(rest);
    }
    await ollama().waitFor(({ body }) => (body?.prompt ?? '').endsWith(`${line}\n`));
    const asked = ollama().requests.filter(carriesCode).length;
    await workbench.press('Tab');
    await workbench.waitForText(`${order}${line}\n`);
    await workbench.press('Enter');
    await workbench.waitForGhost(nextLine);
    assert.equal(ollama().requests.filter(carriesCode).length, asked);
  });
});
