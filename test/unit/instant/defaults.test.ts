import assert from 'node:assert/strict';
import { fittedModel } from '../../../src/instant/coefficients.ts';
import { createInstantEngine } from '../../../src/instant/engine.ts';
import { featureNames } from '../../../src/instant/features.ts';
import { ask, engineWith, update } from './support.ts';

const finder = (name: string) =>
  `import { db } from './db';

export async function find(id: string) {
  const found = await db.query('${name}').where({ id }).first();
  if (found === undefined) {
    throw new NotFoundError('${name}', id);
  }
  return found;
}
`;
const started = finder('refunds').split('throw')[0] ?? '';

/** Files that are alike but for one name. */
function finders(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${name}.ts`, finder(name)]));
}

describe('the instant engine as it is shipped', () => {
  it('has a finite weight for each feature, and a threshold', () => {
    assert.equal(fittedModel.coefficients.length, featureNames.length);
    assert.ok([fittedModel.intercept, ...fittedModel.coefficients].every(Number.isFinite));
    assert.ok(fittedModel.threshold >= 0.9 && fittedModel.threshold < 1);
  });

  it('speaks where several files agree behind a long match, and stops where they differ', async () => {
    const files = finders(['users', 'orders', 'invoices', 'items', 'carts']);
    const engine = await engineWith(files, { model: fittedModel });
    assert.equal(
      ask(engine, `${started}t█\n  }\n  return found;\n}\n`)?.text,
      'hrow new NotFoundError(',
    );
    assert.equal(ask(engine, `${started}throw new N█`)?.text, 'otFoundError(');
  });

  it('proposes several lines where a long match is unanimous', async () => {
    const close =
      'try {\n    return await handle.readText();\n  } finally {\n    await handle.close();\n  }';
    const reader = (name: string) =>
      `export async function ${name}(path: string): Promise<string> {
  const handle = await open(path, { mode: 'read' });
  ${close}
}
`;
    const names = ['readAll', 'readOne', 'readSome', 'readLast', 'readNext'];
    const files = Object.fromEntries(names.map((name) => [`${name}.ts`, reader(name)]));
    const engine = await engineWith(files, { model: fittedModel });
    const begun = reader('readFirst').split('try')[0];
    assert.match(ask(engine, `${begun}█\n}\n`)?.text ?? '', /^try \{\n {4}return await handle\./);
  });

  it('is silent where one place alone is like this one', async () => {
    const engine = await engineWith(finders(['users']), { model: fittedModel });
    assert.equal(ask(engine, `const a = 1;\n\nexport async function █`), undefined);
  });

  it('is silent in a workspace with hardly any related code', async () => {
    const engine = createInstantEngine({
      now: () => 0,
      yieldNow: () => Promise.resolve(),
    });
    const { signal } = new AbortController();
    for (const name of ['a', 'b', 'c']) {
      const text = 'log(first, second, third);\n';
      await engine.update({ uri: `file:///${name}.ts`, languageId: '', text }, signal);
    }
    assert.equal(ask(engine, 'log(first, █'), undefined);
  });

  it('answers at the end of a document too long to be indexed', async () => {
    const files = finders(['users', 'orders', 'invoices', 'items', 'carts']);
    const engine = await engineWith(files, { model: fittedModel });
    const long = 'const value = compute(first, second);\n'.repeat(100_000);
    await update(engine, 'here.ts', long);
    assert.equal(engine.stats.files, 5);
    assert.equal(ask(engine, `${long}${started}t█`)?.text, 'hrow new NotFoundError(');
  });

  it('refuses a file of a hundred thousand lines', async () => {
    const text = 'const value = compute(first, second);\n'.repeat(100_000);
    const engine = await engineWith({ 'long.ts': text });
    assert.equal(engine.stats.files, 0);
  });
});
