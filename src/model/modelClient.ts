import type { ChatTurn, SafeSnippet } from '../privacy/safePrompt.ts';
import { chatFillTurns, createFenceFilter } from './chatFill.ts';
import {
  type ChatRequest,
  type FillRequest,
  isModelError,
  type ModelChunk,
  type ModelClient,
} from './client.ts';
import {
  commonEnds,
  commonFillMarks,
  createDisguise,
  createTokenScreen,
  type Disguise,
} from './controlTokens.ts';
import { type FillChoice, type FillMode, fillModeName } from './fill.ts';
import { renderContext } from './fillContext.ts';
import { type Feature, type Meter, metered } from './meter.ts';
import type { Wire } from './wire.ts';

/** What a client is made of. */
export interface ModelClientParts {
  readonly backend: 'ollama' | 'openai';
  readonly wire: Wire;
  readonly model: string;
  readonly local: boolean;
  readonly fill: FillChoice;
  /** Told when the server began to answer a request: it is there and takes our key. */
  readonly answered: () => void;
  /** Counts the requests; absent: nobody does. */
  readonly meter?: Meter | undefined;
}

/** Makes a model behind a wire into what the pipeline asks; a wrong way of filling repairs itself. */
export function createModelClient(parts: ModelClientParts): ModelClient {
  const { wire, model, fill } = parts;
  const { host } = new URL(wire.origin);
  return {
    get id() {
      return `${parts.backend} ${wire.origin} ${model} ${fillModeName(fill.current())}`;
    },
    model,
    host,
    local: parts.local,
    stream: (request, signal) =>
      noticed(
        request.kind === 'chat' ? chat(parts, request, signal) : filled(parts, request, signal),
        parts.answered,
      ),
  };
}

async function* noticed(
  chunks: AsyncIterable<ModelChunk>,
  answered: () => void,
): AsyncGenerator<ModelChunk> {
  let first = true;
  for await (const chunk of chunks) {
    if (first) {
      first = false;
      answered();
    }
    yield chunk;
  }
}

function chat(
  parts: ModelClientParts,
  { prompt, maxTokens, temperature, feature = 'chat' }: ChatRequest,
  signal: AbortSignal,
): AsyncIterable<ModelChunk> {
  const { tools = [], toolsRequired = false, turns } = prompt;
  const { model, wire } = parts;
  const question = { work: 'answer', model, turns, maxTokens, temperature, stop: [] } as const;
  return counted(parts, feature, lengthOf(turns), (sent) => {
    const asked = { ...question, sent };
    return wire.chat(tools.length === 0 ? asked : { ...asked, tools, toolsRequired }, signal);
  });
}

function counted(
  { local, meter, model, wire: { origin } }: ModelClientParts,
  feature: Feature,
  promptCharacters: number,
  start: (sent: () => void) => AsyncIterable<ModelChunk>,
): AsyncIterable<ModelChunk> {
  return metered(meter, { origin, model, local, feature, promptCharacters }, start);
}

function lengthOf(turns: readonly ChatTurn[]): number {
  return turns.reduce((sum, { content }) => sum + content.length, 0);
}

/** The reply shows that the model or its server does not know this way of filling. */
class WrongWay extends Error {}

/**
 * Fills in the current way. While nothing was handed on, a sign that it is the wrong one leads to the
 * next; each way is tried at most once. The one that gives text is remembered; where none does, all
 * stays as it was and the last failure counts.
 */
async function* filled(
  parts: ModelClientParts,
  request: FillRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk> {
  let failure: unknown;
  for (const mode of parts.fill.toTry()) {
    let gaveText = false;
    try {
      for await (const chunk of attempt(parts, mode, request, signal)) {
        if (chunk.kind === 'text' && !gaveText) {
          gaveText = true;
          parts.fill.worked(mode);
        }
        yield chunk;
      }
      return;
    } catch (cause) {
      signal.throwIfAborted();
      if (gaveText || !isWrongWay(cause, parts.backend)) {
        throw cause;
      }
      failure = cause;
    }
  }
  if (!(failure instanceof WrongWay)) {
    throw failure;
  }
  yield { kind: 'end', reason: 'filtered' };
}

/** Answers by which a server says that it does not fill in this way. */
const refusals: readonly number[] = [400, 404, 405, 422, 501];

function isWrongWay(cause: unknown, backend: ModelClientParts['backend']): boolean {
  if (cause instanceof WrongWay) {
    return true;
  }
  if (!isModelError(cause)) {
    return false;
  }
  const { status = 0, detail = '' } = cause.facts;
  if (status === 404) {
    // Ollama's endpoints are always there: the model is what is missing. Elsewhere a server of chat
    // models alone answers like this.
    return backend === 'openai';
  }
  // llama.cpp answers 500 "Unsupported param: suffix".
  return refusals.includes(status) || (status === 500 && /suffix|unsupported/i.test(detail));
}

/** A reply that begins with more white space than this does not come to an answer. */
const mostBlank = 1_000;

/** One request in one way, without control tokens and, for a single line, without what follows it. */
async function* attempt(
  parts: ModelClientParts,
  mode: FillMode,
  request: FillRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk> {
  const tokens = tokensOf(mode);
  const { prompt } = request;
  const disguise = createDisguise(
    [prompt.prefix, prompt.suffix, prompt.path, ...prompt.context.flatMap(textsOf)],
    [...tokens.marks, ...tokens.ends],
  );
  const clean = cleaner(mode, request, disguise);
  // White space alone is no answer yet: a leaked token behind it still leads to another way.
  let blank: string | undefined = '';
  for await (const chunk of ask(parts, mode, request, disguise, signal)) {
    if (chunk.kind === 'thinking') {
      yield chunk;
      continue;
    }
    const { text, over, token } = chunk.kind === 'text' ? clean.take(chunk.text) : clean.rest();
    const next: string = (blank ?? '') + text;
    blank = blank !== undefined && next.trim() === '' ? next : undefined;
    if (blank !== undefined && token !== undefined && tokens.marks.includes(token)) {
      throw new WrongWay(`the reply begins with ${token}`);
    }
    if (blank === undefined && next !== '') {
      yield { kind: 'text', text: next };
    }
    if (chunk.kind === 'end' || over || (blank?.length ?? 0) > mostBlank) {
      const end: ModelChunk = chunk.kind === 'end' ? chunk : { kind: 'end', reason: 'stop' };
      // The end of the line ends a single line at once; only a longer hole is never filled with nothing.
      const empty = blank !== undefined && !request.singleLine && end.reason === 'stop';
      if (empty && parts.fill.cameEmpty()) {
        throw new WrongWay('empty replies');
      }
      yield end;
      return;
    }
  }
}

function textsOf({ path, text }: SafeSnippet): readonly string[] {
  return [path, text];
}

function tokensOf(mode: FillMode): {
  readonly marks: readonly string[];
  readonly ends: readonly string[];
} {
  return mode.kind === 'template' ? mode.template : { marks: commonFillMarks, ends: commonEnds };
}

function ask(
  parts: ModelClientParts,
  mode: FillMode,
  request: FillRequest,
  { hide }: Disguise,
  signal: AbortSignal,
): AsyncIterable<ModelChunk> {
  const { maxTokens, temperature, singleLine } = request;
  const { languageId } = request.prompt;
  const prefix = hide(request.prompt.prefix);
  const suffix = hide(request.prompt.suffix);
  const path = hide(request.prompt.path);
  const context = request.prompt.context.map((snippet) => ({
    ...snippet,
    path: hide(snippet.path),
    text: hide(snippet.text),
  }));
  const { model, wire } = parts;
  const common = { model, maxTokens, temperature };
  const complete = (prompt: string, stop: readonly string[], hole?: string) =>
    counted(parts, 'completion', prompt.length + (hole?.length ?? 0), (sent) =>
      wire.complete(
        { ...common, prompt, stop, sent, ...(hole === undefined ? {} : { suffix: hole }) },
        signal,
      ),
    );
  const lineEnd = singleLine && !mayBeginWithLineBreak(prefix, suffix) ? ['\n'] : [];
  switch (mode.kind) {
    case 'suffix': {
      const { before } = renderContext(context, languageId, false);
      return complete(before + prefix, lineEnd, suffix);
    }
    case 'template': {
      const { ends, fileTokens, render } = mode.template;
      const { before, files } = renderContext(context, languageId, fileTokens);
      const hole = { prefix: before + prefix, suffix, path, languageId, singleLine, files };
      const prompt = render(hole);
      // The marks are no stops: a reply that begins with one has to be seen.
      return complete(prompt, [...lineEnd, ...ends]);
    }
    case 'chat': {
      const turns = chatFillTurns({ prefix, suffix, path, languageId, context });
      return counted(parts, 'completion', lengthOf(turns), (sent) =>
        wire.chat({ ...common, work: 'fill', turns, stop: [], sent }, signal),
      );
    }
  }
}

/** On a blank line a model may begin with a line break: the server must not stop there. */
function mayBeginWithLineBreak(prefix: string, suffix: string): boolean {
  const before = prefix.slice(prefix.lastIndexOf('\n') + 1);
  const [after = ''] = suffix.split('\n', 1);
  return before.trim() === '' && after.trim() === '';
}

interface Cleaned {
  readonly text: string;
  /** The reply is over although the server goes on. */
  readonly over: boolean;
  /** The control token that ended it. */
  readonly token?: string;
}

/** Languages in which a Markdown fence is text. */
const markdown: readonly string[] = ['markdown', 'mdx', 'quarto', 'rmd'];

/** Takes control tokens, an opening fence of a chat, and whatever follows a single line out of a reply. */
function cleaner(
  mode: FillMode,
  { prompt, singleLine }: FillRequest,
  disguise: Disguise,
): { take(piece: string): Cleaned; rest(): Cleaned } {
  const { marks, ends } = tokensOf(mode);
  const screen = createTokenScreen([...marks, ...ends], disguise);
  const fence =
    mode.kind === 'chat' && !markdown.includes(prompt.languageId) ? createFenceFilter() : undefined;
  let begun = false;
  const untilLineEnd = (text: string, over: boolean): Omit<Cleaned, 'token'> => {
    if (!singleLine) {
      return { text, over };
    }
    const start = begun ? 0 : text.search(/\S/);
    begun ||= start !== -1;
    const newline = start === -1 ? -1 : text.indexOf('\n', start);
    return newline === -1
      ? { text, over }
      : { text: text.slice(0, newline).replace(/\r$/, ''), over: true };
  };
  return {
    take(piece) {
      const { text, token } = screen.take(piece);
      const code = (fence?.take(text) ?? text) + (token === undefined ? '' : (fence?.rest() ?? ''));
      const cut = untilLineEnd(code, token !== undefined);
      return token === undefined ? cut : { ...cut, token };
    },
    rest() {
      const text = screen.rest();
      return untilLineEnd((fence?.take(text) ?? text) + (fence?.rest() ?? ''), true);
    },
  };
}
