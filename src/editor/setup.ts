import type * as vscode from 'vscode';
import { shownOrigin } from '../model/address.ts';
import { sameModel } from '../model/ollamaModels.ts';
import type { Models } from '../model/source.ts';
import type { Gate } from '../privacy/gate.ts';
import { type Configuration, isChosen } from './configuration.ts';
import { connectOllama } from './connectOllama.ts';
import { clearApiKey, setApiKey } from './keyCommands.ts';
import { machine } from './machine.ts';
import type { Milestone } from './milestones.ts';
import { askModelToPull, pullModel } from './pullModel.ts';
import { openSample } from './sample.ts';
import type { Keys } from './secrets.ts';
import { type SelectDeps, selectModel, useListed, useModel } from './selectModel.ts';
import { testKey } from './testKey.ts';

/** What setting up is done with. */
export interface SetupDeps {
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly models: Models;
  readonly gate: () => Gate;
  readonly secrets: vscode.SecretStorage;
  /** A key was entered: the cache may keep its own beside it. */
  readonly entered: () => Promise<void>;
  readonly now: () => number;
  readonly reached: (milestone: Milestone) => void;
}

/** Choosing and getting models. */
export interface Setup extends vscode.Disposable {
  selectModel(): Promise<void>;
  /** @param model its name; asked for when it is no text */
  pullModel(model?: unknown): Promise<void>;
  connectOllama(): Promise<void>;
  /** Asks for the key of the configured server and tries it. */
  setApiKey(): Promise<void>;
  clearApiKey(): Promise<void>;
  openSample(): Promise<void>;
}

/** Connects what sets models up; nothing is asked before a command. */
export function createSetup(deps: SetupDeps): Setup {
  const { configuration, keys, models, reached } = deps;
  const ollama = () => ({
    backend: 'ollama' as const,
    origin: shownOrigin(configuration.settings(), 'ollama'),
  });
  const selectDeps: SelectDeps = {
    configuration,
    models,
    pull: () => pull(),
    isOffered: async (origin) =>
      isChosen('openai.baseUrl') || (await keys.keyFor(origin)) !== undefined,
  };
  const installed = async (name: string) => {
    const found = await models.catalog.ollama(new AbortController().signal);
    const listed = found.kind === 'listed' ? found.models : [];
    return { listed, model: listed.find((one) => sameModel(one.name, name)) };
  };
  const pullDeps = {
    catalog: models.catalog,
    async done(name: string) {
      models.reset();
      const { model } = await installed(name);
      if (model?.fills === true && !model.remote) {
        reached('ghostline.ollamaReady');
      }
    },
    async use(name: string) {
      const { listed, model } = await installed(name);
      models.reset();
      if (model !== undefined) {
        await useListed(selectDeps, ollama(), model, listed);
        return;
      }
      const unlisted = { name, fills: undefined, chats: undefined, remote: false };
      await useModel(configuration, ollama(), unlisted);
    },
  };
  const pull = async (model?: unknown) => {
    const name = typeof model === 'string' && model !== '' ? model : await askModelToPull(pullDeps);
    if (name) {
      await pullModel(pullDeps, name);
    }
  };
  return {
    selectModel: () => selectModel(selectDeps),
    pullModel: pull,
    connectOllama: () =>
      connectOllama({
        ...deps,
        platform: machine.platform,
        pull,
        ready: () => reached('ghostline.ollamaReady'),
      }),
    async setApiKey() {
      if (await setApiKey(deps)) {
        await testKey({ ...deps, accepted: () => reached('ghostline.keyAccepted') });
      }
    },
    clearApiKey: () => clearApiKey(deps),
    openSample,
    dispose: () => {},
  };
}
