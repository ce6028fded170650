import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import {
  areSameFindings,
  type Comparison,
  compareFindings,
  type Finding,
  sumOf,
} from '../edit/verdict.ts';
import { changedExports, type ExportedName } from '../edit/verdictExports.ts';
import type { Log } from '../log.ts';
import type { OtherChange } from './check.ts';
import {
  documentsInTabs,
  findingsIn,
  typescriptLanguages,
  typescriptSource,
} from './checkFindings.ts';
import type { WorkerAnswer, WorkerQuestion, WorkerStart } from './checkWorker.ts';

/** What a check outside of the editor's documents found. */
export interface ShadowResult {
  readonly comparison: Comparison;
  readonly openFiles: number;
  /** Exported names whose type is another one now. */
  readonly changed: readonly ExportedName[];
}

/** Checks TypeScript and JavaScript in a thread of its own, with the TypeScript that VS Code brings. */
export interface TypescriptCheck extends vscode.Disposable {
  /** Whether it can say anything about the document. */
  covers(document: vscode.TextDocument, wanted: readonly Finding[]): boolean;
  /** Begins to load the project, so that the answer of the model finds it ready. */
  warm(document: vscode.TextDocument): void;
  /**
   * What the edits make of the problems. The document is not touched. Undefined when the thread cannot say: it is
   * too slow, ended, or sees other problems than the editor in what is there now.
   * @param others changes of other documents that are made with it
   */
  check(
    document: vscode.TextDocument,
    edits: readonly TextEdit[],
    wanted: readonly Finding[],
    others: readonly OtherChange[],
    signal: AbortSignal,
  ): Promise<ShadowResult | undefined>;
}

/** The thread ends when nobody asked it for so long: it holds a whole program in memory. */
const idleMs = 120_000;
const mostMegabytes = 1_536;
/** Loading a project of 900 files took 7 s; the editor's own check is there for what takes longer. */
const deadlineMs = 10_000;
const mostFiles = 20;

/** Creates the check; the thread starts with the first project. */
export function createTypescriptCheck(log: Log): TypescriptCheck {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let ids = 0;
  const waiting = new Map<number, (answer: WorkerAnswer | undefined) => void>();
  const stop = () => {
    clearTimeout(idle);
    void worker?.terminate();
    worker = undefined;
    for (const resolve of waiting.values()) {
      resolve(undefined);
    }
    waiting.clear();
  };
  const start = (library: string): Worker => {
    const question: WorkerStart = { library, locale: vscode.env.language };
    const started = new Worker(path.join(__dirname, 'checkWorker.js'), {
      workerData: question,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    });
    started.on('message', (answer: WorkerAnswer) => {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    });
    const gone = (why: unknown) => {
      if (worker === started) {
        log.info(`fix: the TypeScript check ended, ${String(why)}`);
        stop();
      }
    };
    // Too little memory is an error of the thread, not of the editor.
    started.on('error', gone);
    started.on('exit', gone);
    return started;
  };
  const ask = (
    files: readonly string[],
    texts: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<WorkerAnswer | undefined> => {
    const library = typescriptLibrary();
    if (library === undefined || signal.aborted) {
      return Promise.resolve(undefined);
    }
    worker ??= start(library);
    clearTimeout(idle);
    idle = setTimeout(stop, idleMs);
    ids += 1;
    const question: WorkerQuestion = { id: ids, files, texts: [...texts] };
    worker.postMessage(question);
    return new Promise((resolve) => {
      waiting.set(question.id, resolve);
      // It works on one thing at a time, so what nobody waits for any more holds up the next.
      signal.addEventListener('abort', () => waiting.has(question.id) && stop(), { once: true });
    });
  };
  return {
    covers(document, wanted) {
      const others = findingsIn(document).some(({ source }) => source !== typescriptSource);
      return (
        vscode.workspace.isTrusted &&
        isCovered(document) &&
        !others &&
        wanted.every(({ source }) => source === typescriptSource) &&
        typescriptLibrary() !== undefined
      );
    },
    warm(document) {
      const { files, texts } = projectTexts(document);
      void ask(files, texts, AbortSignal.timeout(deadlineMs * 3));
    },
    async check(document, edits, wanted, others, signal) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      const { documents, files, texts } = projectTexts(document);
      const before = await ask(files, texts, limited);
      if (before === undefined || !isFaithful(document, before.findings[0] ?? [])) {
        log.debug(`fix: the TypeScript check ${before === undefined ? 'is late' : 'differs'}`);
        return undefined;
      }
      const editsOf = (one: vscode.TextDocument) =>
        one === document ? edits : (others.find((other) => other.document === one)?.edits ?? []);
      const changedTexts = documents.map((one) => {
        const path = pathOf(one);
        return [path, applyEdits(texts.get(path) ?? '', editsOf(one))] as const;
      });
      const after = await ask(files, new Map([...texts, ...changedTexts]), limited);
      if (after === undefined) {
        return undefined;
      }
      return {
        comparison: sumOf(
          documents.map((one, index) =>
            compareFindings(
              before.findings[index] ?? [],
              after.findings[index] ?? [],
              editsOf(one),
              index === 0 ? atSamePlace(before.findings[0] ?? [], wanted) : [],
            ),
          ),
        ),
        openFiles: documents.length,
        changed: changedNames(document, before.declarations, after.declarations),
      };
    },
    dispose: stop,
  };
}

function isCovered({ languageId, uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && typescriptLanguages.includes(languageId);
}

function typescriptLibrary(): string | undefined {
  const own = vscode.extensions.getExtension('vscode.typescript-language-features');
  return own && path.join(own.extensionPath, '../node_modules/typescript/lib/typescript.js');
}

function pathOf({ uri }: vscode.TextDocument): string {
  return uri.fsPath.replaceAll('\\', '/');
}

function projectTexts(document: vscode.TextDocument) {
  const documents = documentsInTabs(document).filter(isCovered).slice(0, mostFiles);
  // What is open in no tab can still be changed: a file that was renamed in, for example.
  const open = vscode.workspace.textDocuments.filter(isCovered);
  return {
    documents,
    files: documents.map(pathOf),
    texts: new Map(open.map((one) => [pathOf(one), one.getText()] as const)),
  };
}

/** Whether the thread sees in the text what the editor shows for it; by place and name, for words have versions. */
function isFaithful(document: vscode.TextDocument, seen: readonly Finding[]): boolean {
  const shown = findingsIn(document).filter(({ source }) => source === typescriptSource);
  const bare = (findings: readonly Finding[]) => findings.map((one) => ({ ...one, message: '' }));
  return areSameFindings(bare(shown), bare(seen));
}

/** The thread's own findings for those of the editor. */
function atSamePlace(seen: readonly Finding[], wanted: readonly Finding[]): readonly Finding[] {
  return seen.filter((one) =>
    wanted.some(({ code, span }) => code === one.code && span.start === one.span.start),
  );
}

/** Declarations know what is inferred; where the names stand, the text of the document says. */
function changedNames(
  document: vscode.TextDocument,
  before: string,
  after: string,
): readonly ExportedName[] {
  const text = document.getText();
  const exported = changedExports(text, '', 'typescript');
  return changedExports(before, after, 'typescript declarations').flatMap(({ name }) => {
    const offset =
      exported.find((one) => one.name === name)?.offset ??
      text.search(name === '_default' ? /default\b/ : wordPattern(name));
    return offset < 0 ? [] : [{ name, offset }];
  });
}

function wordPattern(name: string): RegExp {
  return new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`);
}
