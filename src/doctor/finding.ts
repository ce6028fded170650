import type { ModelRefusal, RefusalReason } from '../completion/outcome.ts';
import type { ModelError } from '../model/client.ts';
import type { NoChatReason, NoModelReason } from '../model/source.ts';
import type { GateRefusal } from '../privacy/gate.ts';
import type { SnippetKind } from '../privacy/safePrompt.ts';
import type { SettingKey } from '../settings.ts';
import type { NotedOutcome } from './outcomes.ts';

/** What is checked, in the order in which it stands on the page. */
export const checkIds = [
  'here',
  'editor',
  'others',
  'server',
  'key',
  'model',
  'fill',
  'chat',
  'fallback',
  'remote',
  'request',
  'settings',
  'outcomes',
] as const;

/** Names one check. */
export type CheckId = (typeof checkIds)[number];

/** `failed`: something does not work and can be repaired. `note`: worth knowing. `skipped`: not checked. */
export type Level = 'ok' | 'note' | 'failed' | 'skipped';

/** What one check found. */
export interface Finding {
  readonly level: Level;
  readonly fact: Fact;
  /** The likeliest first. */
  readonly repairs: readonly Repair[];
}

/** What kept a server from answering, as far as it can be told from here. */
export type Trouble =
  | 'refused'
  | 'unknown name'
  | 'no network'
  | 'no answer'
  | 'closed'
  | 'certificate'
  | 'encryption'
  | 'web page'
  | 'proxy login'
  | 'redirect'
  | 'another program'
  | 'rule'
  | 'busy'
  | 'other';

/** Why completions are off in the document or at the cursor. */
export type HereReason = RefusalReason | ModelRefusal | 'reading ignore files';

/** What a setting of VS Code does to suggestions. */
export type EditorEffect =
  | 'hidden'
  | 'delayed'
  | 'covered by the list'
  | 'replaced by previews'
  | 'not announced'
  | 'not taken by Tab'
  | 'no buttons here';

/** A setting of VS Code that stands in the way. */
export interface EditorTrouble {
  readonly key: string;
  readonly value: string;
  readonly effect: EditorEffect;
  /** The workspace sets it: a value of the user would not count. */
  readonly byWorkspace: boolean;
}

/**
 * Where a value comes from. `both`: the stricter parts of the user's and the workspace's value. `elsewhere`: another
 * extension's default or a policy.
 */
export type Origin =
  | 'default'
  | 'user'
  | 'user language'
  | 'remote'
  | 'remote language'
  | 'workspace'
  | 'workspace language'
  | 'folder'
  | 'folder language'
  | 'both'
  | 'elsewhere';

/** One of our settings. */
export interface SettingInEffect {
  readonly key: SettingKey;
  /** The value in effect as JSON, without what an address may hold of a password. */
  readonly value: string;
  readonly from: Origin;
  /** What the workspace wants and does not get. */
  readonly ignored?: string;
}

/** Where a window works on a machine that is not the user's own. */
export type RemoteKind = 'ssh' | 'wsl' | 'container' | 'codespace' | 'tunnel' | 'server';

/** A piece of context in a request. */
export interface RequestPiece {
  readonly kind: SnippetKind;
  readonly path: string;
  readonly characters: number;
}

/** What a request at the cursor would carry. */
export interface RequestFact {
  readonly kind: 'request';
  readonly path: string;
  readonly languageId: string;
  readonly prefixCharacters: number;
  readonly suffixCharacters: number;
  readonly pieces: readonly RequestPiece[];
  /** Secrets were replaced by placeholders. */
  readonly secrets: boolean;
  /** Open files that are never context, with the rule that says so. */
  readonly leftOut: readonly {
    readonly path: string;
    readonly reason: GateRefusal | ModelRefusal;
  }[];
  /** Kinds of context that are switched off. */
  readonly off: readonly SettingKey[];
}

/** What a check found, by kinds; `editor/doctorMessages.ts` has the words. */
export type Fact =
  /** Nobody asked for a look yet. */
  | { readonly kind: 'not begun' }
  | { readonly kind: 'no document' }
  | { readonly kind: 'on here'; readonly languageId: string }
  | { readonly kind: 'off here'; readonly reason: HereReason; readonly byWorkspace: boolean }
  | { readonly kind: 'editor fine' }
  | { readonly kind: 'editor settings'; readonly found: readonly EditorTrouble[] }
  | { readonly kind: 'no other extension' }
  | {
      readonly kind: 'other extension';
      readonly name: string;
      readonly choice: 'undecided' | 'ghostline' | 'left';
    }
  | { readonly kind: 'no server wanted' }
  | {
      readonly kind: 'server answers';
      readonly origin: string;
      /** Undefined where it wants a key before it lists them. */
      readonly models: number | undefined;
      readonly version?: string;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: 'old ollama';
      readonly origin: string;
      readonly version: string;
      readonly minimum: string;
    }
  | {
      readonly kind: 'server fails';
      readonly error: ModelError;
      readonly trouble: Trouble;
      /** Host of the proxy that VS Code or the environment names. */
      readonly proxy?: string;
    }
  | { readonly kind: 'no fallback' }
  | { readonly kind: 'no key needed'; readonly origin: string }
  | { readonly kind: 'key accepted'; readonly origin: string }
  | { readonly kind: 'key missing'; readonly origin: string }
  | { readonly kind: 'key refused'; readonly origin: string }
  | {
      readonly kind: 'model there';
      readonly model: string;
      readonly host: string;
      readonly local: boolean;
      /** False: it has to be loaded first, which takes a while. */
      readonly inMemory: boolean;
      /** False: there is a monthly limit, and no price by which to count this model. */
      readonly counted: boolean;
    }
  | { readonly kind: 'no model'; readonly reason: NoModelReason }
  | { readonly kind: 'no chat model'; readonly reason: NoChatReason }
  | { readonly kind: 'model missing'; readonly origin: string; readonly model: string }
  | { readonly kind: 'model fails'; readonly error: ModelError }
  | {
      readonly kind: 'fills';
      readonly model: string;
      /** How the hole is asked for: `suffix`, `template …` or `chat`. */
      readonly way: string;
      readonly firstTextMs: number;
      readonly charactersPerSecond?: number;
      readonly reply: string;
      /** False: the reply is not what was asked for. */
      readonly sensible: boolean;
    }
  | { readonly kind: 'fills with nothing'; readonly model: string }
  | { readonly kind: 'sample refused' }
  /** Another check failed first. */
  | { readonly kind: 'blocked'; readonly by: CheckId }
  | { readonly kind: 'not remote' }
  | { readonly kind: 'on own computer' }
  | { readonly kind: 'remote fine'; readonly origin: string; readonly loopback: boolean }
  | {
      readonly kind: 'model elsewhere';
      readonly remote: RemoteKind;
      readonly origin: string;
      readonly forward: string;
    }
  | { readonly kind: 'nothing sent'; readonly reason: HereReason }
  | RequestFact
  | { readonly kind: 'settings'; readonly settings: readonly SettingInEffect[] }
  | {
      readonly kind: 'outcomes';
      readonly path: string;
      readonly outcomes: readonly NotedOutcome[];
      readonly nowMs: number;
    }
  | { readonly kind: 'too slow'; readonly seconds: number }
  | { readonly kind: 'stopped' }
  /** A fault of ours. */
  | { readonly kind: 'broke'; readonly detail: string };

/** What a click repairs; `editor/doctorRepairs.ts` does it. */
export type Repair =
  | { readonly kind: 'set key' }
  | { readonly kind: 'use environment key'; readonly origin: string }
  | { readonly kind: 'select model' }
  | { readonly kind: 'pull model'; readonly model?: string }
  | { readonly kind: 'start ollama'; readonly origin: string }
  | { readonly kind: 'update ollama' }
  | { readonly kind: 'enter address'; readonly key: 'ollama.baseUrl' | 'openai.baseUrl' }
  | { readonly kind: 'turn on'; readonly languageId?: string }
  | { readonly kind: 'end snooze' }
  | { readonly kind: 'suggest while typing'; readonly languageId: string }
  | { readonly kind: 'complete on battery' }
  | { readonly kind: 'allow other machines' }
  | { readonly kind: 'allow http'; readonly host: string }
  | { readonly kind: 'trust workspace' }
  | { readonly kind: 'use ghostline' }
  | { readonly kind: 'leave it'; readonly name: string }
  | {
      readonly kind: 'editor setting';
      readonly key: string;
      /** Undefined: what the user set is taken back. */
      readonly value: unknown;
      readonly languageId?: string;
    }
  /** `key` is the full name of a setting. */
  | { readonly kind: 'open setting'; readonly key: string }
  | { readonly kind: 'open workspace settings' }
  | { readonly kind: 'find model'; readonly key: 'ollama.baseUrl' | 'openai.baseUrl' }
  | { readonly kind: 'run on own computer' }
  | { readonly kind: 'copy forward'; readonly line: string }
  | { readonly kind: 'preview request' }
  | { readonly kind: 'open settings' }
  | { readonly kind: 'show log' };

/** A finding where all is well. */
export function fine(fact: Fact, repairs: readonly Repair[] = []): Finding {
  return { level: 'ok', fact, repairs };
}

/** A finding that is worth knowing. */
export function noted(fact: Fact, repairs: readonly Repair[] = []): Finding {
  return { level: 'note', fact, repairs };
}

/** Nothing was found out. */
export function skipped(fact: Fact): Finding {
  return { level: 'skipped', fact, repairs: [] };
}

/** A finding that has to be repaired. */
export function failed(fact: Fact, repairs: readonly Repair[] = []): Finding {
  return { level: 'failed', fact, repairs };
}
