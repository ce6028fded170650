import assert from 'node:assert/strict';
import { withoutInventedImports } from '../../../src/completion/imports.ts';
import { ghost, pipeline } from './pipeline.ts';
import { atCursor, scriptedModel } from './support.ts';

/** Everything exists but what has `nowhere` in its name. */
const exists = (_document: unknown, name: string) => !name.includes('nowhere');

function cut(marked: string, ghostText: string, languageId = 'typescript'): string {
  return withoutInventedImports(ghostText, atCursor(marked, languageId), exists);
}

describe('imports in a suggestion', () => {
  it('stay where their modules exist', () => {
    const text =
      "{ a } from './a';\nimport b from 'b';\nexport * from './c';\nconst d = require('d');";
    assert.equal(cut('import █\n', text), text);
  });

  const invented: readonly (readonly [form: string, line: string])[] = [
    ['an import', "import { a } from './nowhere';"],
    ['a type import', "import type { A } from './nowhere';"],
    ['an import for its effect', "import './nowhere.css';"],
    ['an import over several lines', "import {\n  a,\n  b,\n} from '../nowhere';"],
    ['a re-export', "export { a } from './nowhere';"],
    ['a re-export of everything', "export * as a from 'nowhere';"],
    ['a require', "const a = require('nowhere');"],
    ['a dynamic import', 'const a = await import("./nowhere.js");'],
  ];
  for (const [form, line] of invented) {
    it(`are cut, with all that follows, before ${form} of what does not exist`, () => {
      assert.equal(cut('█\n', `const first = 1;\n${line}\nuse(a);`), 'const first = 1;');
      assert.equal(cut('█\n', `${line}\nuse(a);`), '');
    });
  }

  it('leave nothing where the cursor stands in an invented one', () => {
    assert.equal(cut("import { a } from './no█\n", "where';\nuse(a);"), '');
    assert.equal(cut('import {\n  a,\n} from █\n', "'./nowhere';"), '');
    assert.equal(cut('const a = require(█)\n', "'nowhere');"), '');
  });

  it('are held back until it is known what they import', () => {
    assert.equal(cut('█\n', "import b from 'b';\nimport {\n  a,"), "import b from 'b';");
    assert.equal(cut('█\n', "import b from 'b';\nimport { a } from './no"), "import b from 'b';");
    assert.equal(cut('import { █\n', 'a, b'), 'a, b');
  });

  it('are not seen in what only looks like one', () => {
    for (const text of [
      "log.import('nowhere');",
      "const from = 'nowhere';",
      "importAll('nowhere');",
      "import.meta.resolve('nowhere');",
      "export const name = 'nowhere';",
    ]) {
      assert.equal(cut('█\n', text), text);
    }
  });

  it('are none of our business in other languages', () => {
    assert.equal(cut('█\n', "import './nowhere.css'", 'scss'), "import './nowhere.css'");
  });

  it('are read in linear time', () => {
    const text = 'import { a, b }\n'.repeat(300);
    const from = process.cpuUsage().user;
    cut('█\n', `const x = 1;\n${text}`);
    assert.ok(process.cpuUsage().user - from < 200_000);
  });
});

describe('a suggestion with an invented import', () => {
  it('is shown up to it', async () => {
    const model = scriptedModel("a } from './a';\nimport { b } from './nowhere';\n");
    const { ask } = pipeline(model, { moduleExists: exists });
    assert.equal(ghost(await ask('import { █\n')), "model: a } from './a';");
  });

  it('is nothing useful when it is all of it', async () => {
    const model = scriptedModel("{ b } from './nowhere';");
    const { ask } = pipeline(model, { moduleExists: exists });
    assert.equal(ghost(await ask('import █\n')), 'none: nothing useful');
  });
});
