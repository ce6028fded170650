import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.mts';

/** The lines that an output channel gets from one moment on. */
export interface LogReader {
  /** All of them until now. */
  text(): Promise<string>;
  /** The `count`th line that fits (default: the first), already there or still to come. */
  waitFor(pattern: RegExp, count?: number): Promise<string>;
}

const longestMs = 10_000;

/** Reads what comes behind the present end of a log; `read` returns all of it. */
export async function createLogReader(read: () => Promise<string>): Promise<LogReader> {
  const from = (await read()).length;
  const text = async (): Promise<string> => (await read()).slice(from);
  return {
    text,
    async waitFor(pattern, count = 1) {
      let line: string | undefined;
      await until(
        async () => {
          line = (await text()).split('\n').filter((one) => pattern.test(one))[count - 1];
          return line !== undefined;
        },
        longestMs,
        async () => `no line ${pattern.toString()} in the log:\n${await text()}`,
      );
      return line ?? '';
    },
  };
}

/** Text of the newest file of that name below a folder, '' when there is none. */
export async function newestLog(root: string, name: string): Promise<string> {
  if (!existsSync(root)) {
    return '';
  }
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => path.basename(file) === name,
  );
  const dated = await Promise.all(
    files.map(async (file) => {
      const full = path.join(root, file);
      return { full, changedMs: (await stat(full)).mtimeMs };
    }),
  );
  const newest = dated.sort((a, b) => b.changedMs - a.changedMs)[0];
  return newest === undefined ? '' : readFile(newest.full, 'utf8');
}
