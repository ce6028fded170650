import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../edit/edits.ts';
import { compareFindings, type Finding, type NotVerified, sumOf } from '../edit/verdict.ts';
import { changedExports } from '../edit/verdictExports.ts';
import type { Log } from '../log.ts';
import {
  askTypescript,
  documentsInTabs,
  findingsIn,
  typescriptLanguages,
  typescriptSource,
} from './checkFindings.ts';
import { checkOutside } from './checkOutside.ts';
import { type CheckResult, outdated, resultOf, unknown } from './checkResult.ts';
import { type DiagnosticsWatch, limitOf, watchDiagnostics } from './checkSettle.ts';
import { type Trial, trialTime, tryEdits } from './checkTrial.ts';
import { createTypescriptCheck } from './checkTypescript.ts';
import { over } from './checkUsers.ts';

/** A change of a document besides the one that is checked. */
export interface OtherChange {
  readonly document: vscode.TextDocument;
  readonly edits: readonly TextEdit[];
}

/** A change that is to be checked. */
export interface Checked {
  readonly document: vscode.TextDocument;
  /** The text that the edits are for. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
  /** What it changes in other documents besides, of their texts as they are now. */
  readonly elsewhere: readonly OtherChange[];
  /** What the change is to repair, as the editor shows it now; [] where nothing is known to be wrong. */
  readonly wanted: readonly Finding[];
  /** Called before the edits are put into the document. */
  readonly beforeTrial: () => Promise<void>;
}

/** Finds out what a change makes of the problems, and leaves the document as it was. */
export interface Check extends vscode.Disposable {
  /** Called when a change for the document is asked for: what takes time begins now. */
  warm(document: vscode.TextDocument, wanted: readonly Finding[]): void;
  /** Undefined when it was stopped. */
  check(checked: Checked, signal: AbortSignal): Promise<CheckResult | undefined>;
}

/** Who did not complain may take so long; then what they say counts for nothing. */
const othersMs = 1_500;
const lookAgainMs = 100;
/** Measured: each change of these documents is followed by a report. They are taken at their word. */
const ownServices: readonly string[] = [
  ...['json', 'jsonc'].flatMap((language) => [`${language} ${language}`, `${language} json`]),
  'jsonc ',
  ...['css', 'scss', 'less'].map((language) => `${language} ${language}`),
  'html css',
  'html javascript',
];

/** Creates the check; a process is started when a project of TypeScript or JavaScript is to be checked. */
export function createCheck(log: Log): Check {
  const typescript = createTypescriptCheck(log);
  /** Languages with the sources that look at text that is not saved: VS Code's own, and those that were seen to. */
  const live = new Set(ownServices);
  return {
    warm(document, wanted) {
      if (typescript.covers(document, wanted)) {
        typescript.warm(document);
      }
    },
    async check(checked, signal) {
      const { document, text, wanted } = checked;
      if (document.isClosed || document.getText() !== text) {
        return unknown(document.isClosed ? 'closed' : 'typing');
      }
      await untilShown(document, wanted, signal);
      if (document.getText() !== text) {
        return outdated;
      }
      const edits = checked.edits.map((edit) => withLineEnds(document, edit));
      if (typescript.covers(document, wanted)) {
        const found = await checkOutside(typescript, { ...checked, edits }, log, signal);
        if (document.getText() !== text) {
          return outdated;
        }
        if (found !== undefined) {
          return found;
        }
      }
      if (signal.aborted) {
        return undefined;
      }
      return wanted.length === 0
        ? { verdict: { kind: 'not checked', reason: 'no problem' }, complaints: [] }
        : checkInDocument({ ...checked, edits }, live, log, signal);
    },
    dispose: () => typescript.dispose(),
  };
}

/** After a key the editor may show nothing for a moment, or what was there before. */
async function untilShown(
  document: vscode.TextDocument,
  wanted: readonly Finding[],
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + othersMs;
  const isShown = () => samePlaces(findingsIn(document), wanted).length >= wanted.length;
  while (!isShown() && !signal.aborted && performance.now() < deadline) {
    await over(signal, lookAgainMs);
  }
}

/** The editor keeps one kind of line end. */
function withLineEnds(document: vscode.TextDocument, edit: TextEdit): TextEdit {
  const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  return { ...edit, text: edit.text.replace(/\r\n|\r|\n/g, end) };
}

/** The edits stand in the document until those who complained have looked at them. */
async function checkInDocument(
  checked: Checked,
  live: Set<string>,
  log: Log,
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
  const watch = watchDiagnostics(document, (source) => live.has(key(source)));
  try {
    const trial = await tryEdits(editor, edits);
    if (trial === undefined) {
      return unknown('typing');
    }
    const seen = await seenIn(trial, watch, before, sources, timeMs, signal);
    const why = trial.interruption();
    if (why !== undefined || signal.aborted || typeof seen === 'string') {
      return why === undefined && signal.aborted
        ? undefined
        : unknown(why ?? (seen as NotVerified));
    }
    const comparison = sumOf(
      before.map(({ findings }, index) =>
        compareFindings(
          findings.filter(({ source }) => index > 0 || seen.sources.has(source)),
          seen.looked[index]?.filter(({ source }) => index > 0 || seen.sources.has(source)) ?? [],
          index === 0 ? edits : [],
          index === 0 ? samePlaces(findings, wanted) : [],
        ),
      ),
    );
    // Some clear their problems at a key and look only on save, some end: those do not show them again by themselves.
    const unproven =
      comparison.fixed > 0 ? sources.filter((one) => !ownServices.includes(key(one))) : [];
    if (!(await watch.back(unproven, timeMs, signal))) {
      const wasLive = unproven.filter((one) => live.delete(key(one))).length > 0;
      return signal.aborted ? undefined : unknown(wasLive ? 'fell silent' : 'no report');
    }
    for (const source of unproven) {
      live.add(key(source));
    }
    log.info(
      `fix: checked in the document, ${sinceMs(watch.lastReportAt())} ms after the last report`,
    );
    const changed = changedExports(text, applyEdits(text, edits), document.languageId);
    return await resultOf(document, comparison, before.length, changed);
  } finally {
    watch.dispose();
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
function samePlaces(seen: readonly Finding[], wanted: readonly Finding[]): readonly Finding[] {
  return seen.filter((one) =>
    wanted.some(
      ({ code, source, span }) =>
        code === one.code && source === one.source && span.start === one.span.start,
    ),
  );
}
