import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** What VS Code calls in its extension host; a rejection makes the run end with code 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 30_000 });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.js')) {
      mocha.addFile(path.join(__dirname, file));
    }
  }
  // The launcher prints the console from this line on.
  console.log('Tests in the extension host');
  const counts = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures + pending });
    });
  });
  const report = process.env['GHOSTLINE_TEST_REPORT'];
  if (report !== undefined) {
    writeFileSync(report, JSON.stringify(counts));
  }
  if (counts.failed > 0 || counts.passed === 0) {
    throw new Error(`${counts.failed} of ${counts.passed + counts.failed} tests failed.`);
  }
}
