import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { concernsServers, parseSettings, type SettingKey } from '../../src/settings.ts';

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly order: number;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A command in a menu or on a key, and the situation. */
interface Offer {
  readonly command: string;
  readonly when: string;
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly displayName: string;
  readonly main: string;
  readonly icon?: string;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly order: number;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly keybindings: readonly Offer[];
    readonly menus: Readonly<Record<string, readonly Offer[]>>;
  };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: unknown;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const parseFile = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const manifest: Manifest = parseFile('package.json');
const { commands, configuration, keybindings, menus } = manifest.contributes;
const settings = configuration.flatMap(({ properties }) => Object.entries(properties));
const keys = settings.map(([key]) => key);
const code = readdirSync('src', { recursive: true })
  .map((file) => path.join('src', String(file)))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Values of settings as the code reads them from these raw ones. */
function parsed(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...parseSettings((key) => raw[`ghostline.${key}`]) };
}

/** What the user's language changes, and with it a repository: nothing about where data goes. */
const languageKeys = [
  'ghostline.completion.enabled',
  'ghostline.completion.trigger',
  'ghostline.completion.instant',
  'ghostline.completion.maxLines',
  'ghostline.completion.delayMs',
  'ghostline.completion.scopes',
];

/** What belongs to the window: it decides what is offered, never where it is sent. */
const windowKeys = /^ghostline\.(?:context\..+|fix\.(?:lightbulb|verify|attempts))$/;

const settingGroups =
  /^ghostline\.(?:provider|fallback|(?:ollama|openai|completion|fix|context|cache|privacy|explain|network|chat|usage)\.\w+)$/;

describe('the manifest: settings', () => {
  it('contributes exactly the keys that the code reads, with their defaults', () => {
    const read: SettingKey[] = [];
    const defaults = parseSettings((key) => {
      read.push(key);
      return undefined;
    });
    const contributed = settings.map(([key, { default: value }]) => [key, value]);
    const expected = Object.entries(defaults).map(([key, value]) => [`ghostline.${key}`, value]);
    assert.deepEqual(Object.fromEntries(contributed), Object.fromEntries(expected));
    assert.deepEqual(
      read.map((key) => `ghostline.${key}`).sort(),
      expected.map(([key]) => key).sort(),
    );
  });

  for (const [key, setting] of settings) {
    it(`${key} has a known id and its scope`, () => {
      assert.match(key, settingGroups);
      const scope = languageKeys.includes(key)
        ? 'language-overridable'
        : windowKeys.test(key)
          ? 'window'
          : 'machine';
      assert.equal(setting.scope, scope);
    });

    it(`${key} offers only values that the code takes`, () => {
      const name = key.replace('ghostline.', '');
      for (const value of setting.enum ?? []) {
        assert.equal(parsed({ [key]: value })[name], value);
      }
      assert.equal(setting.enumDescriptions?.length, setting.enum?.length);
      if (setting.type === 'integer') {
        const { minimum = Number.NaN, maximum = Number.NaN } = setting;
        assert.equal(parsed({ [key]: minimum - 1 })[name], minimum);
        assert.equal(parsed({ [key]: maximum + 1 })[name], maximum);
      }
    });
  }

  it('stand in groups that follow each other, each with the settings of its kinds in order', () => {
    const orders = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    assert.deepEqual(
      configuration.map(({ order }) => order),
      orders(configuration.length),
    );
    const kinds = configuration.map(({ properties }) => {
      const listed = Object.values(properties).map(({ order }) => order);
      assert.deepEqual(listed, orders(listed.length));
      return [...new Set(Object.keys(properties).map((key) => key.split('.')[1] ?? ''))];
    });
    assert.equal(kinds.flat().length, new Set(kinds.flat()).size, 'a kind stands in two groups');
  });

  it('concern the servers in the groups of the models and of privacy, and nowhere else', () => {
    const groups = configuration.filter(({ properties }) =>
      ['ghostline.provider', 'ghostline.privacy.localOnly'].some((key) => key in properties),
    );
    const ofServers = groups.flatMap(({ properties }) => Object.keys(properties));
    const changed = (key: string) =>
      concernsServers((part) => `${key}.`.startsWith(`ghostline.${part}.`));
    assert.equal(groups.length, 2);
    assert.deepEqual(
      keys.filter(changed),
      ofServers.filter((key) => key !== 'ghostline.chat.models'),
    );
  });

  it('restricts every setting in a workspace without trust', () => {
    const { restrictedConfigurations, supported } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual([...restrictedConfigurations].sort(), settings.map(([key]) => key).sort());
  });
});

describe('the documents', () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    it(`${file} lists every setting with its default`, () => {
      const rows = [
        ...readFileSync(file, 'utf8').matchAll(/^\| `(\w+(?:\.\w+)?)` +\| ([^|]*?) *\|/gm),
      ];
      const listed = new Map(rows.map(([, name = '', value = '']) => [`ghostline.${name}`, value]));
      for (const [key, { default: value }] of settings) {
        const shown = listed.get(key);
        assert.notEqual(shown, undefined, key);
        // Empty texts have an empty cell; a list that is not empty is told in words.
        if (!Array.isArray(value) || value.length === 0) {
          const words = typeof value === 'object' ? JSON.stringify(value) : String(value);
          assert.equal(shown, words === '' ? '' : `\`${words}\``, key);
        }
      }
    });
  }

  it('carry the licence of every package in the bundle', () => {
    const notices = readFileSync('THIRD_PARTY_NOTICES.txt', 'utf8');
    const packages = [...code.matchAll(/^(?:import|export|\}) .*from '((?:@[\w-]+\/)?[\w-]+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'vscode' && name !== 'node');
    assert.ok(packages.includes('openai') && packages.includes('ignore'));
    for (const name of packages) {
      const { version } = parseFile(`node_modules/${name}/package.json`);
      assert.ok(notices.includes(`\n${name} ${version}, `), `${name} ${version}`);
    }
  });
});

describe('the manifest: commands', () => {
  const registered = [...code.matchAll(/registerCommand\(\s*'([^']+)'/g)].map(([, id = '']) => id);

  it('contributes exactly the commands that are registered, but for internal ones', () => {
    const contributed = commands.map(({ command }) => command);
    const open = registered.filter((id) => !id.startsWith('ghostline._'));
    assert.deepEqual([...contributed].sort(), [...open].sort());
    assert.deepEqual(registered.length, new Set(registered).size);
  });

  it('registers commands by their literal id, all below ghostline', () => {
    assert.equal(code.match(/registerCommand\(/g)?.length, registered.length);
    for (const id of registered) {
      assert.match(id, /^ghostline\._?[a-z][A-Za-z]*$/);
    }
  });

  it('shows commands in one category', () => {
    assert.deepEqual([...new Set(commands.map(({ category }) => category))], ['Ghostline']);
  });

  it('binds keys to commands that exist, and only in some situation', () => {
    for (const { command, when } of keybindings) {
      assert.ok(registered.includes(command), command);
      assert.ok(when.length > 0, command);
    }
  });

  it('asks in its situations only for contexts that the code sets', () => {
    const offers = [...keybindings, ...Object.values(menus).flat()];
    const asked = offers.flatMap(({ when }) => [
      ...when.matchAll(/(?<!== )\bghostline\.\w+(?:\.\w+)*/g),
    ]);
    const names = new Set(asked.map(([name]) => name));
    assert.ok(names.has('ghostline.reviewing'));
    for (const name of names) {
      assert.match(code, new RegExp(`(?:'setContext', |ContextKey\\()'${name}'`), name);
    }
  });

  it('keeps what needs an editor, an explanation or a change out of the palette without one', () => {
    const situations = new Map(
      menus['commandPalette']?.map(({ command, when }) => [command, when]),
    );
    const ofExplanation = ['stop', 'copy', 'open', 'close'].map((verb) => `${verb}Explanation`);
    for (const name of [...ofExplanation, 'documentExplained']) {
      assert.equal(situations.get(`ghostline.${name}`), 'ghostline.explaining');
    }
    for (const name of ['explain', 'edit', 'document', 'generateTests']) {
      assert.equal(situations.get(`ghostline.${name}`), 'editorIsOpen');
    }
  });
});

describe('the manifest: texts', () => {
  const used = new Set(
    [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key),
  );

  for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
    it(`are all in ${file}, and no text is there for nothing`, () => {
      const texts: Readonly<Record<string, string>> = parseFile(file);
      assert.deepEqual(Object.keys(texts).sort(), [...used].sort());
      assert.deepEqual(
        Object.entries(texts).filter(([, text]) => text.trim() === ''),
        [],
      );
    });
  }

  it('name the same settings and code in both languages', () => {
    const english: Readonly<Record<string, string>> = parseFile('package.nls.json');
    const chinese: Readonly<Record<string, string>> = parseFile('package.nls.zh-cn.json');
    const quoted = (text = '') => [...text.matchAll(/`[^`]+`/g)].map(([word]) => word).sort();
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(quoted(chinese[key]), quoted(text), key);
    }
  });

  it('name only settings that exist', () => {
    const texts = JSON.stringify(parseFile('package.nls.json'));
    for (const [name] of texts.matchAll(/ghostline\.\w+(?:\.\w+)?(?=#?`)/g)) {
      assert.ok(keys.includes(name), name);
    }
  });
});

describe('the manifest: the package', () => {
  it('has the published name', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'ghostline.ghostline');
    assert.equal(manifest.displayName, 'Ghostline');
  });

  it('uses no newer API than its engine has', () => {
    const minor = (version = '') => version.replace(/^\D*/, '').split('.').slice(0, 2).join('.');
    assert.equal(minor(manifest.devDependencies['@types/vscode']), minor(manifest.engines.vscode));
  });

  it('starts after the editor, not with it', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  });

  it('installs nothing at run time: everything is in the bundle', () => {
    assert.equal(manifest.dependencies, undefined);
  });

  it('has the scripts that the documents name', () => {
    const documents = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md']
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const named = [...documents.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
    for (const script of [...named, 'start', 'test', 'test:unit', 'test:e2e', 'bench', 'package']) {
      assert.ok(manifest.scripts[script], script);
    }
  });

  it('carries the files it names', () => {
    const { icon = '' } = manifest;
    assert.ok(existsSync(icon), icon);
    const packed = readFileSync('.vscodeignore', 'utf8').split('\n');
    assert.equal(packed[0], '**');
    for (const file of [
      icon,
      'package.json',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'THIRD_PARTY_NOTICES.txt',
    ]) {
      assert.ok(packed.includes(`!${file}`), file);
    }
    assert.ok(packed.includes('!dist/**') && path.normalize(manifest.main).startsWith('dist'));
  });
});
