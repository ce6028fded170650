import type { Settings } from '../settings.ts';
import { ModelError } from './client.ts';

/** A server whose address is a setting. */
export type ServerName = 'ollama' | 'openai';

/** Address of a server; undefined when the setting holds no URL. */
export function addressIn(settings: Settings, server: ServerName): URL | undefined {
  const text = settings[`${server}.baseUrl`];
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Address of a server. @throws {ModelError} `not allowed` when the setting holds no URL. */
export function addressOf(settings: Settings, server: ServerName): URL {
  const address = addressIn(settings, server);
  if (address === undefined) {
    throw new ModelError('not allowed', { origin: settingOf(server), detail: 'not a URL' });
  }
  return address;
}

/**
 * What a server is called where people read it: its origin, without what an address may hold of a name and a
 * password. For what is no address, the setting: its value may be a key that was pasted into the wrong box.
 */
export function shownOrigin(settings: Settings, server: ServerName): string {
  const origin = addressIn(settings, server)?.origin ?? 'null';
  return origin === 'null' ? settingOf(server) : origin;
}

function settingOf(server: ServerName): string {
  return `ghostline.${server}.baseUrl`;
}
