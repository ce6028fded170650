import assert from 'node:assert/strict';
import { isProtectedPath } from '../../../src/privacy/protectedPaths.ts';

const files = [
  '.vscode/settings.json',
  '.vscode/tasks.json',
  '.vscode/launch.json',
  '.vscode/new/folder/file.ts',
  'team.code-workspace',
  'mine.code-profile',
  '.git/config',
  '.git/hooks/pre-commit',
  '.gitmodules',
  '.githooks/pre-push',
  '.husky/pre-commit',
  '.github/workflows/ci.yml',
  '.gitlab-ci.yml',
  '.devcontainer/devcontainer.json',
  '.devcontainer.json',
  '.cursor/rules/a.mdc',
  '.claude/settings.json',
  'AGENTS.md',
  'CLAUDE.md',
  'mcp.json',
  '.bashrc',
  '.zshenv',
  '.profile',
  '.config/fish/config.fish',
  '.config/systemd/user/a.service',
  'Documents/PowerShell/Microsoft.PowerShell_profile.ps1',
  'Library/LaunchAgents/a.plist',
  'Code/User/settings.json',
  '.ghostlineignore',
  '.copilotignore',
  '.npmrc',
  '.env.local',
  '.ssh/config',
];
const folders = ['', '/home/me/project/', 'src/../', 'packages/caf\u00e9/'];
const spellings: Readonly<Record<string, (path: string) => string>> = {
  'as it is': (path) => path,
  'in capitals': (path) => path.toUpperCase(),
  'in another case': (path) => path.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  composed: (path) => path.normalize('NFC'),
  decomposed: (path) => path.normalize('NFD'),
  'in wide letters': (path) =>
    path.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
  'with a character that macOS leaves out': (path) => path.replace(/([a-z])/i, '$1\u200c'),
  'with back slashes': (path) => path.replaceAll('/', '\\'),
  'with slashes doubled': (path) => path.replaceAll('/', '//'),
  'with a dot behind': (path) => `${path}.`,
  'with dots and spaces behind': (path) => `${path}. . `,
  'with its stream': (path) => `${path}::$DATA`,
  'with dots behind its folders': (path) => path.replaceAll(/(\w)\//g, '$1./'),
};

describe('protected paths', () => {
  for (const file of files) {
    it(`S32 hold ${file} in every folder and spelling, there or not`, () => {
      for (const folder of folders) {
        for (const [name, spelt] of Object.entries(spellings)) {
          assert.ok(isProtectedPath(spelt(folder + file)), `${name}: ${spelt(folder + file)}`);
        }
      }
    });
  }

  for (const path of [
    'VSCODE~1/settings.json',
    'git~1/config',
    'GITHOO~1/pre-push',
    'AGENTS~1.MD',
    'TEAM~1.COD',
  ]) {
    it(`S32 hold ${path}, as old programs of Windows say`, () => {
      assert.ok(isProtectedPath(path));
    });
  }

  for (const path of [
    'src/settings.json',
    'src/settings.ts',
    'tasks.json',
    'vscode/extension.ts',
    'git/commands.ts',
    '.github/pull_request_template.md',
    'src/.vscode.ts',
    'agents/agents.ts',
    'docs/agents.mdx',
    '.gitignore',
    '.gitattributes',
    'package.json',
    'profile.ts',
    'bashrc.md',
    'user/settings.ts',
    'code-workspace/index.ts',
    'a~1.ts',
  ]) {
    it(`are not so many that ${path} is one`, () => {
      assert.ok(!isProtectedPath(path));
    });
  }
});
