import assert from 'node:assert/strict';
import { changedExports } from '../../../src/edit/verdictExports.ts';

function namesOf(before: string, after: string, languageId = 'typescript'): readonly string[] {
  return changedExports(before, after, languageId).map(({ name, offset }) => {
    assert.ok(before.startsWith(name, offset));
    return name;
  });
}

describe('exported signatures', () => {
  for (const [what, before, after, names] of [
    [
      'a new body',
      'export function f(a: number): number {\n  return a;\n}',
      'export function f(a: number): number {\n  return -a;\n}',
      [],
    ],
    ['a parameter', 'export function f(a: number) {}', 'export function f(a: string) {}', ['f']],
    [
      'a result with members',
      'export function f(): { a: number } {\n  return x;\n}',
      'export function f(): { a: string } {\n  return x;\n}',
      ['f'],
    ],
    [
      'a parameter on a line of its own',
      'export const f = (\n  a: A,\n) => {}',
      'export const f = (\n  a: B,\n) => {}',
      ['f'],
    ],
    ['a name that is gone', 'export class A {}\nexport class B {}', 'export class A {}', ['B']],
    [
      'a member of a type',
      'export interface A {\n  b: C;\n}',
      'export interface A {\n  b?: C;\n}',
      ['A'],
    ],
    ['what is not exported', 'function f(a: A) {}', 'function f(a: B) {}', []],
    ['spaces', 'export type A = B  | C;', 'export type A =\n  B | C;', []],
    [
      'an overload',
      'export function f(a: A): A;\nexport function f(a: B): B;',
      'export function f(a: A): A;',
      ['f'],
    ],
  ] as const) {
    it(`of TypeScript: ${what}`, () => {
      assert.deepEqual(namesOf(before, after), names);
    });
  }

  for (const [languageId, before, after, names] of [
    ['python', 'def f(a: int) -> int:\n  return a', 'def f(a: str) -> int:\n  return a', ['f']],
    ['python', 'def f(a: int) -> int:\n  return a', 'def f(a: int) -> int:\n  return 1', []],
    ['python', 'def _f(a):\n  pass', 'def _f(a, b):\n  pass', []],
    ['go', 'func (s *S) Name(a int) {\n}', 'func (s *S) Name(a string) {\n}', ['Name']],
    ['go', 'func name(a int) {\n}', 'func name(a string) {\n}', []],
    ['rust', 'pub fn f(a: u8) -> u8 {\n}', 'pub fn f(a: u16) -> u8 {\n}', ['f']],
    ['java', '  public int size(int a) {', '  public long size(int a) {', ['size']],
    ['csharp', '  public int Size { get; }', '  public long Size { get; }', ['Size']],
    ['json', '{ "a": 1 }', '{ "b": 1 }', []],
  ] as const) {
    it(`of ${languageId}: ${before.trim().split('\n')[0]} → ${after.trim().split('\n').join(' ')}`, () => {
      assert.deepEqual(namesOf(before, after, languageId), names);
    });
  }
});
