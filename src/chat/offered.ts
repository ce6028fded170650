import type { CatalogModel, ServerCatalog } from '../model/catalog.ts';
import type { NamedModel } from '../model/namedChat.ts';
import type { Settings } from '../settings.ts';

/** A model as the editor's own chat may offer it. */
export interface OfferedModel extends NamedModel {
  /** Unique among ours. */
  readonly id: string;
  readonly origin: string;
  readonly remote: boolean;
  /** Prompt and reply together are what the model reads at most. */
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly tools: boolean;
  readonly images: boolean;
  /** Parameters and quantisation as the server words them. */
  readonly parameters?: string;
  readonly quantization?: string;
}

/** Nobody picks from a longer list; what the settings name comes first. */
const mostOffered = 200;

/** A server of which nothing else is known: the common context of models that are served today. */
const usualContextTokens = 32_768;
/** Models of OpenAI read this and more: https://platform.openai.com/docs/models */
const openAiContextTokens = 128_000;
const openAiOrigin = 'https://api.openai.com';

/** A file of a thousand lines; more than some servers grant (DeepSeek's chat model: 8,192). */
const mostReplyTokens = 8_192;

/** Names of models that answer nobody, as OpenAI and the servers like it list them among the others. */
const speechless =
  /embed|rerank|whisper|\btts\b|transcri|realtime|-audio|moderation|dall-e|gpt-image|\bsora\b|babbage|davinci|turbo-instruct/i;

/** Names of models that read pictures, where their server does not say it. */
const seeing = /\bvl\b|-vl-|vision|llava|pixtral|\bgpt-(?:4o|4\.1|[5-9])/i;

/**
 * The models of a server that the editor's chat may offer, the one that the settings name first. A cloud
 * model behind Ollama is offered only where the settings name it: a list is no consent.
 */
export function offeredModels(server: ServerCatalog, settings: Settings): readonly OfferedModel[] {
  if (server.kind !== 'listed') {
    return [];
  }
  const { backend } = server;
  const named = settings[`${backend}.chatModel`];
  const listed = server.models.filter((model) => isOffered(model, backend, settings));
  const isNamed = ({ name }: CatalogModel) => name === named || name === `${named}:latest`;
  const first: readonly Described[] = listed.filter(isNamed);
  // A server that lists nothing, or not all, may have it.
  const unlisted =
    named !== '' && first.length === 0 && backend === 'openai' ? [{ name: named }] : [];
  return [...unlisted, ...first, ...listed.filter((model) => !isNamed(model))]
    .slice(0, mostOffered)
    .map((model) => offered(model, server, settings));
}

type Described = Pick<CatalogModel, 'name'> & Partial<CatalogModel>;

function offered(
  { contextTokens, images, name, parameters, quantization, remote = true, tools }: Described,
  { backend, origin }: ServerCatalog,
  settings: Settings,
): OfferedModel {
  const usual = origin === openAiOrigin ? openAiContextTokens : usualContextTokens;
  const context =
    backend === 'ollama'
      ? Math.min(settings['ollama.contextTokens'], contextTokens ?? Number.POSITIVE_INFINITY)
      : (contextTokens ?? usual);
  const replyTokens = Math.min(mostReplyTokens, Math.floor(context / 4));
  return {
    backend,
    name,
    id: `${backend}:${name}`,
    origin,
    remote,
    promptTokens: context - replyTokens,
    replyTokens,
    // What nobody says of a model of today it most likely does; else the server's refusal tells.
    tools: tools ?? backend === 'openai',
    images: images ?? (backend === 'openai' && seeing.test(name)),
    ...(parameters === undefined ? {} : { parameters }),
    ...(quantization === undefined ? {} : { quantization }),
  };
}

function isOffered(
  model: CatalogModel,
  backend: NamedModel['backend'],
  settings: Settings,
): boolean {
  if (backend === 'openai') {
    return model.chats ?? !speechless.test(model.name);
  }
  const isNamed = model.name === settings['ollama.chatModel'];
  return model.chats === true && (!model.remote || (isNamed && !settings['privacy.localOnly']));
}

/** The model that an id of `offeredModels` stands for; undefined for any other text. */
export function modelOf(id: string): NamedModel | undefined {
  const [, backend, name] = /^(ollama|openai):(.+)$/.exec(id) ?? [];
  return name === undefined || (backend !== 'ollama' && backend !== 'openai')
    ? undefined
    : { backend, name };
}
