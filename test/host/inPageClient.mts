import type { Page } from 'playwright-core';

/** How long a wait for something in a page takes at most, unless the caller says otherwise. */
export const defaultTimeoutMs = 15_000;

/** Calls a function of `inPage.js`. */
export async function ask<T>(page: Page, call: string): Promise<T> {
  return page.evaluate<T>(`ghostlineTest.${call}`);
}

/** Waits until an expression over `inPage.js` is truthy, looking again in every animation frame. */
export async function waitUntil(
  page: Page,
  expression: string,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  await page.waitForFunction(expression, undefined, { timeout: timeoutMs, polling: 'raf' });
}
