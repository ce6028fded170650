import { parseSettings, type SettingKey } from '../settings.ts';
import { type ChangedSetting, type Finding, fine, type Origin } from './finding.ts';

/** The values of one setting by where they are set, as VS Code tells them apart. */
export interface SetValues {
  readonly globalValue?: unknown;
  readonly globalLanguageValue?: unknown;
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

/** Our settings that are not as they come, and where each is set. */
export function settingsFinding(ports: SettingsPorts): Finding {
  const keys: SettingKey[] = [];
  const defaults = parseSettings((key) => {
    keys.push(key);
    return undefined;
  });
  const changed = keys.flatMap((key) => changedSetting(key, defaults[key], ports));
  return fine({ kind: 'settings', changed }, [{ kind: 'open settings' }]);
}

function changedSetting(
  key: SettingKey,
  byDefault: unknown,
  { effective, inspect }: SettingsPorts,
): readonly ChangedSetting[] {
  const set = inspect(key);
  const value = effective(key);
  const from = isSame(value, byDefault) ? undefined : originOf(value, set);
  const [wanted] = workspacePlaces(set);
  const ignored = wanted !== undefined && !isSame(wanted.value, value) ? wanted.value : undefined;
  return from === undefined && ignored === undefined
    ? []
    : [
        {
          key,
          value: shown(value),
          ...(from === undefined ? {} : { from }),
          ...(ignored === undefined ? {} : { ignored: shown(ignored) }),
        },
      ];
}

interface Place {
  readonly origin: Origin;
  readonly value: unknown;
}

/** The nearest first. */
function workspacePlaces(set: SetValues): readonly Place[] {
  return isSet([
    { origin: 'workspace language', value: set.workspaceFolderLanguageValue },
    { origin: 'workspace language', value: set.workspaceLanguageValue },
    { origin: 'workspace', value: set.workspaceFolderValue },
    { origin: 'workspace', value: set.workspaceValue },
  ]);
}

function ownPlaces(set: SetValues): readonly Place[] {
  return isSet([
    { origin: 'user language', value: set.globalLanguageValue },
    { origin: 'user', value: set.globalValue },
  ]);
}

function isSet(places: readonly Place[]): readonly Place[] {
  return places.filter(({ value }) => value !== undefined);
}

function originOf(value: unknown, set: SetValues): Origin {
  const [own] = ownPlaces(set);
  const [workspace] = workspacePlaces(set);
  const places = [own, workspace].filter((place) => place !== undefined);
  // A value that was moved into its range, or made of two, equals none of them.
  const exact = places.find((place) => isSame(place.value, value));
  return exact?.origin ?? (places.length === 1 ? (places[0]?.origin ?? 'both') : 'both');
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
