import assert from 'node:assert/strict';
import { effectiveValue, type Inspected } from '../../../src/editor/precedence.ts';
import type { SettingKey } from '../../../src/settings.ts';

describe('which value of a setting holds', () => {
  const cases: readonly [says: string, SettingKey, Inspected, unknown][] = [
    ['the default where nobody said anything', 'provider', { defaultValue: 'auto' }, 'auto'],
    [
      'never what a workspace says about where data goes',
      'openai.baseUrl',
      {
        defaultValue: 'https://api.openai.com/v1',
        workspaceValue: 'https://evil.example',
        workspaceFolderValue: 'https://evil.example',
      },
      'https://api.openai.com/v1',
    ],
    [
      'the value of the user against one of the workspace for what belongs to the machine',
      'privacy.localOnly',
      { defaultValue: false, globalValue: true, workspaceValue: false },
      true,
    ],
    [
      'completions off when the workspace turns them off',
      'completion.enabled',
      { defaultValue: true, globalValue: true, workspaceValue: false },
      false,
    ],
    [
      'completions off when the user turned them off, whatever the workspace says',
      'completion.enabled',
      { defaultValue: true, globalValue: false, workspaceValue: true },
      false,
    ],
    [
      'completions off in a language for which the user turned them off',
      'completion.enabled',
      {
        defaultValue: true,
        globalValue: true,
        globalLanguageValue: false,
        workspaceLanguageValue: true,
      },
      false,
    ],
    [
      'completions on in the one language for which the user turned them on',
      'completion.enabled',
      { defaultValue: true, globalValue: false, globalLanguageValue: true },
      true,
    ],
    [
      'the manual trigger of the user in a workspace that wants the automatic one',
      'completion.trigger',
      { defaultValue: 'automatic', globalValue: 'manual', workspaceValue: 'automatic' },
      'manual',
    ],
    [
      'the manual trigger of the workspace',
      'completion.trigger',
      { defaultValue: 'automatic', workspaceValue: 'manual' },
      'manual',
    ],
    [
      'only the scopes that the user and the workspace allow',
      'completion.scopes',
      {
        defaultValue: ['code', 'comments', 'strings'],
        globalValue: ['code', 'strings'],
        workspaceValue: ['code', 'comments'],
      },
      ['code'],
    ],
    [
      'the scopes of the user when those of the workspace are no list',
      'completion.scopes',
      { globalValue: ['code'], workspaceValue: 'everything' },
      ['code'],
    ],
    [
      'no context from other files when the user said so, whatever the workspace says',
      'context.openFiles',
      { defaultValue: true, globalValue: false, workspaceValue: true },
      false,
    ],
    [
      'no context from other files when the workspace says so',
      'context.definitions',
      { defaultValue: true, globalValue: true, workspaceFolderValue: false },
      false,
    ],
    [
      'a check of repairs when the workspace wants one, whatever the user says',
      'fix.verify',
      { defaultValue: true, globalValue: false, workspaceValue: true },
      true,
    ],
    [
      'a check of repairs when the user wants one, whatever the workspace says',
      'fix.verify',
      { defaultValue: true, workspaceValue: false },
      true,
    ],
    [
      'the fewer attempts of the user and the workspace',
      'fix.attempts',
      { defaultValue: 2, globalValue: 3, workspaceValue: 5 },
      3,
    ],
    [
      'the workspace folder before the workspace for what may differ freely',
      'completion.maxLines',
      { defaultValue: 0, globalValue: 5, workspaceValue: 3, workspaceFolderValue: 1 },
      1,
    ],
  ];
  for (const [says, key, values, expected] of cases) {
    it(`is ${says}`, () => {
      assert.deepEqual(effectiveValue(key, values), expected);
    });
  }
});
