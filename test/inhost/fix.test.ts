import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fixActions, isMenu } from '../../src/editor/fixEntry.ts';

const limitMs = 2;
const rounds = 51;

function problems(count: number): readonly vscode.Diagnostic[] {
  return Array.from(
    { length: count },
    (_, line) => new vscode.Diagnostic(new vscode.Range(line, 0, line, 5), `Problem ${line}`),
  );
}

describe('the code action that repairs', () => {
  const range = new vscode.Range(0, 0, 1_000, 0);

  it(`is one for a thousand problems, made in less than ${limitMs} ms`, async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'x'.repeat(5) });
    const context = { diagnostics: problems(1_000), only: undefined };
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      const actions = fixActions(document, range, context, () => true);
      times.push(performance.now() - startedAt);
      assert.equal(actions.length, 1);
      assert.equal(actions[0]?.kind?.value, 'quickfix.ghostline');
      assert.equal(actions[0]?.isPreferred, undefined);
    }
    const half = times.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? limitMs;
    assert.ok(half < limitMs, `${half.toFixed(2)} ms`);
  });

  it('is prepared for only when somebody opens the menu of all actions', () => {
    const { Automatic, Invoke } = vscode.CodeActionTriggerKind;
    const { QuickFix } = vscode.CodeActionKind;
    assert.equal(isMenu({ only: undefined, triggerKind: Invoke }), true);
    assert.equal(isMenu({ only: undefined, triggerKind: Automatic }), false);
    assert.equal(isMenu({ only: QuickFix, triggerKind: Invoke }), false);
  });

  it('is not there for hints, for other kinds, or where it is not wanted', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'x' });
    const [problem] = problems(1);
    assert.ok(problem);
    const hint = new vscode.Diagnostic(problem.range, 'Hint', vscode.DiagnosticSeverity.Hint);
    const { Refactor } = vscode.CodeActionKind;
    for (const [context, wanted] of [
      [{ diagnostics: [hint], only: undefined }, true],
      [{ diagnostics: [problem], only: Refactor }, true],
      [{ diagnostics: [problem], only: undefined }, false],
    ] as const) {
      assert.deepEqual(
        fixActions(document, range, context, () => wanted),
        [],
      );
    }
  });
});
