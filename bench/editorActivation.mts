/** What starting Ghostline costs the extension host, by VS Code's own clock. */
import path from 'node:path';
import { launchBrowser } from '../test/host/browser.mts';
import { openWorkbench, type Workbench } from '../test/host/page.mts';
import { startVsCode } from '../test/host/server.mts';
import { createTempFolder } from '../test/host/tempFolder.mts';
import { packageExtension } from './bundle.mts';
import { nullProvider } from './editor.mts';
import { ms, verdict } from './editorLines.mts';
import { median } from './editorStatistics.mts';

interface Activation {
  /** The extension's own code, between VS Code's marks before and after it is loaded. */
  readonly ownLoadMs: number;
  /** *Load Code* of the table: the code of the extensions that load at the same time is counted too. */
  readonly loadMs: number;
  readonly callMs: number;
  readonly finishMs: number;
}

const loads = 12;
const budgetMs = 60_000;
const limitMs = 20;
const probe = path.join(import.meta.dirname, '..', 'test', 'host', 'probe');
const ghostline = 'ghostline.ghostline';
const nullProviderId = 'ghostline-tests.null-provider';

/**
 * Opens the installed package in fresh windows, each with a new extension host, and reads VS Code's own marks and
 * *Developer: Startup Performance*: loading the code, calling `activate`, waiting for it.
 */
export async function benchActivation(): Promise<string[]> {
  const deadlineMs = performance.now() + budgetMs;
  const temp = createTempFolder('ghostline-bench-');
  const probeFile = path.join(temp.path, 'port');
  const server = await startVsCode({
    folder: temp.path,
    extensions: [
      { kind: 'vsix', file: await packageExtension() },
      { kind: 'folder', path: nullProvider },
      { kind: 'folder', path: probe },
    ],
    env: { GHOSTLINE_TEST_PROBE: probeFile },
  });
  const browser = await launchBrowser(server.host);
  try {
    const context = await browser.newContext();
    const measured: { ours: Activation; floor: Activation }[] = [];
    for (let load = 0; load < loads && performance.now() < deadlineMs; load++) {
      const workbench = await openWorkbench(browser, server, { probeFile, context });
      measured.push(await readActivations(workbench));
      await workbench.close();
    }
    return report(measured);
  } finally {
    await browser.close();
    await server.stop();
    temp.remove();
  }
}

async function readActivations({ probe }: Workbench) {
  await probe.waitForExtension(ghostline);
  await probe.command('perfview.show');
  await probe.waitForText(new RegExp(`\\| ${ghostline} `));
  const { text } = await probe.editor();
  const activation = async (id: string): Promise<Activation> => ({
    ...tableRow(text, id),
    ownLoadMs: await probe.loadingMs(id),
  });
  return { ours: await activation(ghostline), floor: await activation(nullProviderId) };
}

/** A row of the table `| Extension | Eager | Load Code | Call Activate | Finish Activate | …`, whole milliseconds. */
function tableRow(text: string, id: string): Omit<Activation, 'ownLoadMs'> {
  const row = text.split('\n').find((line) => line.startsWith(`| ${id} `)) ?? '';
  const [, , loadMs, callMs, finishMs] = row.split('|').slice(1).map(Number);
  if (loadMs === undefined || callMs === undefined || finishMs === undefined) {
    throw new Error(`Startup Performance does not list ${id}.`);
  }
  return { loadMs, callMs, finishMs };
}

function report(measured: readonly { ours: Activation; floor: Activation }[]): string[] {
  const ours = measured.map((one) => one.ours);
  const totalsMs = ours.map(totalMs);
  const midMs = median(totalsMs);
  const parts = (['ownLoadMs', 'callMs', 'finishMs', 'loadMs'] as const).map((part) =>
    ms(median(ours.map((activation) => activation[part]))),
  );
  const floorMs = median(measured.map((one) => totalMs(one.floor)));
  return [
    `activation: median ${ms(midMs)} ms (load ${parts[0]}, activate ${parts[1]}, finish ${parts[2]}), ` +
      `${Math.min(...totalsMs)}–${Math.max(...totalsMs)}, n ${totalsMs.length}: ${verdict(midMs < limitMs, `< ${limitMs} ms`)}`,
    `  *Load Code* of VS Code's table, which counts other extensions' code too: median ${parts[3]} ms`,
    `  an extension of 50 lines in the same windows: median ${ms(floorMs)} ms`,
  ];
}

function totalMs({ callMs, finishMs, ownLoadMs }: Activation): number {
  return ownLoadMs + callMs + finishMs;
}
