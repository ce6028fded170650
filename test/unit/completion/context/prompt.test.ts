import assert from 'node:assert/strict';
import {
  buildFill,
  contextBudget,
  keyContext,
  promptWindow,
} from '../../../../src/completion/prompt.ts';
import type { Snippet, SnippetKind } from '../../../../src/privacy/safePrompt.ts';
import { atCursor } from '../support.ts';

const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };
const piece = (kind: SnippetKind, text: string): Snippet => ({ kind, file, text });

describe('the prompt of a fill', () => {
  const line = 'const value = compute(1, 2, 3);\n';
  const text = line.repeat(1_000);

  it('keeps its beginning while somebody types, and its end too', () => {
    const starts = new Set<number>();
    const suffixes = new Set<string>();
    const rest = text.slice(20_000);
    for (let typed = 0; typed < 1_000; typed++) {
      const now = text.slice(0, 20_000) + 'x'.repeat(typed) + rest;
      const { start, end } = promptWindow(now, 20_000 + typed, 8_192);
      starts.add(start);
      suffixes.add(now.slice(20_000 + typed, end));
    }
    assert.ok(starts.size <= 2, String(starts.size));
    assert.ok(suffixes.size <= 2, String(suffixes.size));
  });

  it('carries whole lines, at most 7,500 characters, and less for a small model', () => {
    for (const contextTokens of [8_192, 1_024]) {
      const { start, end } = promptWindow(text, 16_001, contextTokens);
      assert.equal(text[start - 1], '\n');
      assert.equal(text[end - 1], '\n');
      assert.ok(end - start <= Math.min(7_500, contextTokens));
    }
  });

  it('carries less behind the cursor where little stands before it', () => {
    const behind = (offset: number) => promptWindow(text, offset, 8_192).end - offset;
    for (const [offset, most] of [
      [1_000, 700],
      [3_500, 1_000],
      [5_000, 1_500],
    ] as const) {
      assert.ok(behind(offset) <= most && behind(offset) > most - line.length, String(offset));
    }
  });

  it('carries the context as it is, with line feeds alone', () => {
    const { document, offset } = atCursor('a\r\nb█\r\nc');
    const context = [piece('open file', 'x')];
    const fill = buildFill(document, offset, 8_192, context);
    assert.deepEqual([fill.prefix, fill.suffix], ['a\nb', '\nc']);
    assert.equal(fill.context, context);
    assert.deepEqual(buildFill(document, offset, 8_192).context, []);
  });

  it('leaves room for context: a quarter of the model’s tokens, and never more than 4,000 characters', () => {
    assert.equal(contextBudget(8_192, 3.2), 4_000);
    assert.equal(contextBudget(1_024, 3), 768);
    assert.equal(contextBudget(4_096, 1.5), 1_536);
  });
});

describe('what of the context a reply depends on', () => {
  const keyOf = (context: readonly Snippet[]) =>
    keyContext({ path: 'a.ts', languageId: 'typescript', prefix: '', suffix: '', context });

  it('are definitions and the cells above', () => {
    assert.notEqual(keyOf([piece('definition', 'a')]), keyOf([piece('definition', 'b')]));
    assert.notEqual(keyOf([piece('cell', 'a')]), keyOf([]));
  });

  it('is nothing that comes and goes', () => {
    const volatile = (['open file', 'recent edit', 'problems'] as const).map((kind) =>
      piece(kind, 'a'),
    );
    assert.equal(keyOf(volatile), keyOf([]));
  });
});
