/** What a project shows about its tests; paths are relative to the workspace, with `/`. */
export interface TestClues {
  /** Texts of the nearest manifests, by file name, e.g. `package.json`. */
  readonly manifests: Readonly<Record<string, string>>;
  /** Files of the same kind that are tests by their names. */
  readonly tests: readonly string[];
}

/** How a new test is written and called. */
export interface TestPlan {
  /** Name of the framework; '' when nothing says which. */
  readonly framework: string;
  /** Path of the file to be. */
  readonly path: string;
  /** The test of the project that is the best example; undefined without any. */
  readonly example: string | undefined;
}

/** Manifests that name a framework. */
export const manifestNames = [
  'package.json',
  'pyproject.toml',
  'requirements-dev.txt',
  'requirements.txt',
  'setup.cfg',
  'tox.ini',
  'go.mod',
  'Gemfile',
  'composer.json',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Cargo.toml',
] as const;

/** Names of test files: before and behind the name of what they test. */
interface Style {
  readonly before: string;
  readonly behind: string;
}

interface Language {
  readonly extensions: readonly string[];
  /** The first is the convention where the project shows none. */
  readonly styles: readonly Style[];
  /** Frameworks by a pattern in a manifest, best first, then the one that comes with the language. */
  readonly frameworks: readonly (readonly [name: string, pattern: RegExp])[];
  readonly builtIn: string;
  /** Where tests go when the project has none; '' for beside the source. */
  readonly folder: string;
}

const script: Language = {
  extensions: ['ts', 'tsx', 'js', 'jsx', 'mts', 'mjs', 'cts', 'cjs', 'vue', 'svelte'],
  styles: [
    { before: '', behind: '.test' },
    { before: '', behind: '.spec' },
  ],
  frameworks: [
    ['Vitest', /"vitest"\s*:/],
    ['Jest', /"(?:jest|ts-jest|@jest\/globals|react-scripts)"\s*:/],
    ['Mocha', /"mocha"\s*:/],
    ['AVA', /"ava"\s*:/],
    ['Jasmine', /"jasmine(?:-core)?"\s*:/],
    ['uvu', /"uvu"\s*:/],
    ['bun:test', /"bun test|"bun-types"\s*:|"@types\/bun"\s*:/],
    ['node:test', /"node [^"]*--test\b/],
  ],
  builtIn: '',
  folder: '',
};

const one = (before: string, behind: string): readonly Style[] => [{ before, behind }];

const languages: readonly Language[] = [
  script,
  {
    extensions: ['py'],
    styles: [
      { before: 'test_', behind: '' },
      { before: '', behind: '_test' },
    ],
    frameworks: [['pytest', /\bpytest\b/]],
    builtIn: 'unittest',
    folder: '',
  },
  {
    extensions: ['go'],
    styles: one('', '_test'),
    frameworks: [['testing and testify', /github\.com\/stretchr\/testify/]],
    builtIn: 'testing',
    folder: '',
  },
  {
    extensions: ['rb'],
    styles: [
      { before: '', behind: '_spec' },
      { before: '', behind: '_test' },
      { before: 'test_', behind: '' },
    ],
    frameworks: [['RSpec', /\brspec\b/]],
    builtIn: 'Minitest',
    folder: '',
  },
  {
    extensions: ['java', 'kt', 'scala', 'groovy'],
    styles: one('', 'Test'),
    frameworks: [
      ['TestNG', /\btestng\b/],
      ['Kotest', /\bkotest\b/],
      ['JUnit 5', /\bjunit-jupiter\b|useJUnitPlatform/],
      ['JUnit 4', /\bjunit\b/],
    ],
    builtIn: 'JUnit 5',
    folder: '',
  },
  {
    extensions: ['cs'],
    styles: one('', 'Tests'),
    frameworks: [],
    builtIn: '',
    folder: '',
  },
  {
    extensions: ['php'],
    styles: one('', 'Test'),
    frameworks: [['Pest', /"pestphp\/pest"/]],
    builtIn: 'PHPUnit',
    folder: '',
  },
  {
    extensions: ['rs'],
    styles: one('', '_test'),
    frameworks: [],
    builtIn: '#[test]',
    folder: 'tests',
  },
];

const other: Language = {
  extensions: [],
  styles: one('', '_test'),
  frameworks: [],
  builtIn: '',
  folder: '',
};

interface Parts {
  readonly folder: string;
  readonly name: string;
  readonly extension: string;
}

function partsOf(path: string): Parts {
  const slash = path.lastIndexOf('/');
  const dot = path.lastIndexOf('.');
  const nameEnd = dot > slash + 1 ? dot : path.length;
  return {
    folder: slash === -1 ? '' : path.slice(0, slash),
    name: path.slice(slash + 1, nameEnd),
    extension: path.slice(nameEnd + 1),
  };
}

function languageFor(extension: string): Language {
  return languages.find(({ extensions }) => extensions.includes(extension)) ?? other;
}

function styleOf(language: Language, { name }: Parts): Style | undefined {
  return language.styles.find(
    ({ before, behind }) =>
      name.length > before.length + behind.length &&
      name.startsWith(before) &&
      name.endsWith(behind),
  );
}

/** True when a file is a test by its name. */
export function isTestPath(path: string): boolean {
  const parts = partsOf(path);
  const language = languageFor(parts.extension);
  return language !== other && styleOf(language, parts) !== undefined;
}

/** A glob for the tests that could be an example for a source; undefined for languages without a convention. */
export function testGlob(path: string): string | undefined {
  const { extensions, styles } = languageFor(partsOf(path).extension);
  const names = styles.map(({ before, behind }) => `${before}*${behind}`);
  return extensions.length === 0 ? undefined : `**/${braces(names)}.${braces(extensions)}`;
}

function braces(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `{${names.join(',')}}`;
}

/** Says how a test for a source is called and with what it is written, by the project's own example. */
export function planTest(path: string, { manifests, tests }: TestClues): TestPlan {
  const source = partsOf(path);
  const language = languageFor(source.extension);
  const known = tests.filter((test) => test !== path && isTestPath(test));
  const example = known.toSorted(
    (a, b) => distance(source, partsOf(a)) - distance(source, partsOf(b)) || a.length - b.length,
  )[0];
  const shown = example === undefined ? undefined : partsOf(example);
  const style = (shown && styleOf(language, shown)) ?? language.styles[0];
  const folder = shown === undefined ? plainFolder(source, language) : folderLike(source, shown);
  const name = `${style?.before ?? ''}${source.name}${style?.behind ?? ''}`;
  // A component is tested by a script.
  const extension = ['vue', 'svelte'].includes(source.extension)
    ? (shown?.extension ?? 'ts')
    : source.extension;
  const whole = [folder, `${name}.${extension}`].filter((part) => part !== '').join('/');
  return { framework: frameworkOf(language, manifests), path: whole, example };
}

function distance(source: Parts, test: Parts): number {
  const [a, b] = [source.folder.split('/'), test.folder.split('/')];
  const common = a.findIndex((part, index) => part !== b[index]);
  const shared = common === -1 ? a.length : common;
  const otherKind = source.extension === test.extension ? 0 : 0.5;
  return a.length - shared + (b.length - shared) + otherKind;
}

function plainFolder({ folder }: Parts, language: Language): string {
  // Maven and Gradle keep two trees of the same shape.
  return /(^|\/)src\/main\//.test(`${folder}/`)
    ? `${folder}/`.replace(/(^|\/)src\/main\//, '$1src/test/').slice(0, -1)
    : language.folder === ''
      ? folder
      : language.folder;
}

const testFolders = /^(?:tests?|specs?|__tests__|unit)$/i;
const sourceFolders = /^(?:src|lib|app|source)$/;

/** Beside the source, in a folder of tests beside it, or in the tree of tests that mirrors the sources. */
function folderLike({ folder }: Parts, example: Parts): string {
  const there = example.folder.split('/').filter((part) => part !== '');
  const last = there.findLastIndex((part) => testFolders.test(part));
  if (last === -1) {
    return folder;
  }
  const here = folder.split('/').filter((part) => part !== '');
  const isBeside = last === there.length - 1 && there[last] === '__tests__';
  if (isBeside) {
    return [...here, '__tests__'].join('/');
  }
  const shared = here.findIndex((part, index) => part !== there[index]);
  const own = here.slice(shared === -1 ? here.length : Math.min(shared, last));
  const inner = sourceFolders.test(own[0] ?? '') ? own.slice(1) : own;
  const root = there.slice(0, last + 1);
  // Whether the tree mirrors folders is seen where the example is deeper than its root.
  return [...root, ...(there.length > last + 1 || inner.length === 0 ? inner : [])].join('/');
}

function frameworkOf(language: Language, manifests: TestClues['manifests']): string {
  const text = Object.values(manifests).join('\n');
  return language.frameworks.find(([, pattern]) => pattern.test(text))?.[0] ?? language.builtIn;
}
