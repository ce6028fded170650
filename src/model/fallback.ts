import type { Settings } from '../settings.ts';
import { addressIn } from './address.ts';
import { type Breakers, isOutage } from './breaker.ts';
import type { ChatChoice, Choice, ChooseDeps, Chosen } from './choice.ts';
import { chooseChatModel } from './chooseModel.ts';
import { isModelError, ModelError } from './client.ts';
import { isLoopback } from './networkRules.ts';

/** Where the settings send requests, and where they go while that server is out. */
export interface Route {
  /** Origin of the server of `provider`; undefined where it is none or its address is no URL. */
  readonly mainOrigin: string | undefined;
  /** Undefined where the user named no other server, or one that must not be asked. */
  readonly fallback: { readonly settings: Settings; readonly origin: string } | undefined;
}

/**
 * Reads the route from the settings. Another server stands in only where `ghostline.fallback` names it, and
 * `privacy.localOnly` names none off this machine. Its models are found as if it were the provider: a model of
 * Ollama's cloud is taken by its name alone, and not with `localOnly`.
 */
export function routeOf(settings: Settings): Route {
  const main = settings.provider === 'auto' ? 'ollama' : settings.provider;
  const other = settings.fallback;
  const mainOrigin = main === 'instant' ? undefined : addressIn(settings, main)?.origin;
  if (mainOrigin === undefined || other === '' || other === main) {
    return { mainOrigin, fallback: undefined };
  }
  const address = addressIn(settings, other);
  const allowed =
    address !== undefined && (!settings['privacy.localOnly'] || isLoopback(address.hostname));
  return {
    mainOrigin,
    fallback: allowed
      ? { settings: { ...settings, provider: other }, origin: address.origin }
      : undefined,
  };
}

/** The outage behind a choice of no model: at `auto`, an Ollama that does not answer is no failure. */
export function outageBehind(choice: Choice | ChatChoice): ModelError | undefined {
  return choice.kind === 'none' && choice.reason === 'no ollama'
    ? new ModelError('unreachable', { origin: choice.detail ?? 'ollama' })
    : undefined;
}

/**
 * The model that answers in words: of the server of the settings, else of the one that the user named for when that is
 * out. A server that is known to be out is not waited for where another one stands in.
 * @throws {ModelError} when the server fails, and no other one stands in.
 */
export async function chooseChatOnRoute(
  deps: ChooseDeps,
  breakers: Breakers,
  signal: AbortSignal,
): Promise<ChatChoice> {
  const { fallback, mainOrigin } = routeOf(deps.settings);
  if (fallback === undefined || mainOrigin === undefined) {
    return chooseChatModel(deps, signal);
  }
  const breaker = breakers.of(mainOrigin);
  const known = breaker.outage();
  const first =
    known !== undefined && known.waitMs > 0 ? known.error : await looked(deps, breakers, signal);
  const insteadOf = first instanceof Error ? first : outageBehind(first);
  const second =
    insteadOf && (await looked({ ...deps, settings: fallback.settings }, breakers, signal));
  if (insteadOf !== undefined && isChosen(second)) {
    return { ...second, insteadOf };
  }
  if (first instanceof Error) {
    throw first;
  }
  return first;
}

/** @throws {ModelError} for which no other server may stand in. */
async function looked(
  deps: ChooseDeps,
  breakers: Breakers,
  signal: AbortSignal,
): Promise<ChatChoice | ModelError> {
  try {
    const choice = await chooseChatModel(deps, signal);
    return (await limitOf(deps, choice)) ?? choice;
  } catch (cause) {
    signal.throwIfAborted();
    if (!isModelError(cause) || !isOutage(cause)) {
      throw cause;
    }
    breakers.of(cause.facts.origin).failed(cause);
    return cause;
  }
}

/** Why each request of a chosen model would be refused: the limit of the month. Nothing is sent to know. */
export async function limitOf(
  { meter, settings }: Pick<ChooseDeps, 'meter' | 'settings'>,
  choice: Choice | ChatChoice,
): Promise<ModelError | undefined> {
  if (choice.kind === 'none' || !(await meter?.refuses(choice.client))) {
    return undefined;
  }
  const { host, model } = choice.client;
  return new ModelError('over limit', { origin: routeOf(settings).mainOrigin ?? host, model });
}

function isChosen(choice: ChatChoice | ModelError | undefined): choice is Chosen {
  return choice !== undefined && !(choice instanceof Error) && choice.kind !== 'none';
}
