import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { instantChoice, type PageState, parsePageMessage } from '../usage/page.ts';
import type { Recorder } from '../usage/recorder.ts';
import type { Rows } from '../usage/row.ts';
import { type UsageFilter, viewOf } from '../usage/view.ts';
import type { Configuration } from './configuration.ts';
import {
  figureNotes,
  figureTexts,
  limitNotes,
  plotTexts,
  summaryText,
  tableTexts,
} from './usageFigures.ts';
import {
  confirmReset,
  emptyText,
  featureChoices,
  frameTexts,
  modelChoices,
  resetFailedText,
} from './usageMessages.ts';
import { pageHtml, readAssets } from './usagePage.ts';

/** What the page is made with. */
export interface UsagePageDeps {
  readonly recorder: Recorder;
  readonly configuration: Configuration;
  readonly extensionUri: vscode.Uri;
  readonly now: () => number;
  readonly log: Pick<Log, 'info'>;
}

/** The page behind the command *Show Usage*. */
export interface UsagePage extends vscode.Disposable {
  show(): Promise<void>;
}

/** Creates the page's parts; nothing is read and nothing is shown before it is used. */
export function createUsagePage(deps: UsagePageDeps): UsagePage {
  const { configuration, extensionUri, recorder } = deps;
  let panel: vscode.WebviewPanel | undefined;
  let filter: UsageFilter = {};
  let assets: ReturnType<typeof readAssets> | undefined;
  /** When it was asked for, until it is there. */
  let askedAt: number | undefined;

  const state = async (): Promise<PageState> =>
    pageState(await recorder.rows(), filter, configuration);
  const update = async () => {
    if (panel?.visible) {
      await panel.webview.postMessage(await state());
    }
  };
  const receive = async (said: unknown) => {
    const message = parsePageMessage(said);
    switch (message?.kind) {
      case undefined:
        return;
      case 'ready':
        if (askedAt !== undefined) {
          deps.log.info(`usage: page ready after ${Math.round(deps.now() - askedAt)} ms`);
          askedAt = undefined;
          return;
        }
        // Shown again: the page that was hidden began with what was true then.
        return update();
      case 'filter':
        filter = filterOf(message.filter);
        return update();
      case 'prices':
      case 'limit': {
        const setting = message.kind === 'prices' ? 'prices' : 'monthlyLimit';
        await vscode.commands.executeCommand(
          'workbench.action.openSettings',
          `ghostline.usage.${setting}`,
        );
        return;
      }
      case 'reset':
        if (await confirmReset()) {
          await reset();
        }
        return;
    }
  };
  const reset = async () => {
    try {
      await recorder.reset();
    } catch {
      await vscode.window.showErrorMessage(resetFailedText());
    }
    filter = {};
    await update();
  };
  const open = async () => {
    askedAt = deps.now();
    assets ??= readAssets(extensionUri);
    const [files, first] = await Promise.all([assets, state()]);
    if (panel !== undefined) {
      return;
    }
    const opened = vscode.window.createWebviewPanel(
      'ghostline.usage',
      frameTexts().title,
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [] },
    );
    panel = opened;
    opened.webview.onDidReceiveMessage(receive);
    opened.onDidDispose(() => {
      panel = undefined;
      filter = {};
    });
    opened.webview.html = pageHtml(files, first, crypto.randomUUID());
  };
  const listeners = [
    { dispose: recorder.onChange(() => void update()) },
    configuration.onChange((affects) => (affects('usage') ? void update() : undefined)),
  ];
  return {
    async show() {
      if (panel === undefined) {
        await open();
      } else {
        panel.reveal();
      }
    },
    dispose() {
      panel?.dispose();
      vscode.Disposable.from(...listeners).dispose();
    },
  };
}

/** The page names the instant engine, which has no model, in its own way. */
function filterOf({ model, ...others }: UsageFilter): UsageFilter {
  return model === undefined ? others : { ...others, model: model === instantChoice ? '' : model };
}

function pageState(rows: Rows, filter: UsageFilter, configuration: Configuration): PageState {
  const settings = configuration.settings();
  const prices = settings['usage.prices'];
  const all = viewOf(rows, {}, prices);
  const view = viewOf(rows, filter, prices);
  const days = all.byDay.map(({ name }) => name);
  const month = monthOf(new Date());
  const thisMonth = viewOf(rows, { from: `${month}-01`, to: `${month}-31` }, prices);
  return {
    figures: figureTexts(view),
    notes: [
      ...limitNotes(thisMonth.total, settings['usage.monthlyLimit']),
      ...figureNotes(view, prices),
    ],
    plots: plotTexts(view),
    tables: tableTexts(view),
    filter: filter.model === '' ? { ...filter, model: instantChoice } : filter,
    models: modelChoices(all.byModel.map(({ name }) => name)),
    features: featureChoices(all.byFeature.map(({ name }) => name)),
    firstDay: days.at(0) ?? '',
    lastDay: days.at(-1) ?? '',
    summary: summaryText(view),
    empty: rows.size === 0 ? emptyText() : undefined,
  };
}

function monthOf(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
