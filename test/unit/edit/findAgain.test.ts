import assert from 'node:assert/strict';
import { findAgain } from '../../../src/edit/findAgain.ts';
import type { Finding } from '../../../src/edit/verdict.ts';

function finding(start: number, message: string, code = '2322'): Finding {
  return { span: { start, end: start + 3 }, message, severity: 'error', source: 'ts', code };
}

describe('a problem that is looked for again', () => {
  const wanted = finding(20, 'not assignable');

  it('is the nearest with the same words, not the first of its name', () => {
    const near = finding(24, 'not assignable');
    const now = [
      finding(2, 'not assignable'),
      finding(20, 'something else'),
      near,
      finding(40, 'not assignable'),
    ];
    assert.equal(findAgain(now, wanted, 26), near);
  });

  it('is the nearest of its name where nothing has its words', () => {
    const near = finding(18, 'not assignable to number');
    assert.equal(findAgain([finding(2, 'other words'), near], wanted, 20), near);
  });

  it('is none that another one reports or that has another name', () => {
    const elsewhere = { ...wanted, source: 'eslint' };
    assert.equal(
      findAgain([elsewhere, finding(20, 'not assignable', '7006')], wanted, 20),
      undefined,
    );
  });
});
