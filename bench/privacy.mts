/** What the privacy gate costs at each key: rules, paths and redaction of a prompt of 8 kB, from real files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findSecrets } from '../src/privacy/findSecrets.ts';
import { createGate, type GuardedFile } from '../src/privacy/gate.ts';
import { canaries } from '../test/unit/privacy/canaries.ts';
import { verdict } from './editorLines.mts';

const root = path.resolve(import.meta.dirname, '..');
const prefixCharacters = 5_000;
const suffixCharacters = 1_000;
const contextCharacters = 2_000;
/** The least of a few times leaves out what else the machine does; nothing is kept from one to the next. */
const repeats = 3;
const rounds = 3;
const mostMs = 1;
/** Share of ordinary source files in which something is taken for a secret. */
const mostFalse = 0.001;

/** Time per prompt, and how many secrets are found and invented. */
export async function benchPrivacy(): Promise<readonly string[]> {
  const files = sourceFiles();
  const long = files.filter((text) => text.length >= prefixCharacters + suffixCharacters);
  const runs = Array.from({ length: rounds }, () =>
    long.flatMap((text, at) => timesOf(text, files[at] ?? text)),
  );
  const [first = Number.NaN] = runs.flat();
  const times = runs.flat().sort((one, other) => one - other);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2);
  const found = canaries.filter(({ line, secret }) =>
    findSecrets(line).some(({ end, start }) => line.slice(start, end) === secret),
  );
  const kinds = new Set(canaries.map(({ kind }) => kind)).size;
  const invented = files.filter((text) => findSecrets(text).length > 0).length;
  return [
    `gate and redaction of a prompt of 8 kB: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, ` +
      `the first ${first.toFixed(2)} ms (least of ${repeats}, n ${times.length}): ` +
      verdict(Number(at(0.95)) < mostMs, `p95 below ${mostMs} ms`),
    `secrets found: ${found.length} of ${canaries.length} of ${kinds} kinds: ` +
      verdict(found.length === canaries.length, 'all'),
    `ordinary source files with something taken for a secret: ${invented} of ${files.length}: ` +
      verdict(invented / files.length < mostFalse, `below ${mostFalse * 100} %`),
  ];
}

/** A thousand files of packages that are installed here, without their tests. */
function sourceFiles(): readonly string[] {
  const all = readdirSync(path.join(root, 'node_modules'), { recursive: true })
    .map((file) => path.join(root, 'node_modules', String(file)))
    .filter((file) => /\.(?:[cm]?[jt]s|css)$/.test(file) && !/[/\\]tests?[/\\]|\.min\./.test(file))
    .filter((file) => statSync(file).isFile() && statSync(file).size < 40_000)
    .sort();
  const step = Math.floor(all.length / 1_000);
  return all.flatMap((file, at) => (at % step === 0 ? [readFileSync(file, 'utf8')] : []));
}

function guarded(name: string): GuardedFile {
  const languageId = 'typescript';
  return { scheme: 'file', path: name, languageId, insideWorkspace: true, open: true };
}

const gate = createGate({
  ruleFiles: [{ folder: '', name: '.gitignore', text: 'dist/\n*.log\n**/generated/**' }],
  excludeFiles: ['**/*.sql'],
});

/** Two keys in one file: at the first the text was never seen before, at the second there is one character more. */
function timesOf(text: string, other: string): number[] {
  const file = guarded('src/here.ts');
  const piece = other.slice(0, contextCharacters);
  const context = [{ kind: 'open file' as const, file: guarded('src/other.ts'), text: piece }];
  return [prefixCharacters - 1, prefixCharacters].map((cursor) => {
    const prompt = {
      path: 'src/here.ts',
      languageId: 'typescript',
      prefix: text.slice(0, cursor),
      suffix: text.slice(cursor, cursor + suffixCharacters),
      context,
    };
    return Math.min(
      ...Array.from({ length: repeats }, () => {
        const before = performance.now();
        gate.passFill(prompt, file, { local: false });
        return performance.now() - before;
      }),
    );
  });
}
