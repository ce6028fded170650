import * as vscode from 'vscode';

/** How waiting for diagnostics ended. */
export type Settled = 'settled' | 'never settled' | 'no report' | 'stopped';

/** Reports come in parts: the first errors of the syntax, then those of types, then those that ask a server. */
const quietMs = 200;
/** Who says the same again, in other objects, may go on to say something else, in milliseconds. */
const sameQuietMs = 1_500;
/** A host that stood still for a while has heard nobody meanwhile: quiet is several short waits, not one. */
const quietStepMs = 50;

/**
 * How long a source may take, in milliseconds. Compilers that run as programs are slow; measured with the services of
 * VS Code itself: 70 to 250 ms, and up to 600 ms for TypeScript.
 */
export function limitOf(source: string): number {
  return /rust|clippy|cargo|java|kotlin|swift|dart|c\+\+|clang|csharp|roslyn/i.test(source)
    ? 8_000
    : 4_000;
}

/** Watches what the editor shows for one document. */
export interface DiagnosticsWatch extends vscode.Disposable {
  /** Waits until the sources have looked at the new text and are quiet. */
  settle(sources: readonly string[], limitMs: number, signal: AbortSignal): Promise<Settled>;
  /** When the last report came, or the watch began. */
  lastReportAt(): number;
  /** Whether a source shows something else than when the watch began. */
  differs(source: string): boolean;
  /** Waits until the sources show what they showed when the watch began; false when they do not in time. */
  back(sources: readonly string[], limitMs: number, signal: AbortSignal): Promise<boolean>;
}

/**
 * Begins to watch; what the editor shows now is what changes are compared with.
 * @param isLive whether a source is known to look at each change: then a report that says the same is one, too
 */
export function watchDiagnostics(
  document: vscode.TextDocument,
  isLive: (source: string) => boolean,
): DiagnosticsWatch {
  const uri = document.uri.toString();
  const before = vscode.languages.getDiagnostics(document.uri);
  let reports = 0;
  let lastReportAt = performance.now();
  let wake = () => {};
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((one) => one.toString() === uri)) {
      reports += 1;
      lastReportAt = performance.now();
      wake();
    }
  });
  const differs = (source: string) =>
    keyOf(before, source) !== keyOf(vscode.languages.getDiagnostics(document.uri), source);
  const isSure = (source: string) => differs(source) || (reports > 0 && isLive(source));
  /**
   * Diagnostics that say the same are new objects once their source set them anew. Where others show something, too,
   * one server may have set them for several: the results of a compiler that runs on save are among those.
   */
  const saysAgain = (source: string) => {
    const now = vscode.languages.getDiagnostics(document.uri);
    const isAlone = [...before, ...now].every((one) => (one.source ?? '') === source);
    return isAlone && now.some((one) => !before.includes(one));
  };
  /** True when a report came; false when the time was over or the signal went. */
  const nextReport = (delayMs: number, signal: AbortSignal): Promise<boolean> => {
    const seen = reports;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        wake = () => {};
        resolve(reports > seen);
      };
      const timer = setTimeout(end, Math.max(0, delayMs));
      signal.addEventListener('abort', end, { once: true });
      wake = end;
      if (signal.aborted) {
        end();
      }
    });
  };
  const isQuiet = async (forMs: number, signal: AbortSignal): Promise<boolean> => {
    for (let waitedMs = 0; waitedMs < forMs; waitedMs += quietStepMs) {
      if ((await nextReport(quietStepMs, signal)) || signal.aborted) {
        return false;
      }
    }
    return true;
  };
  return {
    lastReportAt: () => lastReportAt,
    differs,
    async settle(sources, limitMs, signal) {
      const deadline = Date.now() + limitMs;
      while (!signal.aborted) {
        const left = deadline - Date.now();
        const isCertain = sources.every(isSure);
        if (left <= 0) {
          return isCertain ? 'never settled' : 'no report';
        }
        if (!sources.every((one) => isSure(one) || saysAgain(one))) {
          await nextReport(left, signal);
        } else if (
          (await isQuiet(isCertain ? quietMs : sameQuietMs, signal)) &&
          Date.now() < deadline
        ) {
          return 'settled';
        }
      }
      return 'stopped';
    },
    async back(sources, limitMs, signal) {
      const deadline = Date.now() + limitMs;
      while (sources.some(differs)) {
        const reported = await nextReport(deadline - Date.now(), signal);
        if (!reported || signal.aborted) {
          return false;
        }
      }
      return true;
    },
    dispose: () => listener.dispose(),
  };
}

/** What a source says by lines and columns: a report about an earlier text keeps these. */
function keyOf(diagnostics: readonly vscode.Diagnostic[], wanted: string): string {
  return diagnostics
    .filter(({ source }) => (source ?? '') === wanted)
    .map(({ code, message, range: { end, start } }) =>
      JSON.stringify([start.line, start.character, end.line, end.character, message, code]),
    )
    .toSorted()
    .join('\n');
}
