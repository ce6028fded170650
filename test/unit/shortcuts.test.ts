import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Shortcut {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
}

/** What `test/fixtures/defaultKeys.json` holds: keys that are taken, with modifiers in order. */
interface DefaultKeys {
  readonly keys: readonly string[];
  readonly others: Readonly<Record<string, string>>;
}

const modifiers = ['macctrl', 'ctrl', 'shift', 'alt'];

/** A key of a Mac as the list names it: `ctrl` is Cmd there, `macctrl` its Control. */
function onMac(key: string): string {
  return key.replaceAll('ctrl', 'macctrl').replaceAll('cmd', 'ctrl');
}

/** A key or chord of the manifest with its modifiers in the order of the list. */
function sortedKey(key: string): string {
  const press = (one: string) => {
    const parts = one.split('+');
    return [...modifiers.filter((name) => parts.includes(name)), parts.at(-1)].join('+');
  };
  return key.toLowerCase().split(' ').map(press).join(' ');
}

const parseFile = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const keybindings: readonly Shortcut[] = parseFile('package.json').contributes.keybindings;
const owned: DefaultKeys = parseFile('test/fixtures/defaultKeys.json');

describe('the default shortcuts', () => {
  it('takes no key that VS Code or a common extension has, on any platform', () => {
    const taken = new Set([...owned.keys, ...Object.keys(owned.others)]);
    for (const known of ['ctrl+k d', 'ctrl+k n', 'alt+f5', 'alt+\\', 'tab', 'escape']) {
      assert.ok(taken.has(known), known);
    }
    // Esc is meant to be shared: its commands are internal and have a narrow situation of their own.
    const bound = keybindings.filter(({ command }) => !command.startsWith('ghostline._'));
    for (const { command, key, mac = key } of bound) {
      assert.ok(!taken.has(sortedKey(key)), `${command}: ${key}`);
      assert.ok(!taken.has(sortedKey(onMac(mac))), `${command}: ${mac}`);
    }
    const chords = bound.map(({ key }) => sortedKey(key));
    assert.equal(chords.length, new Set(chords).size, 'a key has two commands');
  });
});
