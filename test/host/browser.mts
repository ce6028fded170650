import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { TestHost } from './install.mts';

/** How long one step in a page may take. */
const stepTimeoutMs = 15_000;

/** Starts the browser that came with the test host, headless. */
export async function launchBrowser(host: TestHost): Promise<Browser> {
  return chromium.launch({
    executablePath: host.browser.executable,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      // Without these a page that is not in front paints late, which would be measured as ours.
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
    ],
    env: { ...definedEnv(), ...host.browser.env },
  });
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}

/** A page with the script in it that reads what is painted. */
export async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ path: path.join(import.meta.dirname, 'inPage.js') });
  page.setDefaultTimeout(stepTimeoutMs);
  return page;
}
