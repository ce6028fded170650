import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newPage } from './browser.mts';
import { createEditorActions } from './editorActions.mts';
import { ask, defaultTimeoutMs, lookAgainMs, waitUntil } from './inPageClient.mts';
import { createProbe, type Probe } from './probeClient.mts';
import type { VsCodeServer } from './server.mts';

/** A status bar entry as a person or a screen reader meets it; `icons` are codicon names. */
export interface StatusItem {
  readonly id: string;
  readonly text: string;
  readonly ariaLabel: string;
  readonly icons: readonly string[];
}

/** An open quick pick or input box. */
export interface QuickPick {
  readonly placeholder: string;
  readonly value: string;
  readonly message: string;
  readonly labels: readonly string[];
}

/** What was painted and pressed while recording; times are milliseconds of the page's clock. */
export interface Recording {
  /** Unix time in milliseconds at the page's zero. */
  readonly originMs: number;
  readonly ghosts: readonly { readonly atMs: number; readonly text: string }[];
  readonly keys: readonly { readonly atMs: number; readonly key: string }[];
}

export interface WorkbenchOptions {
  /** File of the folder to open at once, absolute. */
  readonly openFile?: string;
  /** Answers questions about the editor's exact state; without it `openFile`, `goTo`, `editorText` … throw. */
  readonly probeFile?: string;
  /** Browser context to use, for tests that need one profile over several loads; default: a fresh one. */
  readonly context?: BrowserContext;
  /** Proxy for all requests of a fresh context, those to loopback too. */
  readonly proxyUrl?: string;
  /** Workspace file to open instead of the folder, absolute. */
  readonly workspaceFile?: string;
}

const startTimeoutMs = 60_000;

/** Opens the workbench of a server and waits until it, and the probe when there is one, is ready. */
export async function openWorkbench(
  browser: Browser,
  server: VsCodeServer,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const { proxyUrl } = options;
  const context =
    options.context ??
    (await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...(proxyUrl === undefined ? {} : { proxy: { server: proxyUrl, bypass: '<-loopback>' } }),
    }));
  const page = await newPage(context);
  if (options.probeFile !== undefined) {
    await rm(options.probeFile, { force: true });
  }
  await page.goto(server.url(options));
  await page.waitForSelector('.monaco-workbench .statusbar-item', { timeout: startTimeoutMs });
  const probe =
    options.probeFile === undefined
      ? undefined
      : await createProbe(options.probeFile, startTimeoutMs);
  return createWorkbench(page, probe, async () => {
    await page.close();
    if (options.context === undefined) {
      await context.close();
    }
  });
}

/** The page driver: does what a person at the keyboard does and reads what they would see. */
export type Workbench = ReturnType<typeof createWorkbench>;

function createWorkbench(page: Page, probe: Probe | undefined, close: () => Promise<void>) {
  return {
    page,
    close,
    /** Questions that only the extension host can answer. */
    get probe(): Probe {
      if (probe === undefined) {
        throw new Error('This session was opened without the probe.');
      }
      return probe;
    },
    ...createReader(page),
    ...createEditorActions(page, () => {
      if (probe === undefined) {
        throw new Error('This session was opened without the probe.');
      }
      return probe;
    }),
    ...(createUiActions(page) satisfies object),
    ...createStopwatch(page),
  };
}

function createReader(page: Page) {
  return {
    /** Visible ghost text, its lines joined by `\n`; '' when there is none. A tab shows as the spaces it is wide. */
    ghostText: () => ask<string>(page, 'ghostText()'),
    /** Waits for ghost text that equals the string or matches the pattern, and returns it. */
    async waitForGhost(
      wanted: string | RegExp = /\S/,
      timeoutMs = defaultTimeoutMs,
    ): Promise<string> {
      const test =
        typeof wanted === 'string'
          ? `text === ${JSON.stringify(wanted)}`
          : `${wanted.toString()}.test(text)`;
      const handle = await page
        .waitForFunction(
          `(() => { const text = ghostlineTest.ghostText(); return ${test} ? { text } : false; })()`,
          undefined,
          { timeout: timeoutMs, polling: lookAgainMs },
        )
        .catch(async () => {
          const seen = JSON.stringify(await ask<string>(page, 'ghostText()'));
          throw new Error(
            `No ghost text ${wanted.toString()} within ${timeoutMs} ms; there was ${seen}.`,
          );
        });
      return ((await handle.jsonValue()) as { text: string }).text;
    },
    waitForNoGhost: (timeoutMs = defaultTimeoutMs) =>
      waitUntil(page, `ghostlineTest.ghostText() === ''`, timeoutMs),
    /** Labels of the open suggest widget that are in view, or undefined when it is closed or still loading. */
    suggestWidget: async (): Promise<readonly string[] | undefined> => ask(page, 'suggestLabels()'),
    waitForSuggestWidget: (timeoutMs = defaultTimeoutMs) =>
      waitUntil(page, 'ghostlineTest.suggestLabels()', timeoutMs),
    waitForNoSuggestWidget: (timeoutMs = defaultTimeoutMs) =>
      waitUntil(page, `!document.querySelector('.suggest-widget.visible') `, timeoutMs),
    /** The first status bar entry whose id, text or label contains `name`. */
    statusItem: (name: string) =>
      ask<StatusItem | undefined>(page, `statusItem(${JSON.stringify(name)})`),
    waitForStatus: (name: string, pattern: RegExp, timeoutMs = defaultTimeoutMs) =>
      waitUntil(
        page,
        `(() => { const item = ghostlineTest.statusItem(${JSON.stringify(name)}); return item && ${pattern.toString()}.test(item.text + ' ' + item.ariaLabel); })()`,
        timeoutMs,
      ),
    notifications: () => ask<readonly string[]>(page, 'notifications()'),
    dialogs: () => ask<readonly string[]>(page, 'dialogs()'),
    /** Severities (`error`, `warning`, `info`, `hint`) of the squiggles in view. */
    squiggles: () => ask<readonly string[]>(page, 'squiggles()'),
    waitForSquiggle: (severity: string, timeoutMs = defaultTimeoutMs) =>
      waitUntil(page, `ghostlineTest.squiggles().includes(${JSON.stringify(severity)})`, timeoutMs),
    /** Whether a lightbulb is painted. */
    lightbulb: () => ask<boolean>(page, 'lightbulb()'),
    /** The last keys and where they and the focus went. */
    keyLog: () => ask<readonly string[]>(page, 'keyLog()'),
    async screenshot(file: string): Promise<void> {
      await mkdir(path.dirname(file), { recursive: true });
      await page.screenshot({ path: file });
    },
  };
}

function quickPick(page: Page): Promise<QuickPick | undefined> {
  return ask(page, 'quickPick()');
}

async function waitForPick(page: Page, label: string): Promise<string> {
  const wanted = JSON.stringify(label);
  await waitUntil(
    page,
    `ghostlineTest.quickPick()?.labels.some((label) => label.includes(${wanted}))`,
  );
  return ask(page, `pickRow(${wanted})`);
}

async function choose(page: Page, label: string): Promise<void> {
  await waitForPick(page, label);
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: label }).first().click();
}

function createUiActions(page: Page) {
  return {
    /** The open quick pick or input box, or undefined. */
    quickPick: () => quickPick(page),
    waitForQuickPick: async (): Promise<QuickPick> => {
      await waitUntil(page, 'ghostlineTest.quickPick()');
      return (await quickPick(page)) ?? { placeholder: '', value: '', message: '', labels: [] };
    },
    /** Waits for a box that asks for text, without a list. */
    waitForInputBox: () =>
      waitUntil(
        page,
        `ghostlineTest.quickPick() && !ghostlineTest.quickPick().value.startsWith('>')`,
      ),
    waitForNoQuickPick: () => waitUntil(page, '!ghostlineTest.quickPick()'),
    /** Waits until the open quick pick lists a label that contains the text; returns all that this entry says. */
    waitForPick: (label: string) => waitForPick(page, label),
    /** Takes the first entry whose label contains the text. */
    choose: (label: string) => choose(page, label),
    /** Runs a command from the palette by its full title, e.g. `Ghostline: Show Log`. */
    async command(title: string): Promise<void> {
      await page.keyboard.press('F1');
      await waitUntil(page, `ghostlineTest.quickPick()?.value.startsWith('>')`);
      await page.keyboard.insertText(title);
      await choose(page, title);
    },
    /** Opens the editor's context menu at the cursor and returns its labels; `Escape` closes it. */
    async contextMenu(): Promise<readonly string[]> {
      await page.keyboard.press('Shift+F10');
      await waitUntil(page, 'ghostlineTest.menuLabels().length > 0');
      return ask(page, 'menuLabels()');
    },
    /** Clicks an entry of an open menu. */
    chooseMenu: (label: string) =>
      page.locator('.monaco-menu .action-label', { hasText: label }).first().click(),
    /** Opens the code actions at the cursor (Ctrl+.) and returns their titles; `Escape` closes them. */
    async codeActions(): Promise<readonly string[]> {
      await page.keyboard.press('Control+.');
      await waitUntil(page, 'ghostlineTest.codeActions().length > 0');
      return ask(page, 'codeActions()');
    },
    /** Takes an entry of the open code actions with the keyboard; the list ignores the mouse in some versions. */
    async chooseCodeAction(title: string): Promise<void> {
      const titles = await ask<readonly string[]>(page, 'codeActions()');
      for (let step = 0; step < titles.length; step += 1) {
        if ((await ask<string | undefined>(page, 'focusedCodeAction()')) === title) {
          await page.keyboard.press('Enter');
          return;
        }
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`There is no code action "${title}" among ${titles.join(', ')}.`);
    },
    clickStatus: async (name: string): Promise<void> => {
      const item = await ask<StatusItem | undefined>(page, `statusItem(${JSON.stringify(name)})`);
      if (item === undefined) {
        throw new Error(`There is no status item ${name}.`);
      }
      await page.locator(`[id=${JSON.stringify(item.id)}] a`).click();
    },
    clickNotification: (button: string) =>
      page.locator('.notification-list-item .monaco-button', { hasText: button }).first().click(),
  };
}

function createStopwatch(page: Page) {
  const measure = async (
    what: 'ghost' | 'suggest',
    key: string,
    timeoutMs: number,
  ): Promise<number | undefined> => {
    await page.evaluate(`ghostlineTest.arm('${what}', ${timeoutMs})`);
    await page.keyboard.press(key);
    return page.evaluate<number | undefined>('ghostlineTest.measured()');
  };
  return {
    /** Milliseconds from a key press to the frame that paints new ghost text; undefined when none came in time. */
    measureKeyToGhost: (key: string, timeoutMs = 3000) => measure('ghost', key, timeoutMs),
    /** Milliseconds from a key press to the frame that paints the suggest widget's rows; undefined when none came. */
    measureKeyToSuggest: (key: string, timeoutMs = 3000) => measure('suggest', key, timeoutMs),
    /** Notes every key and every change of ghost text from now on. */
    startRecording: () => ask<void>(page, 'startRecording()'),
    stopRecording: () => ask<Recording>(page, 'stopRecording()'),
  };
}
