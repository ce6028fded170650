import { parentPort, workerData } from 'node:worker_threads';
import type { Finding } from '../edit/verdict.ts';
import { createTypescriptService, type Typescript } from './checkService.ts';

/** What the thread starts with: the path of TypeScript and the language of its messages. */
export interface WorkerStart {
  readonly library: string;
  readonly locale: string;
}

/** What the extension asks the thread; paths are absolute, with `/`. */
export interface WorkerQuestion {
  readonly id: number;
  /** Texts of open documents; a file that is not among them is read from disk. */
  readonly texts: readonly (readonly [path: string, text: string])[];
  /** The file that is changed, first, and others to look at. */
  readonly files: readonly string[];
}

/** What the thread answers: undefined findings where the file is in no project. */
export interface WorkerAnswer {
  readonly id: number;
  readonly findings: readonly (readonly Finding[])[];
  /** What the first file offers to others; '' when unknown. */
  readonly declarations: string;
}

const { library, locale }: WorkerStart = workerData;
const ts: Typescript = require(library);
ts.validateLocaleAndSetLanguage(locale, ts.sys);
const service = createTypescriptService(ts);

parentPort?.on('message', ({ files, id, texts }: WorkerQuestion) => {
  const answer: WorkerAnswer = { id, ...service.check(files, texts) };
  parentPort?.postMessage(answer);
});
