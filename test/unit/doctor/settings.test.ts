import assert from 'node:assert/strict';
import { type EditorValue, editorFinding } from '../../../src/doctor/editorSettings.ts';
import { hereFinding, otherFinding } from '../../../src/doctor/here.ts';
import { isSet, type SetValues, settingsFinding } from '../../../src/doctor/settingsInEffect.ts';
import { parseSettings, type SettingKey } from '../../../src/settings.ts';

type Set = Partial<Record<SettingKey, SetValues>>;

const allKeys = Object.keys(parseSettings(() => undefined));

/** What is told of all settings. */
function told(set: Set, effective: Readonly<Record<string, unknown>>) {
  const settings = parseSettings((key) => effective[key]);
  const { fact } = settingsFinding({
    inspect: (key) => set[key] ?? {},
    effective: (key) => settings[key],
  });
  assert.ok(fact.kind === 'settings');
  return fact.settings;
}

/** What is told of those that somebody set. */
function set(values: Set, effective: Readonly<Record<string, unknown>>) {
  return told(values, effective).filter(isSet);
}

describe('the settings in effect', () => {
  it('are all told with their values, as they come where nobody set them', () => {
    const found = told({}, {});
    assert.deepEqual(
      found.map(({ key }) => key),
      allKeys,
    );
    assert.ok(found.every(({ from }) => from === 'default'));
    assert.deepEqual(found.filter(isSet), []);
    assert.equal(found.find(({ key }) => key === 'fix.attempts')?.value, '2');
  });

  it('come first where somebody set them, and each is told once', () => {
    const found = told({ 'fix.attempts': { globalValue: 3 } }, { 'fix.attempts': 3 });
    assert.deepEqual(found[0], { key: 'fix.attempts', value: '3', from: 'user' });
    assert.deepEqual(found.map(({ key }) => key).sort(), [...allKeys].sort());
  });

  for (const [place, from] of [
    ['globalValue', 'user'],
    ['globalLanguageValue', 'user language'],
    ['workspaceValue', 'workspace'],
    ['workspaceLanguageValue', 'workspace language'],
    ['workspaceFolderValue', 'folder'],
    ['workspaceFolderLanguageValue', 'folder language'],
  ] as const) {
    it(`are told to come from the ${from} by ${place}`, () => {
      const key = 'completion.trigger';
      assert.deepEqual(set({ [key]: { [place]: 'manual' } }, { [key]: 'manual' }), [
        { key, value: '"manual"', from },
      ]);
    });
  }

  it('are told to come from the remote machine where its value is the one in effect', () => {
    const remote = {
      provider: { globalValue: 'ollama', globalRemoteValue: 'ollama' },
      'completion.trigger': {
        globalLanguageValue: 'manual',
        globalRemoteLanguageValue: 'manual',
      },
    };
    assert.deepEqual(
      set(remote, { provider: 'ollama', 'completion.trigger': 'manual' }).map(({ from }) => from),
      ['remote', 'remote language'],
    );
  });

  it('come from the workspace where it is the stricter one, and from the language before all languages', () => {
    const values = {
      'completion.enabled': {
        globalValue: false,
        globalLanguageValue: true,
        workspaceValue: false,
      },
    };
    assert.equal(set(values, { 'completion.enabled': false })[0]?.from, 'workspace');
  });

  it('come from where they are set also when that is the value they come with', () => {
    const values = { provider: { globalValue: 'auto' } };
    assert.deepEqual(set(values, {}), [{ key: 'provider', value: '"auto"', from: 'user' }]);
  });

  it('come from elsewhere where nobody of these set them', () => {
    assert.deepEqual(set({}, { 'fix.lightbulb': false }), [
      { key: 'fix.lightbulb', value: 'false', from: 'elsewhere' },
    ]);
  });

  it('say when the stricter of two holds, and when the workspace is not heard', () => {
    const scopes = {
      'completion.scopes': {
        globalValue: ['code', 'comments'],
        workspaceValue: ['code', 'strings'],
      },
    };
    assert.deepEqual(set(scopes, { 'completion.scopes': ['code'] })[0], {
      key: 'completion.scopes',
      value: '["code"]',
      from: 'both',
      ignored: '["code","strings"]',
    });
    const asked = { provider: { workspaceValue: 'openai' } };
    assert.deepEqual(set(asked, {}), [
      { key: 'provider', value: '"auto"', from: 'default', ignored: '"openai"' },
    ]);
  });

  it('say who set a number that was moved into its range', () => {
    const values = { 'fix.attempts': { globalValue: 99 } };
    assert.deepEqual(set(values, { 'fix.attempts': 99 }), [
      { key: 'fix.attempts', value: '5', from: 'user' },
    ]);
  });

  it('hold no password of an address', () => {
    const address = 'https://me:secret@models.test/v1?key=secret';
    const values = { 'openai.baseUrl': { globalValue: address } };
    const [found] = set(values, { 'openai.baseUrl': address });
    assert.equal(found?.value, '"https://models.test/v1"');
  });
});

describe('the settings of VS Code', () => {
  const values =
    (set: Readonly<Record<string, Partial<EditorValue>>>) =>
    (key: string): EditorValue => ({
      value: undefined,
      isSet: set[key] !== undefined,
      byWorkspace: false,
      ...set[key],
    });
  const level = (key: string, value: unknown) =>
    editorFinding(values({ [key]: { value } }), 'typescript').level;

  it('are fine as they come', () => {
    const defaults = {
      'editor.inlineSuggest.enabled': { value: true, isSet: false },
      'editor.quickSuggestions': { value: { other: 'on' }, isSet: false },
    };
    assert.equal(editorFinding(values(defaults), undefined).fact.kind, 'editor fine');
  });

  for (const [key, value, wanted] of [
    ['editor.inlineSuggest.enabled', false, 'failed'],
    ['editor.inlineSuggest.minShowDelay', 2_000, 'note'],
    ['editor.inlineSuggest.minShowDelay', 50, 'ok'],
    ['editor.quickSuggestions', { other: 'on' }, 'note'],
    ['editor.quickSuggestions', true, 'note'],
    ['editor.quickSuggestions', { other: 'offWhenInlineCompletions' }, 'ok'],
    ['editor.suggest.preview', true, 'note'],
    ['editor.screenReaderAnnounceInlineSuggestion', false, 'note'],
    ['editor.tabFocusMode', true, 'note'],
    ['editor.codeLens', false, 'note'],
  ] as const) {
    it(`are ${wanted} with ${key} = ${JSON.stringify(value)}`, () => {
      assert.equal(level(key, value), wanted);
    });
  }

  it('are repaired where the user set them, and only opened where the workspace did', () => {
    const key = 'editor.inlineSuggest.enabled';
    const own = editorFinding(values({ [key]: { value: false } }), 'go');
    assert.deepEqual(own.repairs, [{ kind: 'editor setting', key, value: true, languageId: 'go' }]);
    const other = editorFinding(values({ [key]: { value: false, byWorkspace: true } }), 'go');
    assert.deepEqual(other.repairs, [{ kind: 'open setting', key }]);
  });
});

describe('completions in the document', () => {
  const facts = { languageId: 'go', reason: undefined, byWorkspace: false, onElsewhere: true };

  for (const [reason, level, repair] of [
    [undefined, 'ok', undefined],
    ['disabled', 'failed', 'turn on'],
    ['manual only', 'failed', 'suggest while typing'],
    ['snoozed', 'failed', 'end snooze'],
    ['on battery', 'failed', 'complete on battery'],
    ['other extension', 'failed', 'use ghostline'],
    ['untrusted workspace', 'failed', 'trust workspace'],
    ['excluded file', 'note', 'open setting'],
    ['secret file', 'note', undefined],
    ['read-only', 'note', undefined],
    ['document too large', 'note', undefined],
    ['reading ignore files', 'note', undefined],
  ] as const) {
    it(`are ${level} with ${reason ?? 'nothing'} in the way`, () => {
      const found = hereFinding({ ...facts, reason });
      assert.equal(found.level, level);
      assert.equal(found.repairs[0]?.kind, repair);
    });
  }

  it('are turned on for the language where all others are on', () => {
    const off = { ...facts, reason: 'disabled' } as const;
    assert.deepEqual(hereFinding(off).repairs, [{ kind: 'turn on', languageId: 'go' }]);
    assert.deepEqual(hereFinding({ ...off, onElsewhere: false }).repairs, [{ kind: 'turn on' }]);
  });

  it('are not changed behind a workspace that turns them off', () => {
    const off = { ...facts, reason: 'disabled', byWorkspace: true } as const;
    assert.deepEqual(hereFinding(off).repairs, [{ kind: 'open workspace settings' }]);
  });

  it('need a document', () => {
    assert.equal(hereFinding(undefined).fact.kind, 'no document');
  });
});

describe('another extension that completes', () => {
  it('has to be decided about, once', () => {
    const name = 'Rival';
    const of = (choice: 'undecided' | 'ghostline' | 'left') => {
      const { level, repairs } = otherFinding({ name, choice });
      return [level, ...repairs.map(({ kind }) => kind)];
    };
    assert.deepEqual(of('undecided'), ['failed', 'use ghostline', 'leave it']);
    assert.deepEqual(of('ghostline'), ['note', 'leave it']);
    assert.deepEqual(of('left'), ['note', 'use ghostline']);
    assert.equal(otherFinding(undefined).level, 'ok');
  });
});
