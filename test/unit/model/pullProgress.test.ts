import assert from 'node:assert/strict';
import { type PullLine, pullProgress } from '../../../src/model/pullProgress.ts';

async function shown(lines: readonly PullLine[]): Promise<readonly string[]> {
  async function* source() {
    yield* lines;
  }
  const all: string[] = [];
  for await (const { completedBytes, phase, totalBytes } of pullProgress(source())) {
    all.push(`${phase} ${completedBytes}/${totalBytes}`);
  }
  return all;
}

describe('the progress of a download', () => {
  it('adds up the parts as Ollama reports them', async () => {
    assert.deepEqual(
      await shown([
        { status: 'pulling manifest' },
        { status: 'pulling 6a0746a1ec1a', digest: 'sha256:6a', total: 400 },
        { status: 'pulling 6a0746a1ec1a', digest: 'sha256:6a', total: 400, completed: 400 },
        { status: 'pulling 4fa551d4f938', digest: 'sha256:4f', total: 100, completed: 50 },
        { status: 'verifying sha256 digest' },
        { status: 'writing manifest' },
        { status: 'success' },
      ]),
      [
        'starting 0/0',
        'downloading 0/400',
        'downloading 400/400',
        'downloading 450/500',
        'checking 450/500',
        'checking 450/500',
        'done 450/500',
      ],
    );
  });

  it('is nothing where nothing comes', async () => {
    assert.deepEqual(await shown([]), []);
  });
});
