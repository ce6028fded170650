import assert from 'node:assert/strict';
import { createCompleter } from '../../../../src/completion/complete.ts';
import { createResponseCache } from '../../../../src/model/responseCache.ts';
import type { SafeFill, Snippet, SnippetKind } from '../../../../src/privacy/safePrompt.ts';
import { atCursor, fixedSource, handClock, scriptedModel } from '../support.ts';

const never = new AbortController().signal;
const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };

/** Asks twice at one place, forgetting all but the cache, with some context each time. */
async function askTwice(
  first: readonly Snippet[],
  second: readonly Snippet[],
): Promise<readonly (readonly Snippet[])[]> {
  const model = scriptedModel('tal + tax;\n');
  let context = first;
  const completer = createCompleter({
    settingsFor: () => ({
      'completion.instant': true,
      'completion.maxLines': 0,
      'completion.delayMs': 0,
      'completion.scopes': ['code', 'comments', 'strings'],
      'ollama.contextTokens': 8192,
    }),
    models: fixedSource({ kind: 'ready', client: model.client }),
    cache: createResponseCache({ maxBytes: 1_000_000 }),
    instant: { suggest: () => undefined, dismissed: () => {} },
    pass: (prompt) => prompt as SafeFill,
    contextFor: () => context,
    clock: handClock(),
    offerLate: () => {},
  });
  const { document, offset } = atCursor('const sum = to█\n');
  await completer.complete({ document, offset, trigger: 'typed' }, never);
  completer.reset();
  context = second;
  await completer.complete({ document, offset, trigger: 'typed' }, never);
  return model.requests.map(({ request }) =>
    request.kind === 'fill' ? request.prompt.context : [],
  );
}

describe('a request with context', () => {
  const piece = (kind: SnippetKind, text: string): Snippet => ({ kind, file, text });

  it('carries what was gathered', async () => {
    const context = [piece('open file', 'x'), piece('problems', 'y')];
    assert.deepEqual(await askTwice(context, context), [context]);
  });

  it('is answered from the cache whatever was edited or opened since', async () => {
    const requests = await askTwice([piece('recent edit', '+a')], [piece('open file', 'b')]);
    assert.equal(requests.length, 1);
  });

  it('is asked again when a definition that it stands on changed', async () => {
    const [before, after] = [[piece('definition', 'f(a)')], [piece('definition', 'f(a, b)')]];
    assert.deepEqual(await askTwice(before, after), [before, after]);
  });
});
