import type { ModelClient } from '../model/client.ts';
import type { Feature } from '../model/meter.ts';
import type { ChatModelFacts } from '../model/source.ts';
import type { ChatTurn } from '../privacy/safePrompt.ts';
import type { Excerpt } from '../subject/excerpt.ts';
import type { Use } from '../subject/subject.ts';
import type { Answered, EditListener, EditOutcome, EditPorts, EditQuestion } from './askTypes.ts';
import { commentsOnly } from './commentsOnly.ts';
import type { TextEdit } from './edits.ts';
import { otherScopes, type ShownFile } from './elsewhere.ts';
import { createFinder } from './find.ts';
import { correctionFor } from './followers.ts';
import { editKey, temperature } from './key.ts';
import { readFilePartly, readNewFile } from './newFile.ts';
import { answerTokens, chooseExcerpt, chooseOthers, editPrompt } from './prompt.ts';
import { readPartly, readReply } from './read.ts';
import { type Scope, scopeFor, shownLines } from './scope.ts';
import { type Streamed, streamReply } from './stream.ts';
import type { EditRefusal, EditTask } from './task.ts';
import { type Secrets, secretsOf } from './veil.ts';

/**
 * Answers one question: from the cache, for which no server is asked where the model is known from before, else from
 * the model. Rejects only with what no one foresaw.
 */
export async function askForEdits(
  ports: EditPorts,
  question: EditQuestion,
  listener: EditListener,
  signal: AbortSignal,
): Promise<EditOutcome> {
  const work = prepare(question);
  const kept = async (facts: ChatModelFacts | undefined): Promise<EditOutcome | undefined> => {
    if (facts === undefined || question.fresh) {
      return undefined;
    }
    const key = work.keyFor(facts);
    const reply = ports.cache.get(key) ?? (await ports.cache.lookup(key, signal));
    const outcome =
      reply &&
      work.read(reply.text, false, secretsOf(undefined), [], {
        cached: true,
        tookMs: 0,
        model: facts,
      });
    // What does not fit any more is asked anew.
    return outcome === undefined || !isUsable(outcome) ? undefined : outcome;
  };
  try {
    const last = ports.chat.lastFound();
    const before = await kept(last);
    signal.throwIfAborted();
    if (before !== undefined) {
      return before;
    }
    listener.state('choosing');
    const gathering = ports.gather();
    gathering.catch(() => {});
    const found = await ports.chat.find(signal, (model) => listener.state('loading', model));
    if (found.kind === 'none') {
      return { kind: 'no model', reason: found.reason };
    }
    if (found.kind === 'failed') {
      return { kind: 'failed', error: found.error };
    }
    const now = found.client.id === last?.id ? undefined : await kept(found.client);
    if (now !== undefined) {
      return now;
    }
    const gathered = await gathering;
    signal.throwIfAborted();
    const others = chooseOthers(gathered.others, question.subject, question.contextTokens);
    const asked = { question, work, ...gathered, others };
    return await askModel(ports, asked, found.client, listener, signal);
  } catch (cause) {
    if (signal.aborted) {
      return { kind: 'stopped' };
    }
    throw cause;
  }
}

interface Work {
  readonly excerpt: Excerpt;
  readonly maxTokens: number;
  keyFor(facts: ChatModelFacts): string;
  read(
    reply: string,
    isCut: boolean,
    secrets: Secrets,
    others: readonly ShownFile[],
    facts: Omit<Answered, 'why'>,
  ): EditOutcome;
  /** The edits so far. */
  readPartly(reply: string, secrets: Secrets, others: readonly ShownFile[]): readonly TextEdit[];
}

function prepare({ attempts, contextTokens, language, subject, task }: EditQuestion): Work {
  const excerpt = chooseExcerpt(subject, contextTokens);
  const maxTokens = answerTokens(subject, contextTokens);
  const { languageId, text } = subject;
  const shown = shownLines(subject, excerpt);
  const scope = (secrets: Secrets): Scope => scopeFor(subject, shown, secrets);
  let finder: ReturnType<typeof createFinder> | undefined;
  return {
    excerpt,
    maxTokens,
    keyFor: ({ id }) => editKey(id, subject, excerpt, task, attempts, language, maxTokens),
    read(reply, isCut, secrets, others, facts) {
      const read =
        task.kind === 'tests'
          ? readNewFile(reply, isCut, secrets)
          : readReply(reply, scope(secrets), isCut, otherScopes(others, secrets));
      const refused = (reason: EditRefusal): EditOutcome => ({
        kind: 'no edits',
        reason,
        reply: secrets.conceal(reply),
        why: read.why,
        ...facts,
      });
      if (read.kind === 'refused') {
        return refused(read.reason);
      }
      if (read.kind === 'new file' || task.kind !== 'document') {
        return { ...read, ...facts };
      }
      const edits = commentsOnly(text, read.edits, languageId);
      return edits.length === 0
        ? refused({ kind: 'nothing changed' })
        : { ...read, edits, ...facts };
    },
    readPartly(reply, secrets, others) {
      if (task.kind === 'tests') {
        const file = secrets.conceal(readFilePartly(reply));
        return file === '' ? [] : [{ start: 0, end: 0, text: file }];
      }
      finder ??= createFinder(text);
      const edits = readPartly(reply, scope(secrets), finder, otherScopes(others, secrets));
      return task.kind === 'document' ? commentsOnly(text, edits, languageId) : edits;
    },
  };
}

interface Gathered {
  readonly question: EditQuestion;
  readonly work: Work;
  readonly symbolPath: readonly string[];
  readonly uses: readonly Use[];
  readonly others: readonly ShownFile[];
}

/** Asks the model, and once more when its reply cannot be used. */
async function askModel(
  ports: EditPorts,
  asked: Gathered,
  client: ModelClient,
  listener: EditListener,
  signal: AbortSignal,
): Promise<EditOutcome> {
  const { others, question, symbolPath, uses, work } = asked;
  const { prompt, reveal } = editPrompt(
    {
      ...question,
      subject: { ...question.subject, symbolPath },
      uses,
      others,
      excerpt: work.excerpt,
    },
    question.contextTokens,
  );
  const startedAt = ports.now();
  const { host, id, local, model } = client;
  let turns: readonly ChatTurn[] = prompt.turns;
  for (let round = 1; ; round++) {
    const safe = ports.gate().passChat({ turns }, question.file, client);
    if (typeof safe === 'string') {
      return { kind: 'refused', reason: safe };
    }
    const secrets = secretsOf(safe.redaction);
    const streamed = await streamReply(
      { client, now: ports.now, after: ports.after },
      {
        kind: 'chat',
        prompt: safe,
        maxTokens: work.maxTokens,
        temperature,
        feature: featureOf(question.task),
      },
      {
        state: (state) => listener.state(state, model),
        text: (text) => listener.partial(work.readPartly(reveal(text), secrets, others)),
      },
      signal,
    );
    if (streamed.kind === 'failed') {
      return streamed;
    }
    const outcome = outcomeOf(asked, streamed, reveal, secrets, {
      cached: false,
      tookMs: ports.now() - startedAt,
      model: { id, model, host, local },
    });
    if (isUsable(outcome)) {
      // Nobody could undo placeholders later.
      const hasSecrets = safe.redaction?.isIn(streamed.text) === true;
      // What it changes elsewhere fits only while those files are open as they are.
      const isKeepable = !hasSecrets && !('elsewhere' in outcome);
      if (streamed.end === 'stop' && isKeepable) {
        ports.cache.set(work.keyFor(client), { text: reveal(streamed.text), stopped: 'end' });
      }
      ports.followers.note(model);
      return outcome;
    }
    const correction =
      streamed.end === 'stop' && round < mostRounds && outcome.kind === 'no edits'
        ? correctionFor(outcome.reason, question.task.kind === 'tests')
        : undefined;
    if (correction === undefined) {
      return outcome.kind === 'no edits'
        ? { ...outcome, ...ableOf(ports, outcome, model) }
        : outcome;
    }
    turns = [
      ...prompt.turns,
      { role: 'assistant', content: streamed.text.slice(0, longestQuote).toWellFormed() },
      { role: 'user', content: correction },
    ];
  }
}

/** What the work counts as. */
export function featureOf({ kind }: EditTask): Feature {
  return kind === 'find bugs' ? 'fix' : kind;
}

/** A model that has not followed the form twice will not the third time. */
const mostRounds = 2;

/** Characters of a reply that are shown to its model again; more would take the room of the next one. */
const longestQuote = 2_400;

function outcomeOf(
  { others, work }: Gathered,
  { end, text }: Extract<Streamed, { kind: 'done' }>,
  reveal: (reply: string) => string,
  secrets: Secrets,
  facts: Omit<Answered, 'why'>,
): EditOutcome {
  const reply = reveal(text);
  if (reply.trim() === '' || end === 'filtered') {
    const reason = { kind: 'no reply', withheld: end === 'filtered' } as const;
    return { kind: 'no edits', reason, reply, why: '', ...facts };
  }
  return work.read(reply, end === 'length', secrets, others, facts);
}

/** Edits, a file, or the word that there is nothing to change. */
function isUsable(outcome: EditOutcome): boolean {
  return outcome.kind !== 'no edits' || outcome.reason.kind === 'nothing to change';
}

function ableOf(
  { followers }: EditPorts,
  { reason }: Extract<EditOutcome, { kind: 'no edits' }>,
  model: string,
): { readonly able?: string } {
  const able = correctionFor(reason, false) === undefined ? undefined : followers.other(model);
  return able === undefined ? {} : { able };
}
