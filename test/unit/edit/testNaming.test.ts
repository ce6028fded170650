import assert from 'node:assert/strict';
import { isTestPath, planTest, testGlob } from '../../../src/edit/testNaming.ts';

describe('the name of a new test', () => {
  for (const [source, tests, path] of [
    ['src/sum.ts', [], 'src/sum.test.ts'],
    ['src/sum.ts', ['src/other.spec.ts'], 'src/sum.spec.ts'],
    ['src/deep/sum.ts', ['src/__tests__/other.test.ts'], 'src/deep/__tests__/sum.test.ts'],
    ['src/sum.ts', ['test/other.test.ts'], 'test/sum.test.ts'],
    ['src/text/sum.ts', ['test/other.test.ts'], 'test/sum.test.ts'],
    ['src/text/sum.ts', ['test/unit/model/other.test.ts'], 'test/unit/text/sum.test.ts'],
    [
      'packages/a/src/sum.ts',
      ['packages/a/test/x.test.ts', 'packages/b/src/y.spec.ts'],
      'packages/a/test/sum.test.ts',
    ],
    ['sum.js', [], 'sum.test.js'],
    ['src/Card.vue', ['src/Box.spec.js'], 'src/Card.spec.js'],
    ['app/sum.py', [], 'app/test_sum.py'],
    ['app/sum.py', ['tests/test_other.py'], 'tests/test_sum.py'],
    ['app/sum.py', ['app/other_test.py'], 'app/sum_test.py'],
    ['pkg/sum.go', [], 'pkg/sum_test.go'],
    ['lib/sum.rb', ['spec/other_spec.rb'], 'spec/sum_spec.rb'],
    ['src/main/java/a/Sum.java', [], 'src/test/java/a/SumTest.java'],
    ['src/sum.rs', [], 'tests/sum_test.rs'],
    ['src/sum.zig', [], 'src/sum_test.zig'],
    ['Makefile', [], 'Makefile_test.'],
  ] as const) {
    it(`for ${source} beside ${tests.join(', ') || 'none'} is ${path}`, () => {
      assert.equal(planTest(source, { manifests: {}, tests }).path, path);
    });
  }

  it('follows the nearest example, which is not the source itself', () => {
    const tests = ['far/away/a.spec.ts', 'src/b.test.ts', 'src/sum.test.ts'];
    const { example, path } = planTest('src/sum.test.ts', { manifests: {}, tests });
    assert.equal(example, 'src/b.test.ts');
    assert.equal(path, 'src/sum.test.test.ts');
  });
});

describe('the framework of a new test', () => {
  for (const [source, manifests, framework] of [
    ['a.ts', { 'package.json': '{ "devDependencies": { "vitest": "1", "jest": "2" } }' }, 'Vitest'],
    ['a.ts', { 'package.json': '{ "devDependencies": { "jest": "2" } }' }, 'Jest'],
    ['a.ts', { 'package.json': '{ "devDependencies": { "mocha": "2" } }' }, 'Mocha'],
    [
      'a.ts',
      { 'package.json': '{ "scripts": { "test": "node --import x --test" } }' },
      'node:test',
    ],
    ['a.ts', { 'package.json': '{ "description": "not jest" }' }, ''],
    ['a.py', { 'pyproject.toml': '[tool.pytest.ini_options]' }, 'pytest'],
    ['a.py', {}, 'unittest'],
    ['a.go', { 'go.mod': 'require github.com/stretchr/testify v1' }, 'testing and testify'],
    ['a.go', {}, 'testing'],
    ['A.java', { 'pom.xml': '<artifactId>testng</artifactId>' }, 'TestNG'],
    ['a.rb', { Gemfile: "gem 'rspec'" }, 'RSpec'],
    ['a.php', { 'composer.json': '"pestphp/pest": "2"' }, 'Pest'],
    ['a.zig', {}, ''],
  ] as const) {
    it(`of ${source} with ${JSON.stringify(manifests)} is ${framework || 'left open'}`, () => {
      assert.equal(
        planTest(source, { manifests: { ...manifests }, tests: [] }).framework,
        framework,
      );
    });
  }
});

describe('tests by their names', () => {
  it('are told from sources', () => {
    assert.deepEqual(
      [
        'a.test.ts',
        'x/test_a.py',
        'a_test.go',
        'ATest.java',
        'a.ts',
        'test.py',
        'Test.java',
        'x.test.zig',
      ].map(isTestPath),
      [true, true, true, true, false, false, false, false],
    );
  });

  it('are looked for in the same family of languages', () => {
    assert.equal(testGlob('src/a.go'), '**/*_test.go');
    assert.equal(testGlob('a.py'), '**/{test_*,*_test}.py');
    assert.match(testGlob('a.ts') ?? '', /^\*\*\/\{\*\.test,\*\.spec\}\.\{ts,tsx,/);
    assert.equal(testGlob('a.zig'), undefined);
  });
});
