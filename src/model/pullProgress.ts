import type { PullProgress } from './wire.ts';

/** One line of `/api/pull`: https://github.com/ollama/ollama/blob/main/docs/api.md#pull-a-model */
export interface PullLine {
  readonly status: string;
  /** The part that is being downloaded. */
  readonly digest?: string;
  readonly total?: number;
  readonly completed?: number;
}

/** Adds up what Ollama reports for each part of a model. */
export async function* pullProgress(lines: AsyncIterable<PullLine>): AsyncGenerator<PullProgress> {
  const parts = new Map<string, { readonly completed: number; readonly total: number }>();
  for await (const { completed = 0, digest, status, total = 0 } of lines) {
    if (digest !== undefined) {
      parts.set(digest, { completed, total });
    }
    const all = [...parts.values()];
    yield {
      phase: phaseOf(status, digest),
      completedBytes: all.reduce((sum, part) => sum + part.completed, 0),
      totalBytes: all.reduce((sum, part) => sum + part.total, 0),
    };
  }
}

function phaseOf(status: string, digest: string | undefined): PullProgress['phase'] {
  if (status === 'success') {
    return 'done';
  }
  if (digest !== undefined) {
    return 'downloading';
  }
  return /^(?:verifying|writing|removing)/.test(status) ? 'checking' : 'starting';
}
