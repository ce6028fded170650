import { parseSettings, type SettingKey } from '../settings.ts';
import { type Finding, fine, type Origin, type SettingInEffect } from './finding.ts';

/** The values of one setting by where they are set, as VS Code tells them apart. */
export interface SetValues {
  readonly globalValue?: unknown;
  readonly globalLanguageValue?: unknown;
  /** Those of a remote machine are part of the global ones; VS Code gives them, and documents only these. */
  readonly globalRemoteValue?: unknown;
  readonly globalRemoteLanguageValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly workspaceFolderLanguageValue?: unknown;
}

/** What the settings are read from. */
export interface SettingsPorts {
  readonly inspect: (key: SettingKey) => SetValues;
  /** The value in effect. */
  readonly effective: (key: SettingKey) => unknown;
}

/** All our settings, and where each comes from; those that somebody set come first. */
export function settingsFinding(ports: SettingsPorts): Finding {
  const keys: SettingKey[] = [];
  const defaults = parseSettings((key) => {
    keys.push(key);
    return undefined;
  });
  const all = keys.map((key) => settingInEffect(key, defaults[key], ports));
  const set = all.filter(isSet);
  const settings = [...set, ...all.filter((setting) => !isSet(setting))];
  return fine({ kind: 'settings', settings }, [{ kind: 'open settings' }]);
}

/** True for a setting that somebody set, be it in vain. */
export function isSet({ from, ignored }: SettingInEffect): boolean {
  return from !== 'default' || ignored !== undefined;
}

function settingInEffect(
  key: SettingKey,
  byDefault: unknown,
  { effective, inspect }: SettingsPorts,
): SettingInEffect {
  const set = inspect(key);
  const value = effective(key);
  const [wanted] = workspacePlaces(set);
  const ignored = wanted !== undefined && !isSame(wanted.value, value) ? wanted.value : undefined;
  return {
    key,
    value: shown(value),
    from: originOf(value, byDefault, set),
    ...(ignored === undefined ? {} : { ignored: shown(ignored) }),
  };
}

interface Place {
  readonly origin: Origin;
  readonly value: unknown;
}

/** The nearest first. */
function workspacePlaces(set: SetValues): readonly Place[] {
  return thatAreSet([
    { origin: 'folder language', value: set.workspaceFolderLanguageValue },
    { origin: 'workspace language', value: set.workspaceLanguageValue },
    { origin: 'folder', value: set.workspaceFolderValue },
    { origin: 'workspace', value: set.workspaceValue },
  ]);
}

/** Those that count first: a value for the language goes before one for all. */
function ownPlaces(set: SetValues): readonly (readonly Place[])[] {
  return [
    thatAreSet([
      { origin: 'remote language', value: set.globalRemoteLanguageValue },
      { origin: 'user language', value: set.globalLanguageValue },
    ]),
    thatAreSet([
      { origin: 'remote', value: set.globalRemoteValue },
      { origin: 'user', value: set.globalValue },
    ]),
  ].filter(({ length }) => length > 0);
}

function thatAreSet(places: readonly Place[]): readonly Place[] {
  return places.filter(({ value }) => value !== undefined);
}

function originOf(value: unknown, byDefault: unknown, set: SetValues): Origin {
  const [near = [], far = []] = ownPlaces(set);
  const [own] = near;
  const [workspace] = workspacePlaces(set);
  const exact = [...near, workspace, ...far].find((place) => place && isSame(place.value, value));
  if (exact !== undefined) {
    return exact.origin;
  }
  if (isSame(value, byDefault)) {
    return 'default';
  }
  // A value that was moved into its range, or made of two, equals none of them.
  return own && workspace ? 'both' : (own?.origin ?? workspace?.origin ?? 'elsewhere');
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** An address may hold a name and a password, and a key among what it asks for. */
function shown(value: unknown): string {
  if (typeof value === 'string' && URL.canParse(value)) {
    const url = new URL(value);
    const { hash, password, search, username } = url;
    return JSON.stringify(
      hash + password + search + username === '' ? value : `${url.origin}${url.pathname}`,
    );
  }
  return JSON.stringify(value);
}
