/** Where suggestions come from. */
export type ProviderName = 'auto' | 'ollama' | 'openai' | 'instant';

/** The server that stands in while the one of `provider` is out; '': none. */
export type FallbackName = '' | 'ollama' | 'openai';

/** How an OpenAI-compatible server is asked to fill; `auto` finds out. */
export type FillPreference = 'auto' | 'suffix' | 'template' | 'chat';

/** What a position in code is part of. */
export type CodeScope = 'code' | 'comments' | 'strings';

/** What a model costs, per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** '' when the user named none. */
  readonly currency: string;
}

/** Every setting that Ghostline reads, clamped to sane values. Keys are those of `package.json` without `ghostline.`. */
export interface Settings {
  readonly provider: ProviderName;
  readonly fallback: FallbackName;
  readonly 'ollama.baseUrl': string;
  readonly 'ollama.completionModel': string;
  /** Answers questions; empty: the best local one. */
  readonly 'ollama.chatModel': string;
  /** A duration as Ollama reads it, e.g. `30m`. */
  readonly 'ollama.keepAlive': string;
  readonly 'ollama.contextTokens': number;
  readonly 'openai.baseUrl': string;
  readonly 'openai.completionModel': string;
  readonly 'openai.chatModel': string;
  readonly 'openai.fill': FillPreference;
  readonly 'completion.enabled': boolean;
  readonly 'completion.trigger': 'automatic' | 'manual';
  readonly 'completion.instant': boolean;
  /** 0: decided from the code and the model's speed. */
  readonly 'completion.maxLines': number;
  /** 0: adaptive. */
  readonly 'completion.delayMs': number;
  readonly 'completion.scopes': readonly CodeScope[];
  readonly 'completion.onBattery': boolean;
  /** Whether replies outlive the window. */
  readonly 'cache.persist': boolean;
  readonly 'cache.maxMegabytes': number;
  readonly 'cache.maxAgeDays': number;
  /** What may be added to a prompt besides the document; the cells above count as open files. */
  readonly 'context.openFiles': boolean;
  readonly 'context.recentEdits': boolean;
  readonly 'context.definitions': boolean;
  readonly 'context.diagnostics': boolean;
  /** What the project says about its code, e.g. `AGENTS.md`; explanations, repairs and changes only. */
  readonly 'context.instructions': boolean;
  readonly 'privacy.localOnly': boolean;
  /** Whether secrets in a prompt are replaced before it goes to a model on another machine. */
  readonly 'privacy.redactSecrets': boolean;
  /** Globs on top of the built-in list of secret files. */
  readonly 'privacy.excludeFiles': readonly string[];
  /** Hosts (`name` or `name:port`) that may be reached over plain http besides loopback. */
  readonly 'network.httpHosts': readonly string[];
  /** Whether problems are offered to be fixed and explained. */
  readonly 'fix.lightbulb': boolean;
  /** Whether a repair is checked before it is offered. */
  readonly 'fix.verify': boolean;
  /** How many answers are tried until one repairs. */
  readonly 'fix.attempts': number;
  /** Whether the editor's own chat may use the models. */
  readonly 'chat.models': boolean;
  /** Language of explanations, a name or a tag; '': that of the editor. */
  readonly 'explain.language': string;
  /** What a month's requests may cost; 0: no limit. */
  readonly 'usage.monthlyLimit': number;
  /** By the name of the model. */
  readonly 'usage.prices': Readonly<Record<string, ModelPrice>>;
}

/** One key of `Settings`. */
export type SettingKey = keyof Settings;

/** Each a key, or what stands before a dot in keys. */
const serverKeys = ['provider', 'fallback', 'ollama', 'openai', 'privacy', 'network'];

/**
 * True for a change of what decides which servers may be asked, for which models, and how.
 * @param affects true for a key that changed, and for what stands before a dot in keys that did
 */
export function concernsServers(affects: (key: string) => boolean): boolean {
  return serverKeys.some(affects);
}

type Reader = (key: SettingKey) => unknown;

function text(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value.trim() : fallback;
}

function flag(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}

function integer(value: unknown, fallback: number, least: number, most: number): number {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? Math.min(most, Math.max(least, value))
    : fallback;
}

function oneOf<T extends string>(value: unknown, fallback: T, allowed: readonly T[]): T {
  return allowed.find((candidate) => candidate === value) ?? fallback;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A name or tag of a language and nothing that could be an instruction: at most three words of 40 letters together. */
function language(value: unknown): string {
  const name = text(value, '');
  const fits =
    name.length <= 40 && /^\p{L}[\p{L}\p{M}\p{N}()-]*(?: [\p{L}\p{M}\p{N}()-]+){0,2}$/u.test(name);
  return fits ? name : '';
}

function amount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function prices(value: unknown): Readonly<Record<string, ModelPrice>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([model, price]) => {
      const input = amount(price?.input);
      const output = amount(price?.output);
      const currency = text(price?.currency, '').slice(0, longestCurrency);
      return input === undefined || output === undefined
        ? []
        : [[model, { input, output, currency }] as const];
    }),
  );
}

/** `USD`, `元` or the like. */
const longestCurrency = 8;

const allScopes: readonly CodeScope[] = ['code', 'comments', 'strings'];

function scopes(value: unknown): readonly CodeScope[] {
  return Array.isArray(value) ? allScopes.filter((scope) => value.includes(scope)) : allScopes;
}

/** Defaults of `baseUrl`: an address the user did not change is not a choice of the user. */
export const defaultOpenAiBaseUrl = 'https://api.openai.com/v1';

const defaultOllamaBaseUrl = 'http://127.0.0.1:11434';

/**
 * Turns raw values into settings. A value of the wrong type counts as absent; a number outside its
 * range is moved to the nearest end.
 * @param read the raw value of a key without the `ghostline.` prefix, `undefined` where there is none.
 */
export function parseSettings(read: Reader): Settings {
  return {
    provider: oneOf(read('provider'), 'auto', ['auto', 'ollama', 'openai', 'instant']),
    fallback: oneOf(read('fallback'), '', ['', 'ollama', 'openai']),
    'ollama.baseUrl': text(read('ollama.baseUrl'), defaultOllamaBaseUrl),
    'ollama.completionModel': text(read('ollama.completionModel'), ''),
    'ollama.chatModel': text(read('ollama.chatModel'), ''),
    'ollama.keepAlive': text(read('ollama.keepAlive'), '30m'),
    'ollama.contextTokens': integer(read('ollama.contextTokens'), 8192, 512, 1_048_576),
    'openai.baseUrl': text(read('openai.baseUrl'), defaultOpenAiBaseUrl),
    'openai.completionModel': text(read('openai.completionModel'), ''),
    'openai.chatModel': text(read('openai.chatModel'), ''),
    'openai.fill': oneOf(read('openai.fill'), 'auto', ['auto', 'suffix', 'template', 'chat']),
    'completion.enabled': flag(read('completion.enabled'), true),
    'completion.trigger': oneOf(read('completion.trigger'), 'automatic', ['automatic', 'manual']),
    'completion.instant': flag(read('completion.instant'), true),
    'completion.maxLines': integer(read('completion.maxLines'), 0, 0, 100),
    'completion.delayMs': integer(read('completion.delayMs'), 0, 0, 10_000),
    'completion.scopes': scopes(read('completion.scopes')),
    'completion.onBattery': flag(read('completion.onBattery'), true),
    'cache.persist': flag(read('cache.persist'), true),
    'cache.maxMegabytes': integer(read('cache.maxMegabytes'), 64, 1, 1024),
    'cache.maxAgeDays': integer(read('cache.maxAgeDays'), 14, 1, 365),
    'context.openFiles': flag(read('context.openFiles'), true),
    'context.recentEdits': flag(read('context.recentEdits'), true),
    'context.definitions': flag(read('context.definitions'), true),
    'context.diagnostics': flag(read('context.diagnostics'), true),
    'context.instructions': flag(read('context.instructions'), true),
    'privacy.localOnly': flag(read('privacy.localOnly'), false),
    'privacy.redactSecrets': flag(read('privacy.redactSecrets'), true),
    'privacy.excludeFiles': texts(read('privacy.excludeFiles')),
    'network.httpHosts': texts(read('network.httpHosts')),
    'fix.lightbulb': flag(read('fix.lightbulb'), true),
    'fix.verify': flag(read('fix.verify'), true),
    'fix.attempts': integer(read('fix.attempts'), 2, 1, 5),
    'chat.models': flag(read('chat.models'), true),
    'explain.language': language(read('explain.language')),
    'usage.monthlyLimit': amount(read('usage.monthlyLimit')) ?? 0,
    'usage.prices': prices(read('usage.prices')),
  };
}
