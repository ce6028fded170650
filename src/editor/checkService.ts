import type { Finding } from '../edit/verdict.ts';

/** What we use of TypeScript's own API, as VS Code bundles it: https://github.com/microsoft/TypeScript/wiki/Using-the-Language-Service-API */
export interface Typescript {
  readonly version: string;
  readonly sys: TypescriptSystem;
  readonly ScriptSnapshot: { fromString(text: string): unknown };
  validateLocaleAndSetLanguage(locale: string, sys: TypescriptSystem): void;
  findConfigFile(
    folder: string,
    exists: (file: string) => boolean,
    name?: string,
  ): string | undefined;
  getParsedCommandLineOfConfigFile(
    file: string,
    options: object,
    host: object,
  ): ParsedConfiguration | undefined;
  getDefaultLibFilePath(options: object): string;
  flattenDiagnosticMessageText(text: unknown, newLine: string): string;
  createLanguageService(host: object): TypescriptLanguageService;
}

interface TypescriptSystem {
  fileExists(file: string): boolean;
  readFile(file: string): string | undefined;
  getModifiedTime?(file: string): Date | undefined;
  readonly useCaseSensitiveFileNames: boolean;
}

interface ParsedConfiguration {
  readonly options: object;
  readonly fileNames: readonly string[];
  readonly projectReferences?: readonly { readonly path: string }[];
}

interface TypescriptDiagnostic {
  readonly start?: number;
  readonly length?: number;
  readonly messageText: unknown;
  readonly category: number;
  readonly code: number;
}

interface TypescriptLanguageService {
  getSyntacticDiagnostics(file: string): readonly TypescriptDiagnostic[];
  getSemanticDiagnostics(file: string): readonly TypescriptDiagnostic[];
  getEmitOutput(
    file: string,
    onlyDeclarations: boolean,
    evenWithErrors: boolean,
  ): { readonly outputFiles: readonly { readonly text: string }[] };
}

/** What a check says. */
export interface ServiceAnswer {
  readonly findings: readonly (readonly Finding[])[];
  readonly declarations: string;
}

const mostReferences = 30;
/** Projects that are kept; each holds its files in memory. */
const mostProjects = 2;

/** Checks texts that are on no disk against the real project around them; it writes nothing and runs no code of it. */
export function createTypescriptService(ts: Typescript) {
  const projects = new Map<string, ReturnType<typeof createProject>>();
  const projectOf = (file: string) => {
    const found = configurationOf(ts, file);
    const key = found?.path ?? folderOf(file);
    const project = projects.get(key) ?? createProject(ts, folderOf(key), found?.parsed);
    projects.delete(key);
    projects.set(key, project);
    const [oldest] = projects.keys();
    if (projects.size > mostProjects && oldest !== undefined) {
      projects.delete(oldest);
    }
    return project;
  };
  return {
    /** @param files the changed one first */
    check(
      files: readonly string[],
      texts: readonly (readonly [path: string, text: string])[],
    ): ServiceAnswer {
      const [first = ''] = files;
      return projectOf(first).check(files, new Map(texts));
    },
  };
}

function createProject(ts: Typescript, folder: string, parsed: ParsedConfiguration | undefined) {
  const options = { ...(parsed?.options ?? defaultOptions), noEmit: false, composite: false };
  const ambient = (parsed?.fileNames ?? []).filter((file) => /\.d\.[cm]?ts$/.test(file));
  let texts: ReadonlyMap<string, string> = new Map();
  let roots: readonly string[] = [];
  const versions = new Map<string, { text: string; version: number }>();
  const versionOf = (file: string): string => {
    const text = texts.get(file);
    if (text === undefined) {
      // Installed packages hardly ever change while an editor is open.
      const isOwn = !file.includes('/node_modules/');
      return `disk ${isOwn ? (ts.sys.getModifiedTime?.(file)?.getTime() ?? 0) : 0}`;
    }
    const last = versions.get(file);
    const version = last?.text === text ? last.version : (last?.version ?? 0) + 1;
    versions.set(file, { text, version });
    return `open ${version}`;
  };
  const service = ts.createLanguageService({
    ...ts.sys,
    getCompilationSettings: () => options,
    getScriptFileNames: () => roots,
    getScriptVersion: versionOf,
    getScriptSnapshot(file: string) {
      const text = texts.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (wanted: object) => ts.getDefaultLibFilePath(wanted),
    fileExists: (file: string) => texts.has(file) || ts.sys.fileExists(file),
    readFile: (file: string) => texts.get(file) ?? ts.sys.readFile(file),
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  });
  const toFinding = (diagnostic: TypescriptDiagnostic): Finding => {
    const { category, code, length = 0, messageText, start = 0 } = diagnostic;
    return {
      span: { start, end: start + length },
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      severity: category === 0 ? 'warning' : 'error',
      source: 'ts',
      code: String(code),
    };
  };
  return {
    check(files: readonly string[], open: ReadonlyMap<string, string>): ServiceAnswer {
      texts = open;
      roots = [...new Set([...ambient, ...files])];
      const [first = ''] = files;
      return {
        findings: files.map((file) =>
          [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)].map(
            toFinding,
          ),
        ),
        declarations: service
          .getEmitOutput(first, true, true)
          .outputFiles.map(({ text }) => text)
          .join('\n'),
      };
    },
  };
}

/** What VS Code takes for files without a project, as far as it matters: https://code.visualstudio.com/docs/typescript/typescript-compiling */
const defaultOptions = {
  allowJs: true,
  allowSyntheticDefaultImports: true,
  jsx: 1,
  module: 99,
  moduleResolution: 100,
  skipLibCheck: true,
  strict: true,
  target: 11,
};

interface Configuration {
  readonly path: string;
  readonly parsed: ParsedConfiguration;
}

/** The project that a file belongs to: the nearest one, or the one that it refers to and that holds the file. */
function configurationOf(ts: Typescript, file: string): Configuration | undefined {
  const name = /\.[cm]?jsx?$/.test(file) ? ['tsconfig.json', 'jsconfig.json'] : ['tsconfig.json'];
  const path = name
    .flatMap((one) => ts.findConfigFile(folderOf(file), ts.sys.fileExists, one) ?? [])
    .toSorted((one, other) => other.length - one.length)[0];
  const nearest = path === undefined ? undefined : read(ts, path);
  if (nearest === undefined || nearest.parsed.fileNames.includes(file)) {
    return nearest;
  }
  for (const reference of (nearest.parsed.projectReferences ?? []).slice(0, mostReferences)) {
    const path = reference.path.endsWith('.json')
      ? reference.path
      : `${reference.path}/tsconfig.json`;
    const referred = read(ts, path);
    if (referred?.parsed.fileNames.includes(file)) {
      return referred;
    }
  }
  return nearest;
}

function read(ts: Typescript, path: string): Configuration | undefined {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  return parsed && { path, parsed };
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
