import type { Settings } from '../settings.ts';
import type { ServerCatalog } from './catalog.ts';
import type { ChatModelFacts, ModelState } from './source.ts';

/** Names of the models of one server that are in use; undefined where that is none of them. */
export interface ModelsInUse {
  readonly completes: string | undefined;
  readonly answers: string | undefined;
}

/**
 * Which models of a server are in use: those that were found, and in a fresh window, which has not looked yet, those
 * that the settings name. Asks nobody.
 * @param answering the model that answered last with the settings of now
 */
export function modelsInUse(
  settings: Settings,
  { backend, origin }: Pick<ServerCatalog, 'backend' | 'origin'>,
  state: ModelState,
  answering: Pick<ChatModelFacts, 'host' | 'model'> | undefined,
): ModelsInUse {
  const isServer = (settings.provider === 'openai') === (backend === 'openai');
  if (!isServer || settings.provider === 'instant') {
    return { completes: undefined, answers: undefined };
  }
  const modelOf = (found: Pick<ChatModelFacts, 'host' | 'model'>) =>
    URL.canParse(origin) && new URL(origin).host === found.host ? found.model : undefined;
  const named = (key: 'completionModel' | 'chatModel') =>
    settings[`${backend}.${key}`] || undefined;
  return {
    completes: state.kind === 'ready' ? modelOf(state.client) : named('completionModel'),
    answers: answering === undefined ? named('chatModel') : modelOf(answering),
  };
}
