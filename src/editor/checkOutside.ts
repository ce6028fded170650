import type { Log } from '../log.ts';
import type { Checked } from './check.ts';
import { type CheckResult, resultOf } from './checkResult.ts';
import type { TypescriptCheck } from './checkTypescript.ts';

/**
 * Checks a change without touching a document: by itself and, where that is not good, together with what it changes
 * in other files. Undefined where this cannot be said.
 */
export async function checkOutside(
  typescript: TypescriptCheck,
  { document, edits, elsewhere, wanted }: Checked,
  log: Log,
  signal: AbortSignal,
): Promise<CheckResult | undefined> {
  const startedAt = performance.now();
  const check = async (others: Checked['elsewhere']) => {
    const found = await typescript.check(document, edits, wanted, others, signal);
    return found && resultOf(document, found.comparison, found.openFiles, found.changed, signal);
  };
  const alone = await check([]);
  const isBad = alone?.verdict.kind === 'partly';
  const together = isBad && elsewhere.length > 0 ? await check(elsewhere) : undefined;
  if (alone !== undefined) {
    log.info(
      `fix: checked outside of the document in ${(performance.now() - startedAt).toFixed(0)} ms`,
    );
  }
  return together?.verdict.kind === 'verified'
    ? { ...together, verdict: { ...together.verdict, together: true } }
    : alone;
}
