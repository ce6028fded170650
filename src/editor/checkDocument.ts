import * as vscode from 'vscode';
import { applyEdits } from '../edit/edits.ts';
import {
  type Comparison,
  compareFindings,
  type Finding,
  type NotVerified,
  sumOf,
} from '../edit/verdict.ts';
import { changedExports } from '../edit/verdictExports.ts';
import type { CheckDeps, Checked } from './check.ts';
import {
  askTypescript,
  documentsInTabs,
  findingsIn,
  typescriptLanguages,
  typescriptSource,
} from './checkFindings.ts';
import { type CheckResult, outdated, resultOf, unknown } from './checkResult.ts';
import { type DiagnosticsWatch, limitOf, watchDiagnostics } from './checkSettle.ts';
import { type Trial, trialTime, tryEdits } from './checkTrial.ts';
import { over } from './checkUsers.ts';

/** Who did not complain may take so long, in milliseconds; then what they say counts for nothing. */
export const othersMs = 1_500;
/** Measured: each change of these documents is followed by a report. They are taken at their word. */
export const ownServices: readonly string[] = [
  ...['json', 'jsonc'].flatMap((language) => [`${language} ${language}`, `${language} json`]),
  'jsonc ',
  ...['css', 'scss', 'less'].map((language) => `${language} ${language}`),
  'html css',
  'html javascript',
];

/** The edits stand in the document until those who complained have looked at them. */
export async function checkInDocument(
  checked: Checked,
  live: Set<string>,
  { log, store }: CheckDeps,
  signal: AbortSignal,
): Promise<CheckResult | undefined> {
  const { document, edits, text, wanted } = checked;
  const editor = vscode.window.activeTextEditor;
  const named = [...new Set(wanted.map(({ source }) => source))];
  const timeMs = trialTime(document, Math.max(...named.map(limitOf)));
  if (typeof timeMs !== 'number' || editor?.document !== document) {
    const reason = typeof timeMs === 'number' ? 'not in view' : timeMs;
    return { verdict: { kind: 'not checked', reason }, complaints: [] };
  }
  const before = await lookAround(document);
  if (document.getText() !== text) {
    return outdated;
  }
  if (samePlaces(before[0]?.findings ?? [], wanted).length < wanted.length) {
    // Who complained is still busy with what was typed last.
    return unknown('never settled');
  }
  // The TypeScript service answers when it is asked; the others report when they have looked.
  const sources = named.filter((one) => one !== typescriptSource || before[0]?.asked !== true);
  const key = (source: string) => `${document.languageId} ${source}`;
  await checked.beforeTrial();
  const forget = await keepDraft(store, checked);
  if (document.getText() !== text) {
    await forget();
    return outdated;
  }
  const watch = watchDiagnostics(document, (source) => live.has(key(source)));
  try {
    const trial = await tryEdits(editor, edits, forget);
    if (trial === undefined) {
      return unknown(whyRefused(checked));
    }
    const seen = await seenIn(trial, watch, before, sources, timeMs, signal);
    const why = trial.interruption();
    if (why !== undefined || signal.aborted || typeof seen === 'string') {
      return why === undefined && signal.aborted
        ? undefined
        : unknown(why ?? (seen as NotVerified));
    }
    const reportedAtMs = watch.lastReportAt();
    const comparison = comparisonOf(before, seen, checked);
    const unproven =
      comparison.fixed > 0 ? sources.filter((one) => !ownServices.includes(key(one))) : [];
    const end = await endOfTrial(watch, checked, unproven, timeMs, signal);
    if (end === 'stopped') {
      return undefined;
    }
    if (end !== 'back') {
      const wasLive =
        end === 'no report' && unproven.filter((one) => live.delete(key(one))).length > 0;
      return unknown(wasLive ? 'fell silent' : end);
    }
    for (const source of unproven) {
      live.add(key(source));
    }
    log.info(
      `fix: checked in the document, ${sinceMs(watch.lastReportAt())} ms after the last report, ` +
        `${sinceMs(reportedAtMs)} ms after the one about the change`,
    );
    const changed = changedExports(text, applyEdits(text, edits), document.languageId);
    // What others show may be about the text before.
    const openFiles = 1 + before.slice(1).filter(({ asked }) => asked).length;
    return await resultOf(document, comparison, openFiles, changed, signal);
  } finally {
    watch.dispose();
  }
}

/** Why VS Code did not take the edits of a trial. */
function whyRefused({ document, text }: Checked): NotVerified {
  if (document.isClosed) {
    return 'closed';
  }
  return document.getText() === text ? 'refused' : 'typing';
}

/** The changed document is the first; of what it shows only that counts whose source has looked. */
function comparisonOf(
  before: readonly Looked[],
  seen: Seen,
  { edits, wanted }: Checked,
): Comparison {
  return sumOf(
    before.map(({ findings }, index) =>
      compareFindings(
        findings.filter(({ source }) => index > 0 || seen.sources.has(source)),
        seen.looked[index]?.filter(({ source }) => index > 0 || seen.sources.has(source)) ?? [],
        index === 0 ? edits : [],
        index === 0 ? samePlaces(findings, wanted) : [],
      ),
    ),
  );
}

/** Kept before the trial, so that a window that closes in between finds the text; resolves to what drops it. */
async function keepDraft(
  store: CheckDeps['store'],
  { document, edits, text }: Checked,
): Promise<() => Promise<void>> {
  const head = edits[0]?.start ?? 0;
  const tail = text.length - (edits.at(-1)?.end ?? 0);
  await store.draft(document.uri, { before: text, head, tail });
  return () => store.draft(document.uri, undefined);
}

/**
 * Waits for the sources to show their problems again, now that the change is out. Some clear them at a key and look
 * only on save, some end: those do not. Who types meanwhile moves them, so that nobody can say.
 */
async function endOfTrial(
  watch: DiagnosticsWatch,
  { document, text }: Checked,
  sources: readonly string[],
  limitMs: number,
  signal: AbortSignal,
): Promise<'back' | 'no report' | 'typing' | 'stopped'> {
  const typed = new AbortController();
  const look = () => document.getText() !== text && typed.abort();
  const changes = vscode.workspace.onDidChangeTextDocument(look);
  try {
    look();
    const isBack = await watch.back(sources, limitMs, AbortSignal.any([signal, typed.signal]));
    return signal.aborted
      ? 'stopped'
      : typed.signal.aborted
        ? 'typing'
        : isBack
          ? 'back'
          : 'no report';
  } finally {
    changes.dispose();
  }
}

interface Seen {
  /** By document. */
  readonly looked: readonly (readonly Finding[])[];
  /** Who has looked at the new text; what others show is about the old one. */
  readonly sources: ReadonlySet<string>;
}

/** What is shown while the edits are in the document; they are out of it at the end, however it ends. */
async function seenIn(
  trial: Trial,
  watch: DiagnosticsWatch,
  before: readonly Looked[],
  sources: readonly string[],
  timeMs: number,
  signal: AbortSignal,
): Promise<Seen | NotVerified> {
  const deadline = Date.now() + timeMs;
  const ends = AbortSignal.any([signal, trial.interrupted]);
  try {
    const settled = sources.length === 0 ? 'settled' : await watch.settle(sources, timeMs, ends);
    if (settled !== 'settled') {
      return settled === 'stopped' ? 'never settled' : settled;
    }
    const asked = before[0]?.asked === true;
    const shown = [...new Set((before[0]?.findings ?? []).map(({ source }) => source))];
    const others = shown.filter(
      (one) => !sources.includes(one) && !(asked && one === typescriptSource),
    );
    if (others.length > 0) {
      await watch.settle(others, Math.min(othersMs, deadline - Date.now()), ends);
    }
    const asks = before.map((one) => look(one.document, one.asked));
    const looked = await Promise.race([Promise.all(asks), over(ends, deadline - Date.now())]);
    if (looked?.some(({ asked: answers }, index) => before[index]?.asked === true && !answers)) {
      return 'fell silent';
    }
    return looked === undefined
      ? 'never settled'
      : {
          looked: looked.map(({ findings }) => findings),
          sources: sourcesSeen(looked[0]?.findings ?? [], shown, sources, watch, asked),
        };
  } finally {
    await trial.takeOut();
  }
}

/** Those that had nothing to say before and say something now have looked, too. */
function sourcesSeen(
  now: readonly Finding[],
  shown: readonly string[],
  waitedFor: readonly string[],
  watch: DiagnosticsWatch,
  asked: boolean,
): ReadonlySet<string> {
  const all = [...shown, ...now.map(({ source }) => source)];
  return new Set(
    all.filter(
      (one) => waitedFor.includes(one) || (asked && one === typescriptSource) || watch.differs(one),
    ),
  );
}

function sinceMs(at: number): string {
  return (performance.now() - at).toFixed(0);
}

interface Looked {
  readonly document: vscode.TextDocument;
  readonly findings: readonly Finding[];
  /** The TypeScript service was asked and answered. */
  readonly asked: boolean;
}

function lookAround(document: vscode.TextDocument): Promise<readonly Looked[]> {
  return Promise.all(documentsInTabs(document).map((one) => look(one, true)));
}

async function look(document: vscode.TextDocument, ask: boolean): Promise<Looked> {
  const isAsked = ask && typescriptLanguages.includes(document.languageId);
  const answer = isAsked ? await askTypescript(document) : undefined;
  const shown = findingsIn(document);
  return {
    document,
    asked: answer !== undefined,
    findings:
      answer === undefined
        ? shown
        : [...answer, ...shown.filter(({ source }) => source !== typescriptSource)],
  };
}

/** What is wanted, among what was looked up anew. */
export function samePlaces(
  seen: readonly Finding[],
  wanted: readonly Finding[],
): readonly Finding[] {
  return seen.filter((one) =>
    wanted.some(
      ({ code, source, span }) =>
        code === one.code && source === one.source && span.start === one.span.start,
    ),
  );
}
