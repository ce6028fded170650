import assert from 'node:assert/strict';
import { createRules, expandBraces, type RuleFile } from '../../../src/privacy/ignoreRules.ts';

const rulesOf = (files: Readonly<Record<string, string>>) =>
  createRules(
    Object.entries(files).map(([folder, text]): RuleFile => ({ folder, name: 'rules', text })),
  );

const isIgnored = (path: string, files: Readonly<Record<string, string>>) =>
  rulesOf(files)({ path });

describe('ignore rules', () => {
  for (const [path, ignored, files] of [
    ['packages/a/out/x.ts', true, { 'packages/a': '/out' }],
    ['packages/b/out/x.ts', false, { 'packages/a': '/out' }],
    ['packages/abc/out/x.ts', false, { 'packages/a': '/out' }],
    ['packages/a', false, { 'packages/a': '*' }],
    ['a.js', true, { '': '*.js', src: '!*.js' }],
    ['src/a.js', false, { '': '*.js', src: '!*.js' }],
    ['src/deep/a.js', false, { '': '*.js', src: '!*.js' }],
    ['src/a.js', true, { '': '!*.js', src: '*.js' }],
    ['build/src/a.js', true, { '': 'build/', 'build/src': '!*.js' }],
    ['build/a.js', true, { '': 'build/\n!build/a.js' }],
    ['SRC/A.JS', true, { '': 'src/*.js' }],
    ['caf\u00e9/a.ts', true, { '': 'cafe\u0301/' }],
    ['cafe\u0301/x/a.ts', true, { 'caf\u00e9': 'x' }],
    ['a.log', true, { '': '# comment\r\n*.log\r\n' }],
    ['a.ts', false, {}],
    ['a.ts', false, { '': '' }],
  ] as const) {
    it(`${ignored ? 'match' : 'leave'} ${path} by ${JSON.stringify(files)}`, () => {
      assert.equal(isIgnored(path, files), ignored);
    });
  }

  it('count in their own workspace folder only', () => {
    const ignores = createRules([{ root: 'one', folder: '', name: 'rules', text: 'a.ts' }]);
    assert.ok(ignores({ root: 'one', path: 'a.ts' }));
    assert.ok(ignores({ path: 'a.ts' }));
    assert.ok(!ignores({ root: 'two', path: 'a.ts' }));
  });

  it('S44 of a hostile repository take no time', () => {
    const hostile = [
      `${'**/a/'.repeat(30)}b`,
      `a/${'**/'.repeat(300)}b`,
      `${'*a'.repeat(400)}b`,
      `!${'**/a/'.repeat(30)}b`,
      '['.repeat(900),
      'a'.repeat(200_000),
      `${'(a+)+'.repeat(100)}$`,
    ].join('\n');
    const ignores = rulesOf({ '': hostile });
    assert.ok(!ignores({ path: `${'a/'.repeat(99)}c` }));
    assert.ok(!ignores({ path: 'a'.repeat(255) }));
  });

  it('with too many wildcards match more, and take nothing back', () => {
    const ignores = rulesOf({ '': 'x/**/a/**/b/**/c\n*.ts\n!x/**/**/**/keep.ts' });
    assert.ok(ignores({ path: 'x/1/a/2/b/3/c' }));
    assert.ok(ignores({ path: 'x/a/c' }));
    assert.ok(!ignores({ path: 'x/c' }));
    assert.ok(ignores({ path: 'x/1/keep.ts' }));
    assert.ok(!ignores({ path: 'y/c' }));
  });
});

describe('braces in a glob', () => {
  for (const [glob, globs] of [
    ['*.ts', ['*.ts']],
    ['*.{sql,db}', ['*.sql', '*.db']],
    ['{a,b}/{c,d}', ['a/c', 'a/d', 'b/c', 'b/d']],
    ['{a,b{c,d}}', ['a', 'bc', 'a', 'bd']],
    ['{only}', ['{only}']],
    ['{a,', ['{a,']],
    ['$&{a,$&}', ['$&a', '$&$&']],
  ] as const) {
    it(`of ${glob} make ${globs.join(' ')}`, () => {
      assert.deepEqual(expandBraces(glob), globs);
    });
  }

  it('stop at a bounded number of globs', () => {
    assert.ok(expandBraces('{a,b}'.repeat(40)).length <= 128);
  });
});
