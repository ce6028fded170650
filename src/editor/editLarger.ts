import { correctionFor } from '../edit/followers.ts';
import { largerModel } from '../model/largerModel.ts';
import { over } from './checkUsers.ts';
import type { EditOutcome } from './editAsk.ts';
import type { AskDeps } from './explainAsk.ts';

/** The user waits for what is said about the failure. */
const catalogMs = 1_500;

/**
 * Looks for an installed model that is larger than one that did not follow the form, where none is known that did.
 * A server that is no Ollama does not say how large its models are.
 * @returns the outcome, with the name of that model where there is one
 */
export async function withLarger(
  { catalog, configuration }: Pick<AskDeps, 'catalog' | 'configuration'>,
  outcome: EditOutcome,
  signal: AbortSignal,
): Promise<EditOutcome> {
  const { provider } = configuration.settings();
  const isForm = outcome.kind === 'no edits' && correctionFor(outcome.reason, false) !== undefined;
  if (!isForm || outcome.able !== undefined || provider === 'openai') {
    return outcome;
  }
  const looking = new AbortController();
  const stop = AbortSignal.any([signal, looking.signal]);
  const listed = catalog.ollama(stop).catch(() => undefined);
  const server = await Promise.race([listed, over(signal, catalogMs)]);
  looking.abort();
  const larger =
    server?.kind === 'listed' ? largerModel(server.models, outcome.model.model) : undefined;
  return larger === undefined ? outcome : { ...outcome, larger };
}
