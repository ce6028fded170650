import ignore, { type Ignore } from 'ignore';

/** One file of rules in the syntax of `.gitignore`, and the folder it stands in. */
export interface RuleFile {
  /** Identity of the workspace folder, as in `GuardedFile`; absent: the rules count in every one. */
  readonly root?: string;
  /** Folder below the root with `/`, `''` for the root itself. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

/** A path that rules are asked about: relative to the root, with `/`. */
export interface RuledPath {
  readonly root?: string;
  readonly path: string;
}

interface RuleList {
  readonly root: string | undefined;
  readonly prefix: string;
  readonly rules: Ignore;
}

/**
 * Combines ignore files of one name as Git does (https://git-scm.com/docs/gitignore): the rules of a
 * deeper folder win, and nothing below an ignored folder comes back. Where a deeper file takes a whole
 * folder back, files in it stay ignored: the error is on the side of reading less.
 */
export function createRules(files: readonly RuleFile[]): (asked: RuledPath) => boolean {
  const lists: readonly RuleList[] = files
    .map(({ root, folder, text }) => ({
      root,
      prefix: folder === '' ? '' : `${folder.normalize('NFC')}/`,
      // Rules may be asked about full paths, which Windows begins with a drive.
      rules: ignore({ allowRelativePaths: true }).add(affordable(text.normalize('NFC'))),
    }))
    .toSorted((one, other) => other.prefix.length - one.prefix.length);
  return (asked) => {
    const path = asked.path.normalize('NFC');
    const relevant = lists.filter(
      ({ root, prefix }) =>
        (root === undefined || asked.root === undefined || root === asked.root) &&
        path.startsWith(prefix),
    );
    return relevant.length > 0 && [...foldersOf(path), path].some((part) => decide(relevant, part));
  };
}

/** The deepest list that has a rule for the path decides. */
function decide(lists: readonly RuleList[], path: string): boolean {
  for (const { prefix, rules } of lists) {
    if (path.startsWith(prefix) && path.length > prefix.length) {
      const { ignored, unignored } = rules.test(path.slice(prefix.length));
      if (ignored || unignored) {
        return ignored;
      }
    }
  }
  return false;
}

/** `a/b/c` has the folders `a/` and `a/b/`. */
function* foldersOf(path: string): Generator<string> {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    yield path.slice(0, slash + 1);
  }
}

const mostGlobstars = 2;
const longestRule = 1_000;

/**
 * Rules become regular expressions whose time grows with the path's depth to the power of the number of
 * `**` (measured with `ignore` 7: 45 s for three of them and 500 folders), so a hostile repository could
 * stop the editor. Of more than two, those after the first become one, which matches more; a rule that
 * takes files back is left out then. No path is as long as the longest rule.
 */
function affordable(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((rule) => rule.length <= longestRule)
    .flatMap((rule) => {
      const [first = '', second = '', ...rest] = rule.split(/\*{2,}/);
      if (rest.length < mostGlobstars) {
        return [rule];
      }
      return rule.startsWith('!') ? [] : [`${first}**${second}**${rest.at(-1)}`];
    })
    .join('\n');
}

const mostAlternatives = 64;

/** Ignore rules know no braces, VS Code's globs do: `*.{sql,db}` becomes `*.sql` and `*.db`. */
export function expandBraces(glob: string): readonly string[] {
  let globs: readonly string[] = [glob];
  while (globs.length < mostAlternatives && globs.some((one) => innermostBraces.test(one))) {
    globs = globs.flatMap((one) => {
      const found = innermostBraces.exec(one);
      return found === null
        ? [one]
        : (found[1] ?? '').split(',').map((choice) => one.replace(found[0], () => choice));
    });
  }
  return globs;
}

const innermostBraces = /\{([^{},]*,[^{}]*)\}/;
