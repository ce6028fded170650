import * as vscode from 'vscode';
import { manifestNames, planTest, type TestPlan, testGlob } from '../edit/testNaming.ts';
import { toGuardedFile } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { readText } from './readText.ts';
import { generatedGlob, languageOfFile } from './sourceFiles.ts';

/** Where a new test goes, with an example of the project's own. */
export interface FoundPlan extends TestPlan {
  /** The file to be, which does not exist. */
  readonly uri: vscode.Uri;
  /** Text of the example; '' where there is none or it may not be read. */
  readonly exampleText: string;
}

const mostTests = 200;
const largestBytes = 200_000;
const mostNames = 50;

/** Finds out how the project tests: by its manifests and by the names of its tests. Nothing is run. */
export async function findTestPlan(
  source: vscode.Uri,
  ignoreFiles: IgnoreFiles,
): Promise<FoundPlan> {
  const folder = vscode.workspace.getWorkspaceFolder(source)?.uri;
  const root = folder ?? vscode.Uri.joinPath(source, '..');
  const path = source.path.slice(root.path.length).replace(/^\/+/, '');
  const [manifests, tests] = await Promise.all([
    readManifests(root, path),
    folder === undefined ? [] : findTests(folder, path),
  ]);
  const plan = planTest(path, { manifests, tests });
  const uri = await freeName(vscode.Uri.joinPath(root, plan.path));
  const exampleText =
    plan.example === undefined
      ? ''
      : await readExample(vscode.Uri.joinPath(root, plan.example), ignoreFiles);
  return { ...plan, uri, exampleText };
}

async function findTests(folder: vscode.Uri, path: string): Promise<readonly string[]> {
  const glob = testGlob(path);
  if (glob === undefined) {
    return [];
  }
  const pattern = new vscode.RelativePattern(folder, glob);
  const found = await vscode.workspace.findFiles(pattern, generatedGlob, mostTests);
  return found.map((uri) => uri.path.slice(folder.path.length).replace(/^\/+/, ''));
}

/** The nearest of each name from the source up to the root. */
async function readManifests(
  root: vscode.Uri,
  path: string,
): Promise<Readonly<Record<string, string>>> {
  const folders = path.split('/').slice(0, -1);
  const found: Record<string, string> = {};
  for (let depth = folders.length; depth >= 0; depth--) {
    const folder = vscode.Uri.joinPath(root, ...folders.slice(0, depth));
    const texts = await Promise.all(
      manifestNames.map((name) => readText(vscode.Uri.joinPath(folder, name), largestBytes)),
    );
    for (const [index, text] of texts.entries()) {
      const name = manifestNames[index];
      if (name !== undefined && text !== undefined) {
        found[name] ??= text;
      }
    }
  }
  return found;
}

/** Like any other file, a test is read only where its content may be sent. */
async function readExample(uri: vscode.Uri, ignoreFiles: IgnoreFiles): Promise<string> {
  if (!ignoreFiles.cover(uri)) {
    await ignoreFiles.readFor(uri);
  }
  const file = toGuardedFile(uri, languageOfFile(uri.path) ?? '', false);
  const refused = ignoreFiles.gate().refusalOf(file, 'context');
  return refused === undefined ? ((await readText(uri, largestBytes)) ?? '') : '';
}

/** The name itself, or the first with a number that no file and no open document has. */
async function freeName(wanted: vscode.Uri): Promise<vscode.Uri> {
  const dot = wanted.path.lastIndexOf('.');
  const nameEnd = wanted.path.indexOf('.', wanted.path.lastIndexOf('/') + 1);
  const at = nameEnd === -1 ? dot : nameEnd;
  for (let number = 1; number < mostNames; number++) {
    const path =
      number === 1 ? wanted.path : `${wanted.path.slice(0, at)}${number}${wanted.path.slice(at)}`;
    const uri = wanted.with({ path });
    if (!(await isTaken(uri))) {
      return uri;
    }
  }
  return wanted.with({ path: `${wanted.path}.new` });
}

async function isTaken(uri: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path)) {
    return true;
  }
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
