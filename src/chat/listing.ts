import type { Log } from '../log.ts';
import type { Catalog, ServerCatalog } from '../model/catalog.ts';
import type { ModelError } from '../model/client.ts';
import type { NamedModel } from '../model/namedChat.ts';
import type { Settings } from '../settings.ts';
import { modelOf, type OfferedModel, offeredModels } from './offered.ts';

/** What the list of the models is made from. */
export interface ListingDeps {
  readonly settings: () => Settings;
  readonly catalog: Pick<Catalog, 'ollama' | 'openAi'>;
  /** False in Restricted Mode. */
  readonly isTrusted: () => boolean;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly log: Pick<Log, 'debug'>;
}

/** Whether a model may be asked. */
export type ChatAccess =
  | { readonly kind: 'offered'; readonly model: NamedModel }
  /** The settings of now offer no such model: it comes from an older list, or from nowhere. */
  | { readonly kind: 'not offered' }
  | { readonly kind: 'not trusted' }
  | { readonly kind: 'no key' }
  /** The server does not say what it has. */
  | { readonly kind: 'failed'; readonly error: ModelError };

/** The models that the settings of now offer, asked for seldom. */
export interface ChatListing {
  /**
   * Empty in a workspace without trust, where no server is asked before somebody does something for it.
   * @param byHand somebody looks for a model: the server is asked, whatever is known already
   */
  models(byHand: boolean): Promise<readonly OfferedModel[]>;
  /** @param id whatever VS Code or another extension passes: it may be of a list that was withdrawn */
  access(id: string): Promise<ChatAccess>;
  /** Settings or keys changed; what is being listed ends and is empty. */
  forget(): void;
}

/** VS Code asks for the list whenever anybody looks for a model; a model that was pulled shows after this time. */
const listedMs = 30_000;

interface Listed {
  /** Undefined where no server is wanted. */
  readonly server: ServerCatalog | undefined;
  readonly models: readonly OfferedModel[];
}

const nothing: Listed = { server: undefined, models: [] };

/** Creates the list; no server is asked before somebody wants it. */
export function createListing(deps: ListingDeps): ChatListing {
  const { isTrusted, now } = deps;
  let ended = new AbortController();
  let kept: { readonly at: number; readonly listed: Promise<Listed> } | undefined;
  const get = (fresh: boolean): Promise<Listed> => {
    if (kept === undefined || fresh || now() - kept.at > listedMs) {
      kept = { at: now(), listed: list(deps, ended.signal).catch(() => nothing) };
    }
    return kept.listed;
  };
  return {
    models: async (byHand) => (byHand || isTrusted() ? (await get(byHand)).models : []),
    async access(id) {
      // Whoever passes an id need not be the user.
      if (!isTrusted()) {
        return { kind: 'not trusted' };
      }
      const known = kept?.listed;
      const listed = get(false);
      const found = accessTo(id, await listed);
      return found.kind === 'offered' || listed !== known ? found : accessTo(id, await get(true));
    },
    forget() {
      ended.abort();
      ended = new AbortController();
      kept = undefined;
    },
  };
}

/** @throws `signal.reason` when aborted. */
async function list({ catalog, log, settings }: ListingDeps, signal: AbortSignal): Promise<Listed> {
  const now = settings();
  if (now.provider === 'instant') {
    return nothing;
  }
  const server = await (now.provider === 'openai'
    ? catalog.openAi(signal)
    : catalog.ollama(signal));
  if (server.kind === 'failed') {
    log.debug(`chat models: ${server.error.message}`);
  }
  return { server, models: offeredModels(server, now) };
}

/** Only what the list has may be asked: an id alone is no consent. */
function accessTo(id: string, { models, server }: Listed): ChatAccess {
  const model = modelOf(id);
  if (model !== undefined && models.some((offered) => offered.id === id)) {
    return { kind: 'offered', model };
  }
  // Why the list is empty concerns only who names a model of that server.
  if (server === undefined || server.kind === 'listed' || model?.backend !== server.backend) {
    return { kind: 'not offered' };
  }
  return server.kind === 'failed' ? { kind: 'failed', error: server.error } : { kind: 'no key' };
}
