import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSettings, type SettingKey } from '../../src/settings.ts';

interface Setting {
  readonly default: unknown;
  readonly scope: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const properties: Readonly<Record<string, Setting>> = manifest.contributes.configuration.properties;
const editorText = readdirSync('src/editor')
  .map((file) => readFileSync(path.join('src/editor', file), 'utf8'))
  .join('\n');
const english: Record<string, string> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const chinese: Record<string, string> = JSON.parse(readFileSync('package.nls.zh-cn.json', 'utf8'));

describe('the manifest', () => {
  it('contributes exactly the settings that the code reads, with its defaults', () => {
    const read: SettingKey[] = [];
    const defaults = parseSettings((key) => {
      read.push(key);
      return undefined;
    });
    const contributed = Object.fromEntries(
      Object.entries(properties).map(([key, { default: value }]) => [
        key.replace('ghostline.', ''),
        value,
      ]),
    );
    assert.deepEqual(contributed, { ...defaults });
    assert.deepEqual([...read].sort(), Object.keys(contributed).sort());
  });

  it('lets a repository decide nothing about where data goes', () => {
    for (const [key, { scope }] of Object.entries(properties)) {
      const own =
        key.startsWith('ghostline.completion.') && key !== 'ghostline.completion.onBattery';
      assert.equal(scope, own ? 'language-overridable' : 'machine', key);
    }
  });

  it('restricts every setting in a workspace that is not trusted', () => {
    const { restrictedConfigurations, supported } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual([...restrictedConfigurations].sort(), Object.keys(properties).sort());
  });

  it('contributes exactly the commands that are registered, but for internal ones', () => {
    const registered = [...editorText.matchAll(/registerCommand\(\s*'([^']+)'/g)].map(
      ([, id]) => id ?? '',
    );
    const contributed: string[] = manifest.contributes.commands.map(
      (item: { command: string }) => item.command,
    );
    assert.deepEqual(registered.filter((id) => !id.includes('._')).sort(), [...contributed].sort());
    for (const { category } of manifest.contributes.commands) {
      assert.equal(category, 'Ghostline');
    }
    for (const { command } of manifest.contributes.keybindings) {
      assert.ok(registered.includes(command), command);
    }
  });

  it('has every text in both languages and no text too many', () => {
    const used = new Set(
      [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''),
    );
    assert.deepEqual(Object.keys(english).sort(), [...used].sort());
    assert.deepEqual(Object.keys(chinese).sort(), [...used].sort());
  });

  it('names no newer types than its engine has', () => {
    const minor = (version: string) => version.replace(/^\^/, '').split('.').slice(0, 2).join('.');
    assert.equal(minor(manifest.devDependencies['@types/vscode']), minor(manifest.engines.vscode));
  });

  it('starts after the editor, not with it', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  });
});

describe('the translations', () => {
  const bundle = (name: string): Record<string, string> =>
    JSON.parse(readFileSync(`l10n/${name}.json`, 'utf8'));
  const literals = [...editorText.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) =>
    (text ?? '').replaceAll("\\'", "'"),
  );

  it('hold every text of the code in both languages and no text too many', () => {
    const wanted = [...new Set(literals)].sort();
    assert.deepEqual(Object.keys(bundle('bundle.l10n')).sort(), wanted);
    assert.deepEqual(Object.keys(bundle('bundle.l10n.zh-cn')).sort(), wanted);
  });

  it('keep the placeholders', () => {
    for (const [text, translated] of Object.entries(bundle('bundle.l10n.zh-cn'))) {
      const holes = (words: string) => [...words.matchAll(/\{\d\}/g)].map(([hole]) => hole).sort();
      assert.deepEqual(holes(translated), holes(text), text);
    }
  });

  it('are asked for with literals only', () => {
    const calls = editorText.match(/l10n\.t\(/g)?.length;
    assert.equal(calls, literals.length);
  });
});
