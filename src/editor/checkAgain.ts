import type { CheckResult } from './checkResult.ts';

/** Who types through as many checks is told so. */
const mostChecks = 20;

/** Checks again where the user typed while the check had touched nothing yet; undefined when it was stopped. */
export async function checkUntilCurrent(
  check: () => Promise<CheckResult | undefined>,
  signal: AbortSignal,
): Promise<CheckResult | undefined> {
  let result = await check();
  for (let checks = 1; result?.outdated && checks < mostChecks; checks++) {
    result = await check();
  }
  return signal.aborted ? undefined : result;
}

/** What is known of a change that nobody checked. */
export const notChecked: CheckResult = {
  verdict: { kind: 'not checked', reason: 'switched off' },
  complaints: [],
};
