import assert from 'node:assert/strict';
import { languageOfFile, nearestFirst } from '../../../src/editor/sourceFiles.ts';

describe('a file of the workspace', () => {
  it('has the language of its ending, in any case', () => {
    assert.equal(languageOfFile('/w/src/a.test.ts'), 'typescript');
    assert.equal(languageOfFile('/w/A.PY'), 'python');
  });

  it('is no source code without a known ending', () => {
    for (const path of ['/w/Makefile', '/w/a.lock', '/w.ts/data', '/w/a.', '/w/.constructor']) {
      assert.equal(languageOfFile(path), undefined, path);
    }
  });

  it('comes before others when it is nearer to the open document', () => {
    const files = ['/w/docs/a.ts', '/w/src/deep/b.ts', '/w/src/c.ts', '/w/src/deep/er/d.ts'];
    assert.deepEqual(
      nearestFirst(files, (path) => path, '/w/src/deep/open.ts'),
      ['/w/src/deep/b.ts', '/w/src/deep/er/d.ts', '/w/src/c.ts', '/w/docs/a.ts'],
    );
  });

  it('keeps its place when no document is open', () => {
    const files = ['/w/b.ts', '/w/a.ts'];
    assert.deepEqual(
      nearestFirst(files, (path) => path, ''),
      files,
    );
  });
});
