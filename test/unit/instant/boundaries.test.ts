import assert from 'node:assert/strict';
import { ask, engineWith, unanimous } from './support.ts';

/** What is said where two files agree up to the place at which `first` and `second` differ. */
async function agreed(first: string, second: string, marked: string): Promise<string | undefined> {
  const engine = await engineWith(
    { 'a.ts': `{\n${first}\n}`, 'b.ts': `{\n${second}\n}` },
    { model: unanimous },
  );
  return ask(engine, `{\n${marked}`)?.text;
}

describe('the end of a proposal', () => {
  for (const quote of ["'", '"', '`']) {
    it(`is never behind a ${quote} that opens a string`, async () => {
      const line = (word: string) => `  throw new NotFoundError(${quote}${word}${quote}, id);`;
      assert.equal(await agreed(line('carts'), line('users'), '  throw new Not█'), 'FoundError(');
    });
  }

  it('may be behind the quote that closes a string', async () => {
    const line = (name: string) => `  const reply = await get('/first/second'${name}`;
    assert.equal(
      await agreed(line(', one);'), line(').two;'), '  const reply = aw█'),
      "ait get('/first/second'",
    );
  });

  it('is before a string of which only marks are certain', async () => {
    const line = (path: string) => `  const reply = await get('/${path}');`;
    assert.equal(await agreed(line('one'), line('two'), '  const reply = aw█'), 'ait get(');
    assert.equal(
      await agreed(line('one/a'), line('one/b'), '  const reply = aw█'),
      "ait get('/one/",
    );
    const empty = (after: string) => `  const joined = parts.join('')${after};`;
    assert.equal(
      await agreed(empty('.trim()'), empty(' + end'), '  const joined = par█'),
      "ts.join('')",
    );
  });

  it('is not inside an operator', async () => {
    const line = (operator: string) => `  if (left.value ${operator} right.value) {`;
    assert.equal(await agreed(line('==='), line('='), '  if (left█'), '.value');
    assert.equal(await agreed(line('=== a'), line('=== b'), '  if (left█'), '.value ===');
  });

  it('is before the line break', async () => {
    const block = (word: string) => `  const reply = await get(first);\n  ${word}(reply);`;
    assert.equal(
      await agreed(block('log'), block('send'), '  const reply = aw█'),
      'ait get(first);',
    );
  });
});
