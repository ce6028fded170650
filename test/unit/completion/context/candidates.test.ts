import assert from 'node:assert/strict';
import {
  fromCells,
  fromDefinitions,
  fromOpenFiles,
  fromProblems,
  fromRecentEdits,
  type Place,
} from '../../../../src/completion/context/candidates.ts';
import { createRecentEdits } from '../../../../src/completion/context/recentEdits.ts';
import { createSimilarFiles } from '../../../../src/completion/context/similar.ts';
import { atCursor } from '../support.ts';

const file = { scheme: 'file', path: 'b.ts', languageId: 'typescript', insideWorkspace: true };
const fileOf = (uri: string) => (uri === 'file:///gone.ts' ? undefined : { ...file, path: uri });

function place(marked: string, window?: Place['window']): Place {
  const at = atCursor(marked);
  return { ...at, window: window ?? { start: 0, end: at.document.text.length } };
}

describe('candidates for context', () => {
  it('from open files carry their file, and none whose file is gone', () => {
    const similar = createSimilarFiles();
    similar.update({ uri: 'file:///b.ts', version: 1, text: 'loadOrders(saveOrders);' });
    similar.update({ uri: 'file:///gone.ts', version: 1, text: 'loadOrders(saveOrders, 1);' });
    const found = fromOpenFiles(similar, place('loadOrders(saveOrders);█'), fileOf);
    assert.deepEqual(found, [
      {
        snippet: {
          kind: 'open file',
          file: { ...file, path: 'file:///b.ts' },
          text: 'loadOrders(saveOrders);',
        },
        score: 1,
      },
    ]);
  });

  describe('from recent edits', () => {
    const textOf = (before: string, offset: number, length: number, text: string) => {
      const edits = createRecentEdits();
      edits.open('file:///b.ts', before);
      edits.change('file:///b.ts', [{ offset, length, text }]);
      return fromRecentEdits(edits.list(), place('█'), fileOf).map(({ snippet }) => snippet.text);
    };

    it('show the whole lines that went and came', () => {
      assert.deepEqual(textOf('const a = 1;\nconst b = 2;\n', 10, 1, 'one'), [
        '-const a = 1;\n+const a = one;',
      ]);
    });

    it('show only what is new where lines were put in, and only what went where they were taken out', () => {
      assert.deepEqual(textOf('a {\n}\n', 3, 0, '\n  new();'), ['+  new();']);
      assert.deepEqual(textOf('a {\n  old();\n}\n', 3, 9, ''), ['-  old();']);
    });

    it('leave out blank lines alone, and the far end of long ones', () => {
      assert.deepEqual(textOf('a\n', 1, 0, '\n\n'), []);
      assert.deepEqual(textOf('a;  \nb;\n', 2, 2, ''), []);
      assert.deepEqual(textOf('  a;\n  b;\n', 0, 2, '\t'), []);
      const [long = ''] = textOf('a\n', 1, 0, 'x'.repeat(1_000));
      assert.ok(long.split('\n').every((line) => line.length <= 160));
    });

    it('leave out what the prompt shows, take the newest, and keep the oldest of them first', () => {
      const edits = createRecentEdits();
      edits.open('file:///project/src/file.ts', 'line\n'.repeat(40));
      edits.open('file:///b.ts', 'line\n'.repeat(40));
      for (let count = 0; count < 8; count++) {
        edits.change('file:///b.ts', [
          { offset: 5 * (36 - 4 * count), length: 0, text: `b${count} ` },
        ]);
      }
      edits.change('file:///project/src/file.ts', [{ offset: 0, length: 0, text: 'far ' }]);
      edits.change('file:///project/src/file.ts', [{ offset: 124, length: 0, text: 'near ' }]);
      const here = place(`${'line\n'.repeat(40)}█`, { start: 100, end: 200 });
      const found = fromRecentEdits(edits.list(), here, fileOf);
      assert.deepEqual(
        found.map(({ snippet }) => snippet.text.split('\n').at(-1)),
        ['+b3 line', '+b4 line', '+b5 line', '+b6 line', '+b7 line', '+far line'],
      );
      const scores = found.map(({ score }) => score);
      assert.deepEqual(
        scores,
        scores.toSorted((one, other) => one - other),
      );
    });
  });

  it('from problems are the nearest ones, in one piece, but for the line of the cursor', () => {
    const problem = (line: number) => ({
      line,
      message: `wrong ${line}\nmore`,
      code: `  code${line}`,
    });
    const problems = [0, 9, 10, 11, 12, 13, 14, 15, 40].map(problem);
    const [one] = fromProblems(problems, 12, file);
    assert.equal(
      one?.snippet.text,
      [10, 11, 13, 14, 9]
        .toSorted((a, b) => a - b)
        .map((line) => `code${line} — wrong ${line}`)
        .join('\n'),
    );
    assert.deepEqual(fromProblems([problem(12)], 12, file), []);
  });

  it('from cells and definitions are worth less the farther they are', () => {
    const cells = fromCells([
      { file, text: 'a' },
      { file, text: ' ' },
      { file, text: 'b' },
    ]);
    assert.deepEqual(
      cells.map(({ snippet }) => snippet.text),
      ['a', 'b'],
    );
    assert.ok((cells[0]?.score ?? 1) < (cells[1]?.score ?? 0));
    const definitions = fromDefinitions([
      { file, text: 'now', age: 0 },
      { file, text: 'then', age: 3 },
    ]);
    assert.ok((definitions[0]?.score ?? 0) > (definitions[1]?.score ?? 1));
  });
});
