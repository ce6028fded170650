import * as vscode from 'vscode';
import { definitionText } from '../completion/context/symbols.ts';
import type { Log } from '../log.ts';
import { type UsedName, usedNames } from '../subject/names.ts';
import type { Subject, Use } from '../subject/subject.ts';
import type { Span } from '../text/document.ts';
import { definitionOf, spanIn, type Target } from './contextDefinitions.ts';
import { guardedFileOf } from './contextSources.ts';
import { toGuardedFile } from './convert.ts';
import type { IgnoreFiles } from './ignoreFiles.ts';
import { readText } from './readText.ts';
import { languageOfFile } from './sourceFiles.ts';

/** A use and where it is defined. */
export interface FoundUse extends Use {
  readonly uri: vscode.Uri;
  /** Counted from 0. */
  readonly line: number;
}

/** All that a language server says by then is used; nobody waits longer for a better answer. */
const deadlineMs = 400;
const mostNames = 8;
const longestType = 600;

/**
 * Looks up what the code uses: the definition where it is in another file, the type where it is in this one. Files
 * that may not be read as context say nothing, neither do their types.
 */
export async function findUses(
  document: vscode.TextDocument,
  { spans, text }: Subject,
  ignoreFiles: IgnoreFiles,
  log: Log,
  signal: AbortSignal,
): Promise<readonly FoundUse[]> {
  const found: FoundUse[] = [];
  const names = usedNames(text, spans, mostNames);
  const looks = names.map(async (name) => {
    const use = await findUse(document, name, spans, ignoreFiles);
    if (use !== undefined) {
      found.push(use);
    }
  });
  const all = Promise.allSettled(looks).then((results) => {
    for (const result of results) {
      if (result.status === 'rejected') {
        log.debug(`use not found: ${String(result.reason)}`);
      }
    }
  });
  await Promise.race([all, over(signal)]);
  const order = names.map(({ name }) => name);
  return found.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

function over(signal: AbortSignal): Promise<void> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  return new Promise((resolve) => {
    ends.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function findUse(
  document: vscode.TextDocument,
  used: UsedName,
  spans: readonly Span[],
  ignoreFiles: IgnoreFiles,
): Promise<FoundUse | undefined> {
  const target = await definitionOf(document, used);
  if (target === undefined) {
    return undefined;
  }
  const { name } = used;
  const { range, uri } = target;
  const place = { name, uri, line: range.start.line };
  if (uri.toString() === document.uri.toString()) {
    const start = document.offsetAt(range.start);
    const isShown = spans.some((span) => span.start <= start && start <= span.end);
    const text = isShown
      ? await typeAt(document, used)
      : definitionText(document.getText(), spanIn(document.getText(), range));
    const kind = isShown ? 'type' : 'definition';
    return text === '' ? undefined : { ...place, kind, file: guardedFileOf(document), text };
  }
  return elsewhere(place, target, ignoreFiles);
}

async function elsewhere(
  place: Pick<FoundUse, 'name' | 'uri' | 'line'>,
  { range, uri }: Target,
  ignoreFiles: IgnoreFiles,
): Promise<FoundUse | undefined> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const languageId = open?.languageId ?? languageOfFile(uri.path);
  if (languageId === undefined) {
    return undefined;
  }
  if (!ignoreFiles.cover(uri)) {
    await ignoreFiles.readFor(uri);
  }
  const file = toGuardedFile(uri, languageId, open !== undefined);
  if (ignoreFiles.gate().refusalOf(file, 'context') !== undefined) {
    return undefined;
  }
  const text = open?.getText() ?? (await readText(uri)) ?? '';
  const head = definitionText(text, spanIn(text, range));
  return head === '' ? undefined : { ...place, kind: 'definition', file, text: head };
}

/** What the editor shows as code when one points at the name. */
async function typeAt(document: vscode.TextDocument, { offset }: UsedName): Promise<string> {
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[] | undefined>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(offset),
  );
  const texts = (hovers ?? []).flatMap(({ contents }) =>
    contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
  const code = texts.flatMap((text) => /```\w*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? []);
  return (code[0] ?? '').slice(0, longestType);
}
