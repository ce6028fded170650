import type { ModelClient } from '../model/client.ts';
import { promptKey } from '../model/responseCache.ts';
import type { FillPrompt, SafeFill, Snippet } from '../privacy/safePrompt.ts';
import type { CodeScope, Settings } from '../settings.ts';
import type { Snapshot } from '../text/document.ts';
import { type ReaderAt, scopeAt } from '../text/scope.ts';
import { type DelayFacts, requestDelayMs } from './delay.ts';
import { type Extent, extentAt } from './extent.ts';
import type { FlightDeck } from './flightDeck.ts';
import type { CompletionQuery, RefusalReason } from './outcome.ts';
import type { Pace, PaceBook } from './pace.ts';
import { buildFill, keyContext } from './prompt.ts';

/** The settings that the pipeline reads, as they hold for one document. */
export type CompletionSettings = Pick<
  Settings,
  | 'completion.instant'
  | 'completion.maxLines'
  | 'completion.delayMs'
  | 'completion.scopes'
  | 'ollama.contextTokens'
>;

/** A request ready to be sent. */
export interface Prepared {
  readonly client: ModelClient;
  readonly prompt: SafeFill;
  readonly extent: Extent;
  /** Key of the reply in the response cache. */
  readonly key: string;
  /** Time to wait before asking. */
  readonly delayMs: number;
}

/** What one question needs to know of its place; each part is made when it is first asked for, and once. */
export interface Preparation {
  readonly settings: CompletionSettings;
  scope(): CodeScope;
  /** The request for this model, or why the privacy gate makes none. */
  request(client: ModelClient): Prepared | RefusalReason;
}

/** What preparing is built from. */
export interface PrepareDeps {
  readonly settingsFor: (document: Snapshot) => CompletionSettings;
  /** The privacy gate: nothing else makes a prompt that a model accepts. */
  readonly pass: (
    prompt: FillPrompt,
    document: Snapshot,
    client: ModelClient,
  ) => SafeFill | RefusalReason;
  /** Pieces of other places, as gathered before: never waited for. Absent: none. */
  readonly contextFor?: (document: Snapshot) => readonly Snippet[];
  readonly pace: PaceBook;
  readonly deck: FlightDeck;
  readonly readerAt: ReaderAt;
}

/** From this share of requests in vain on, less is asked for: what follows a mistake is of no use. */
const muchWasted = 0.5;
const linesThen = 2;

/** A model may take this long to write what was asked; a slower one is asked for less. */
const longestReplyMs = 4_000;
const fewestTokens = 24;
const charactersPerToken = 3;

/** Begins to prepare the answer to one question. */
export function prepare(
  deps: PrepareDeps,
  query: CompletionQuery,
  facts: Pick<DelayFacts, 'probing'>,
): Preparation {
  const { document, offset } = query;
  const settings = deps.settingsFor(document);
  let scope: CodeScope | undefined;
  let made:
    | { readonly client: ModelClient; readonly request: Prepared | RefusalReason }
    | undefined;
  const scopeHere = () => {
    scope ??= scopeAt(document, offset, deps.readerAt);
    return scope;
  };
  const make = (client: ModelClient): Prepared | RefusalReason => {
    const context = deps.contextFor?.(document) ?? [];
    const fill = buildFill(document, offset, settings['ollama.contextTokens'], context);
    const prompt = deps.pass(fill, document, client);
    if (typeof prompt === 'string') {
      return prompt;
    }
    const extent = limitExtent(
      extentAt(document, offset, scopeHere()),
      settings['completion.maxLines'],
      deps.pace.of(client.id),
      deps.deck.wasted(),
    );
    const delayMs =
      query.trigger === 'invoked'
        ? 0
        : requestDelayMs({
            settingMs: settings['completion.delayMs'],
            wasted: deps.deck.wasted(),
            ...facts,
          });
    return { client, prompt, extent, key: keyOf(client, prompt, extent, scopeHere()), delayMs };
  };
  return {
    settings,
    scope: scopeHere,
    request(client) {
      if (made?.client !== client) {
        made = { client, request: make(client) };
      }
      return made.request;
    },
  };
}

/**
 * Everything that determines a kept reply. Its stops follow from the way of filling, which is part of
 * the client's id, and from the prompt. Two things are left out because they never determine one: the
 * temperature, for only greedy replies are kept, and the most tokens, for one that they cut is not.
 */
function keyOf(client: ModelClient, prompt: SafeFill, extent: Extent, scope: CodeScope): string {
  const { languageId, path, prefix, suffix } = prompt;
  const { kind, maxLines } = extent;
  const asked = [languageId, path, prefix, suffix, keyContext(prompt)];
  return promptKey([client.id, kind, `${maxLines}`, scope, ...asked]);
}

/** Asks for what the user allows, what the model can write in time, and no more than it lately got right. */
function limitExtent(
  extent: Extent,
  mostLines: number,
  pace: Pace | undefined,
  wasted: number,
): Extent {
  const affordable =
    pace === undefined
      ? extent.maxTokens
      : (pace.charactersPerSecond / charactersPerToken) * (longestReplyMs / 1000);
  const limits = [
    extent.maxLines,
    ...(mostLines > 0 ? [mostLines] : []),
    ...(wasted > muchWasted ? [linesThen] : []),
  ];
  return {
    ...extent,
    maxLines: Math.min(...limits),
    maxTokens: Math.round(Math.max(fewestTokens, Math.min(extent.maxTokens, affordable))),
  };
}
