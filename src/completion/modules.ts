/** What a package's own files say about the modules below its folder. */
export interface Manifest {
  /** Names of the package itself and of all that it depends on; undefined where no package begins. */
  readonly packages: ReadonlySet<string> | undefined;
  /** Beginnings of names that the compiler's settings map to other places. */
  readonly aliases: readonly string[];
  /** The compiler's settings let any folder's name begin a module's. */
  readonly anyName: boolean;
  /** The compiler's settings merge folders, so that a relative name may be found elsewhere. */
  readonly mergedFolders: boolean;
}

/** What is known of a workspace folder without touching the disk; paths have no leading `/`, the root is ''. */
export interface ModuleFacts {
  /** Names of the files and folders in a folder; undefined while that is not known. */
  names(folder: string): ReadonlySet<string> | undefined;
  /** What the folder's `package.json` and compiler settings say; undefined while that is not known. */
  manifest(folder: string): Manifest | undefined;
}

/** `module.builtinModules` of Node 24, as far as they need no `node:`. */
const builtins: ReadonlySet<string> = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel ' +
    'dns domain events fs http http2 https inspector module net os path perf_hooks process punycode ' +
    'querystring readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi ' +
    'worker_threads zlib'
  ).split(' '),
);

/** A name that npm would take: everything else belongs to a bundler, an alias or a protocol. */
const packageName = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?=\/|$)/i;

/**
 * Whether a module can be found from a file by its name. True wherever that cannot be told: a right import that is
 * withheld costs more than a wrong one that the user sees underlined.
 * @param path of the file in its workspace folder
 */
export function moduleExists(facts: ModuleFacts, path: string, specifier: string): boolean {
  const name = specifier.replace(/[?#].*$/, '');
  const folders = foldersAbove(path);
  if (/^\.\.?(?:\/|$)/.test(name)) {
    const merged = folders.some((folder) => facts.manifest(folder)?.mergedFolders ?? true);
    return merged || isFile(facts, path, name);
  }
  return isPackage(facts, folders, name);
}

/** The folder of a file and all above it up to '', the workspace folder. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

/**
 * Reads a folder's `package.json` and compiler settings (JSON with comments, not parsed: only a few keys matter).
 * @param compiler texts of `tsconfig*.json` and `jsconfig*.json`
 */
export function manifestOf(packageJson: string | undefined, compiler: readonly string[]): Manifest {
  const settings = compiler.join('\n');
  return {
    packages: packageJson === undefined ? undefined : new Set(packagesIn(packageJson)),
    aliases: [...settings.matchAll(/"([^"\n*]+)\*?"\s*:\s*\[/g)].map(([, alias = '']) => alias),
    anyName: /"baseUrl"\s*:/.test(settings),
    mergedFolders: /"rootDirs"\s*:/.test(settings),
  };
}

function packagesIn(packageJson: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(packageJson);
    const fields = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
    return fields.flatMap(([key, value]) => {
      if (key === 'name') {
        return [String(value)];
      }
      const lists = /dependencies$/i.test(key) && typeof value === 'object' && value !== null;
      return lists ? Object.keys(value) : [];
    });
  } catch {
    return [];
  }
}

function isFile(facts: ModuleFacts, path: string, name: string): boolean {
  const place = path.split('/').slice(0, -1);
  const parts = name.split('/');
  const last = parts.pop() ?? '';
  for (const part of parts) {
    const names = facts.names(place.join('/'));
    if (part === '..') {
      if (place.pop() === undefined) {
        return true;
      }
    } else if (part !== '.') {
      if (names?.has(part) !== true) {
        return names === undefined;
      }
      place.push(part);
    }
  }
  const names = facts.names(place.join('/'));
  return names === undefined || /^(?:\.\.?|)$|^[$+]/.test(last) || hasModule(names, last);
}

/** `./a` may be `a.ts`, `a.d.ts` or a folder, and `./a.js` is written for `a.ts`. */
function hasModule(names: ReadonlySet<string>, name: string): boolean {
  const stem = `${name.replace(/\.[cm]?jsx?$/, '')}.`;
  return names.has(name) || [...names].some((other) => other.startsWith(stem));
}

function isPackage(facts: ModuleFacts, folders: readonly string[], specifier: string): boolean {
  const name = packageName.exec(specifier)?.[0];
  if (name === undefined || specifier.includes(':') || builtins.has(name)) {
    return true;
  }
  const manifests = folders.map(facts.manifest);
  const known = manifests.filter((manifest) => manifest !== undefined);
  const complete = known.length === folders.length && known.some(({ packages }) => packages);
  return (
    !complete ||
    known.some(({ anyName, aliases, packages }) => {
      const aliased = aliases.some((alias) => specifier.startsWith(alias));
      return anyName || aliased || packages?.has(name) || packages?.has(typesOf(name));
    }) ||
    folders.some((folder) => isInstalled(facts, folder, name))
  );
}

/** What a lock file would say: the installed packages, those that others brought along, too. */
function isInstalled(facts: ModuleFacts, folder: string, name: string): boolean {
  if (facts.names(folder)?.has('node_modules') !== true) {
    return false;
  }
  const [first = '', second] = name.split('/');
  const modules = folder === '' ? 'node_modules' : `${folder}/node_modules`;
  const names = facts.names(modules);
  if (second === undefined || names?.has(first) !== true) {
    return names?.has(first) ?? true;
  }
  return facts.names(`${modules}/${first}`)?.has(second) ?? true;
}

function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
