import assert from 'node:assert/strict';
import { type Redaction, redact } from '../../../src/privacy/redact.ts';
import { canaries } from './canaries.ts';

const key = 'ghp_0123456789abcdefghijKLMNOPQRSTuvwxyz';
const other = 'sk_live_0123456789abcdefghij';

/** One text, redacted; fails when there was nothing to replace. */
function redacted(...texts: readonly string[]): { texts: readonly string[]; redaction: Redaction } {
  const result = redact(texts);
  assert.ok(result.redaction);
  return { texts: result.texts, redaction: result.redaction };
}

describe('redaction', () => {
  it('leaves a text without secrets as it is', () => {
    const text = 'const answer = 42;\n';
    assert.deepEqual(redact([text]), { texts: [text] });
  });

  it('replaces each secret by text of the same length and nothing else', () => {
    for (const { line, secret } of canaries) {
      const [safe = ''] = redacted(line).texts;
      const at = line.indexOf(secret);
      assert.equal(safe.length, line.length);
      assert.equal(safe.slice(0, at) + secret + safe.slice(at + secret.length), line);
      assert.ok(!safe.includes(secret));
    }
  });

  it('gives one secret one placeholder and two secrets two', () => {
    const [first = '', second = ''] = redacted(`a='${key}'; b='${other}'`, `c='${key}'`).texts;
    const names = [...`${first}${second}`.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    assert.equal(names.length, 3);
    assert.equal(names[0], names[2]);
    assert.notEqual(names[0], names[1]);
  });

  it('replaces a secret also where nothing tells that it is one', () => {
    const { texts } = redacted("password = 'hunter2!x'", 'Cannot find hunter2!x in the list.');
    assert.ok(!texts.join('').includes('hunter2!x'));
  });

  it('makes the same placeholders of the same texts, so that caches know them', () => {
    assert.deepEqual(redact([`k='${key}'`]).texts, redact([`k='${key}'`]).texts);
  });

  it('replaces a password that is shorter than the usual placeholder', () => {
    const [safe = ''] = redacted('ftp://me:ab12@host').texts;
    assert.match(safe, /^ftp:\/\/me:ZQ00@host$/);
  });

  it('goes on when there are more secrets than numbers, and restores none that is ambiguous', () => {
    const lines = Array.from({ length: 400 }, (_, at) => `password = 'secret-${1_000 + at}!'`);
    const { redaction, texts } = redacted(lines.join('\n'));
    assert.ok(!texts[0]?.includes('secret-1'));
    const last = texts[0]?.split('\n').at(-1) ?? '';
    assert.equal(redaction.restore(last).broken, true);
  });
});

describe('what a model returns of a redacted text', () => {
  const { redaction, texts } = redacted(`const key = '${key}';\nconst other = '${other}';\n`);
  const [safe = ''] = texts;
  const [first = '', second = ''] = [...safe.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);

  it('has the secrets again, to the byte', () => {
    assert.deepEqual(redaction.restore(`rename(${first}, '${second}')`), {
      text: `rename(${key}, '${other}')`,
      broken: false,
    });
    assert.deepEqual(redaction.restore('no secret'), { text: 'no secret', broken: false });
  });

  for (const [title, change] of [
    ['cut', (name: string) => name.slice(0, -1)],
    ['cut to its number', (name: string) => name.slice(0, 8)],
    ['cut in its number', (name: string) => name.slice(0, 7)],
    ['lengthened', (name: string) => `${name}x`],
    ['in another case', (name: string) => name.toLowerCase()],
    ['made up', (name: string) => name.replace('00', '07')],
    ['doubled', (name: string) => `${name} ${name}`],
  ] as const) {
    it(`is broken when a placeholder is ${title}`, () => {
      assert.equal(redaction.restore(`a ${change(first)} b`).broken, true);
    });
  }

  it('keeps the placeholders of what it replaces, or does not', () => {
    assert.equal(redaction.isKept(`a ${first}`, `b(${first})`), true);
    assert.equal(redaction.isKept(`a ${first}`, 'b()'), false);
    assert.equal(redaction.isKept('a', `b(${second})`), false);
    assert.equal(redaction.isKept(`a ${first}`, `b(${first}, ${first})`), false);
    assert.equal(redaction.isKept(`a ${first}`, `b(${second})`), false);
  });

  it('counts the secrets of two texts', () => {
    assert.equal(redaction.hasSameSecrets(`a ${key}`, `b(${key})`), true);
    assert.equal(redaction.hasSameSecrets(`a ${key}`, 'b()'), false);
    assert.equal(redaction.hasSameSecrets('a', `b(${other})`), false);
    assert.equal(redaction.hasSameSecrets(`a ${key}`, `b(${key}, ${key})`), false);
    assert.equal(redaction.hasSameSecrets(`a ${key}`, `b(${other})`), false);
  });

  it('says where a secret was, also when its placeholder is damaged or still coming', () => {
    assert.equal(redaction.conceal(`It calls \`${first}\`.`), 'It calls `‹secret›`.');
    assert.equal(redaction.conceal(`${first.slice(0, 9)}, ${second}`), '‹secret›, ‹secret›');
    for (let length = 3; length < first.length; length++) {
      assert.match(redaction.conceal(`a ${first.slice(0, length)}`), /^a (?:‹secret›)?$/);
    }
  });

  it('is not to be shown as code when a placeholder is in it or begins at its end', () => {
    assert.equal(redaction.isIn(`'${first}'`), true);
    assert.equal(redaction.isIn(first.toLowerCase()), true);
    assert.equal(redaction.isIn('const color = RED;'), false);
    assert.equal(redaction.isIn('const color = RED', true), true);
    assert.equal(redaction.isIn('const color = RED'), false);
  });

  it('may hold what the user wrote, even if it looks like a placeholder', () => {
    const own = redacted(`const REDACT5x = '${key}';`);
    assert.deepEqual(own.redaction.restore('use(REDACT5x)'), {
      text: 'use(REDACT5x)',
      broken: false,
    });
  });
});
