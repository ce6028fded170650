/** How long Doctor takes until its page is complete, with a healthy server on this machine. */
import { setTimeout as pause } from 'node:timers/promises';
import { startModelServer } from '../test/servers/modelServer.ts';
import { type EditorBench, inEditor } from './editor.mts';
import { ms, verdict } from './editorLines.mts';
import { median } from './editorStatistics.mts';

const rounds = 7;
const budgetMs = 90_000;
const limitMs = 3_000;

/** A local model as the replay has it: 220 ms to the first token, 80 tokens a second. */
const model = {
  models: [
    {
      name: 'coder:1b',
      capabilities: ['completion', 'insert', 'tools'],
      template: '{{ range .Messages }}',
      parameters: '1B',
    },
  ],
  reply:
    'total = 0\n    for item in items:\n        total += item["price"] * item["quantity"]\n    return total',
  firstTextMs: 220,
  pieceCharacters: 4,
  pieceMs: 12,
};

/** From the command to the page without a check under way; the first round loads Doctor's code. */
export async function benchDoctor(): Promise<string[]> {
  const server = await startModelServer(model);
  try {
    return await inEditor({}, budgetMs, async (bench) => {
      await bench.session.configure({
        'ghostline.provider': 'ollama',
        'ghostline.ollama.baseUrl': server.url,
      });
      await bench.session.open('examined.ts', 'const total = █\n');
      const times: number[] = [];
      while (times.length < rounds && performance.now() < bench.deadlineMs) {
        times.push(await examineOnce(bench));
      }
      const [first = Number.NaN] = times;
      const midMs = median(times);
      return [
        `doctor: complete after a median of ${ms(midMs)} ms, ${ms(Math.min(...times))}–${ms(Math.max(...times))}, ` +
          `n ${times.length}: ${verdict(Math.max(...times) < limitMs, `< ${limitMs} ms`)}`,
        `  the first one, which loads its code: ${ms(first)} ms`,
      ];
    });
  } finally {
    await server.stop();
  }
}

async function examineOnce({ session }: EditorBench): Promise<number> {
  const { probe } = session.workbench;
  const startedAt = performance.now();
  // The command ends when every check has been told.
  await probe.command('ghostline.doctor');
  const elapsedMs = performance.now() - startedAt;
  for (;;) {
    const { text } = await probe.editor();
    if (text.includes('coder:1b filled a hole') && !/^## …/m.test(text)) {
      if (!text.includes('Nothing needs repair.')) {
        throw new Error(`Doctor found something wrong:\n${text}`);
      }
      return elapsedMs;
    }
    await pause(20);
  }
}
