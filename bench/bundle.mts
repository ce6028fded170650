/** What is shipped, in bytes, against the limits of the design. */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTempFolder } from '../test/host/tempFolder.mts';
import { verdict } from './editorLines.mts';

const root = path.resolve(import.meta.dirname, '..');
const limits = { activation: 150_000, node: 900_000, web: 700_000, package: 1_500_000 };

/** Builds and packs the extension, once per run. Resolves with the package's file. */
export async function packageExtension(): Promise<string> {
  return (await packed()).file;
}

/** Sizes of the bundle's files and of the package. */
export async function benchBundle(): Promise<string[]> {
  const { contents, file } = await packed();
  const dist = path.join(root, 'dist');
  const names = (await readdir(dist)).filter((name) => name.endsWith('.js')).sort();
  const sizes = await Promise.all(
    names.map(async (name) => ({ name, bytes: (await stat(path.join(dist, name))).size })),
  );
  const activation = sizes.find(({ name }) => name === 'extension.js')?.bytes ?? Number.NaN;
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const web = (await stat(path.join(dist, 'web', 'extension.js'))).size;
  const packageBytes = (await stat(file)).size;
  return [
    ...sizes.map(({ bytes, name }) => `dist/${name}: ${bytes} bytes`),
    `loaded by activation: ${activation} bytes: ${within(activation, limits.activation)}`,
    `all of the above: ${all} bytes: ${within(all, limits.node)}`,
    `dist/web/extension.js: ${web} bytes: ${within(web, limits.web)}`,
    `package: ${packageBytes} bytes, ${contents} files: ${within(packageBytes, limits.package)}`,
  ];
}

interface Packed {
  readonly file: string;
  readonly contents: number;
}

let packing: Promise<Packed> | undefined;

function packed(): Promise<Packed> {
  packing ??= pack();
  return packing;
}

async function pack(): Promise<Packed> {
  // Not in `out`: a test run that begins meanwhile empties it.
  const file = path.join(createTempFolder('ghostline-package-').path, 'ghostline.vsix');
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = [vsce, 'package', '--no-dependencies', '--out', file];
  const { stderr, stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const contents = /\((\d+) files,/.exec(stdout + stderr)?.[1];
  if (contents === undefined) {
    throw new Error(`The packer does not say how many files there are:\n${stdout}${stderr}`);
  }
  return { file, contents: Number(contents) };
}

function within(bytes: number, limit: number): string {
  return verdict(bytes < limit, `< ${limit / 1000} kB`);
}
