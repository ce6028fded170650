import { namesOf } from './fileNames.ts';
import { isSecretFile } from './secretFiles.ts';

/** Folders whose files are settings of an editor, of version control or of an agent, or start programs. */
const protectedFolders = [
  '.circleci',
  '.claude',
  '.cursor',
  '.devcontainer',
  '.fleet',
  '.git',
  '.githooks',
  '.husky',
  '.idea',
  '.vs',
  '.vscode',
  '.vscode-insiders',
  '.vscode-server',
  '.windsurf',
  '.zed',
];

/** Whole file names of settings, of what shells and debuggers run at their start, and of orders to agents. */
const protectedNames = new Set([
  '.aiignore',
  '.bash_aliases',
  '.bash_login',
  '.bash_logout',
  '.bash_profile',
  '.bashrc',
  '.clinerules',
  '.codeiumignore',
  '.continueignore',
  '.copilotignore',
  '.cshrc',
  '.cursorignore',
  '.cursorrules',
  '.devcontainer.json',
  '.exrc',
  '.gdbinit',
  '.ghostlineignore',
  '.gitconfig',
  '.gitlab-ci.yml',
  '.gitmodules',
  '.inputrc',
  '.kshrc',
  '.lldbinit',
  '.login',
  '.mcp.json',
  '.nvim.lua',
  '.profile',
  '.tcshrc',
  '.vimrc',
  '.windsurfrules',
  '.xinitrc',
  '.xprofile',
  '.xsession',
  '.zlogin',
  '.zlogout',
  '.zprofile',
  '.zshenv',
  '.zshrc',
  'agents.md',
  'claude.md',
  'config.fish',
  'copilot-instructions.md',
  'gemini.md',
  'mcp.json',
  'microsoft.powershell_profile.ps1',
  'microsoft.vscode_profile.ps1',
  'profile.ps1',
]);

/** Endings of files that hold settings, tasks and launches of a workspace or a profile. */
const protectedEndings = ['.code-workspace', '.code-profile'];

/** Files and folders that are protected only in one place. */
const protectedPlaces = [
  '.config/autostart',
  '.config/fish/conf.d',
  '.config/git/config',
  '.config/systemd',
  '.github/actions',
  '.github/workflows',
  'library/launchagents',
  'library/launchdaemons',
  'machine/settings.json',
  'start menu/programs/startup',
  'user/keybindings.json',
  'user/settings.json',
  'user/tasks.json',
];

/** What Windows calls a name with a leading dot for old programs: `GIT~1`, also of more than one file. */
const shortNames = new Set(
  [...protectedFolders, ...protectedNames].map((name) => shortened(name.replace(/^\./, ''))),
);

/**
 * True for a file that no change is made in: what it says decides what programs run, what editors and agents do,
 * or what Ghostline may read. All spellings that reach it on some system count; links do only once they are resolved.
 * @param path absolute, or below a workspace folder
 */
export function isProtectedPath(path: string): boolean {
  if (isSecretFile(path, '')) {
    return true;
  }
  const { names, plain } = namesOf(path);
  return [names, plain].some((spelt) => {
    const all = `/${spelt.join('/')}/`;
    return (
      spelt.some(isProtectedPart) ||
      isProtectedName(spelt.at(-1) ?? '') ||
      protectedPlaces.some((place) => all.includes(`/${place}/`))
    );
  });
}

function isProtectedPart(name: string): boolean {
  const short = /^(.+)~\d+(?:\.\w{1,3})?$/.exec(name)?.[1];
  return protectedFolders.includes(name) || (short !== undefined && shortNames.has(short));
}

function isProtectedName(name: string): boolean {
  return (
    protectedNames.has(name) ||
    protectedEndings.some((ending) => name.endsWith(ending)) ||
    /~\d+\.cod$/.test(name)
  );
}

/** The first six letters of the name before its ending. */
function shortened(name: string): string {
  return (name.split('.')[0] ?? '').replace(/[^\w-]/g, '').slice(0, 6);
}
