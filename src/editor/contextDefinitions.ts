import * as vscode from 'vscode';
import type { Definition, Place } from '../completion/context/candidates.ts';
import { definitionText, type SymbolUse, symbolsAround } from '../completion/context/symbols.ts';
import type { Log } from '../log.ts';
import type { GuardedFile } from '../privacy/gate.ts';
import type { Span } from '../text/document.ts';
import { toGuardedFile, toSpan } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { readText } from './readText.ts';
import { languageOfFile } from './sourceFiles.ts';

/** Definitions of what the code near the cursor uses, from the language server and never waited for. */
export interface Definitions {
  /**
   * Looks up the names at a place, one after the other, until `signal` aborts or the time is up.
   * Resolves with true when something new is known.
   */
  look(document: vscode.TextDocument, place: Place, signal: AbortSignal): Promise<boolean>;
  /** What was found lately, the most current first. */
  current(): readonly Definition[];
  clear(): void;
}

interface Found {
  readonly file: GuardedFile;
  readonly text: string;
  turn: number;
}

/** What the language server said, also when it was nothing. */
interface Answer {
  readonly at: number;
  readonly found: Found | undefined;
}

/** A language server that takes longer is busy with something else. */
const deadlineMs = 1_500;
/** What was found is asked for again after so long: the definition may have changed. */
const freshMs = 60_000;
const mostKept = 12;
const mostRemembered = 300;

/** Creates an empty collection. */
export function createDefinitions(deps: {
  readonly ignoreFiles: IgnoreFiles;
  readonly now: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly log: Log;
}): Definitions {
  const answers = new Map</* document and name */ string, Answer>();
  let turn = 0;

  const lookUp = async (document: vscode.TextDocument, use: SymbolUse, window: Span) => {
    const target = await definitionOf(document, use);
    if (target === undefined) {
      return undefined;
    }
    const { range, uri } = target;
    const open = vscode.workspace.textDocuments.find(
      (one) => one.uri.toString() === uri.toString(),
    );
    if (open === document && isInside(toSpan(document, range), window)) {
      return undefined;
    }
    const languageId = open?.languageId ?? languageOfFile(uri.path);
    const file = toGuardedFile(uri, languageId ?? '', open !== undefined);
    const { ignoreFiles } = deps;
    const known = languageId !== undefined && ignoreFiles.cover(uri);
    if (!known || ignoreFiles.gate().refusalOf(file, 'context') !== undefined) {
      return undefined;
    }
    const text = open?.getText() ?? (await readText(uri));
    const cut = text === undefined ? '' : definitionText(text, spanIn(text, range));
    return cut === '' ? undefined : { file, text: cut, turn };
  };

  /** Asks once; until the answer comes, and when none comes, there is no definition. */
  const ask = async (document: vscode.TextDocument, use: SymbolUse, key: string, window: Span) => {
    const at = deps.now();
    answers.delete(key);
    answers.set(key, { at, found: undefined });
    try {
      answers.set(key, { at, found: await lookUp(document, use, window) });
    } catch (error) {
      deps.log.debug(`definition not found: ${String(error)}`);
    }
  };

  const lookUpAll = async (
    document: vscode.TextDocument,
    { document: { text, version }, offset, window }: Place,
    signal: AbortSignal,
  ) => {
    const over = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let changed = false;
    for (const use of symbolsAround(text, offset)) {
      if (signal.aborted || document.isClosed || document.version !== version) {
        break;
      }
      const key = `${document.uri.toString()} ${use.name}`;
      const before = answers.get(key);
      if (before === undefined || deps.now() - before.at >= freshMs) {
        await Promise.race([ask(document, use, key, window), over]);
      }
      const found = answers.get(key)?.found;
      if (found !== undefined) {
        changed ||= found.turn < turn - 1 || found.text !== before?.found?.text;
        found.turn = turn;
      }
    }
    for (const key of [...answers.keys()].slice(0, -mostRemembered)) {
      answers.delete(key);
    }
    return changed;
  };

  return {
    async look(document, place, signal) {
      turn += 1;
      const deadline = new AbortController();
      const stop = deps.after(deadlineMs, () => deadline.abort());
      const changed = await lookUpAll(document, place, AbortSignal.any([signal, deadline.signal]));
      stop();
      return changed;
    },
    current: () =>
      [...answers.values()]
        .flatMap(({ found }) => found ?? [])
        .sort((one, other) => other.turn - one.turn)
        .slice(0, mostKept)
        .map((found) => ({ file: found.file, text: found.text, age: turn - found.turn })),
    clear: () => answers.clear(),
  };
}

/** Where a name is defined. */
export interface Target {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/** The first definition that the language server names. */
export async function definitionOf(
  document: vscode.TextDocument,
  { offset }: Pick<SymbolUse, 'offset'>,
): Promise<Target | undefined> {
  const found = await vscode.commands.executeCommand<
    readonly (vscode.Location | vscode.LocationLink)[] | undefined
  >('vscode.executeDefinitionProvider', document.uri, document.positionAt(offset));
  const [first] = found ?? [];
  if (first === undefined) {
    return undefined;
  }
  return 'targetUri' in first ? { uri: first.targetUri, range: first.targetRange } : first;
}

function isInside({ start }: Span, window: Span): boolean {
  return start >= window.start && start < window.end;
}

/** Offsets of a range in a text that is in no editor. */
export function spanIn(text: string, { end, start }: vscode.Range): Span {
  const offsetOf = ({ character, line }: vscode.Position) => {
    let from = 0;
    for (let count = 0; count < line; count++) {
      const newline = text.indexOf('\n', from);
      if (newline === -1) {
        return text.length;
      }
      from = newline + 1;
    }
    return Math.min(text.length, from + character);
  };
  return { start: offsetOf(start), end: offsetOf(end) };
}
