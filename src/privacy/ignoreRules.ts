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

/** A path that rules are asked about. */
export interface RuledPath {
  readonly root?: string;
  /** Relative to the root with `/`. */
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

const mostWildcards = 3;

/**
 * Rules become regular expressions, and the time of those grows with the path's length to the power of the
 * number of wildcards, so a hostile repository could stop the editor. A rule with too many is widened: what
 * stands between its first and its last wildcard becomes one. A negative rule of that kind is left out.
 */
function affordable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .flatMap(affordableRule)
    .join('\n');
}

function affordableRule(rule: string): readonly string[] {
  const inSegments = rule.split('/').map((segment) => countOf(segment, /\*+/g));
  const acrossFolders = countOf(rule, /\*\*/g);
  if (Math.max(acrossFolders, ...inSegments) <= mostWildcards) {
    return [rule];
  }
  return rule.startsWith('!')
    ? []
    : [`${rule.slice(0, rule.indexOf('*'))}**/*${rule.slice(rule.lastIndexOf('*') + 1)}`];
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
