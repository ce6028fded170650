// Stands in for the desktop VS Code that `@vscode/test-electron` starts: takes its arguments, runs the test module in
// the server host through a page, prints the extension host's console and ends with the run's code.
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser, newPage } from './browser.mts';
import { startVsCode } from './server.mts';

const { values: flags, positionals } = parseArgs({
  // Whatever else VS Code's command line knows means nothing here.
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
});

function required(name: 'extensionDevelopmentPath' | 'extensionTestsPath'): string {
  const value = flags[name];
  if (typeof value !== 'string') {
    throw new Error(`--${name}=… is missing.`);
  }
  return path.resolve(value);
}

/** Resolves with the exit code that the workbench reports for the test module. */
async function testRun(
  page: Page,
  address: string,
  log: (args: readonly unknown[]) => void,
): Promise<number> {
  let report: (code: number) => void;
  const code = new Promise<number>((resolve) => {
    report = resolve;
  });
  // Both must be there before the workbench loads: it looks for them by name.
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) =>
    log(args),
  );
  await page.exposeFunction('codeAutomationExit', (value: number) => report(value));
  await page.goto(address);
  return code;
}

/** What the suite prints first; the workbench's own chatter before it matters only when no test ran. */
const firstLine = 'Tests in the extension host';

/** Prints the extension host's console from the suite's first line on and keeps what came before. */
function createConsole(): { log(args: readonly unknown[]): void; before(): string } {
  const before: string[] = [];
  let running = false;
  return {
    log: (args) => {
      const text = format(...args);
      running ||= text === firstLine;
      if (running) {
        console.log(text);
      } else {
        before.push(text);
      }
    },
    before: () => before.join('\n'),
  };
}

async function main(): Promise<number> {
  const timeoutMs = Number(process.env['GHOSTLINE_TEST_TIMEOUT_MS'] ?? 180_000);
  const version = process.env['GHOSTLINE_VSCODE_VERSION'];
  const server = await startVsCode({
    folder: path.resolve(positionals.find((word) => !word.startsWith('-')) ?? '.'),
    extensions: [{ kind: 'development', path: required('extensionDevelopmentPath') }],
    extensionTestsPath: required('extensionTestsPath'),
    ...(version === undefined ? {} : { version }),
  });
  const browser = await launchBrowser(server.host);
  const output = createConsole();
  const failure = Promise.withResolvers<never>();
  const timeout = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => timeout.resolve(undefined), timeoutMs);
  // Once the race is over nobody waits for it; a rejection must not end the process then.
  failure.promise.catch(() => undefined);
  browser.once('disconnected', () => failure.reject(new Error('The browser ended by itself.')));
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await newPage(context);
    page.once('crash', () => failure.reject(new Error('The page crashed.')));
    const run = testRun(page, server.url(), output.log);
    const code = await Promise.race([run, timeout.promise, failure.promise]);
    if (code !== undefined) {
      return code;
    }
    const picture = path.join(import.meta.dirname, '..', '..', 'out', 'inhost-timeout.png');
    await page.screenshot({ path: picture });
    console.error(`The tests did not end within ${timeoutMs} ms. Picture: ${picture}`);
    console.error(`${output.before()}\n${server.output()}`);
    return 1;
  } finally {
    clearTimeout(timer);
    await browser.close();
    await server.stop();
  }
}

process.exitCode = await main();
