import type { Page } from 'playwright-core';

/** How long a wait for something in a page takes at most, unless the caller says otherwise. */
export const defaultTimeoutMs = 15_000;

/** Calls a function of `inPage.js`. */
export async function ask<T>(page: Page, call: string): Promise<T> {
  return page.evaluate<T>(`ghostlineTest.${call}`);
}

/**
 * How often a wait looks again. In every animation frame it would have the page paint without end, which takes most of
 * a processor where no graphics card does it.
 */
export const lookAgainMs = 50;

/** Waits until an expression over `inPage.js` is truthy. */
export async function waitUntil(
  page: Page,
  expression: string,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  await page.waitForFunction(expression, undefined, { timeout: timeoutMs, polling: lookAgainMs });
}
