import { expect, test } from 'vitest'
import { alternatives, matchesGlob } from '../../src/action/glob.ts'

test.each([
  ['*.ts', 'a.ts', true],
  ['*.ts', 'src/a.ts', false],
  ['**/*.ts', 'a.ts', true],
  ['**/*.ts', 'src/deep/a.ts', true],
  ['/a/**', '/a/b/c', true],
  ['/a/**', '/ab', false],
  ['/a/**/z', '/a/z', true],
  ['/a/**/z', '/a/b/c/z', true],
  ['/a/**/z', '/a/bz', false],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[!a-c]x', 'dx', true],
  ['[!a]x', '/x', false],
  ['.[e]nv', '.env', true],
  ['[[:alpha:]]', 'q', true],
  ['[[:alpha:]]nv', 'env', true],
  ['[]a]', ']', true],
  ['[\\]e]nv', 'env', true],
  ['[ab', '[ab', true],
  ['{a,b}.ts', 'b.ts', true],
  ['{a,b{c,d}}', 'bd', true],
  ['{a,b{c,d}}', 'ac', false],
  ['{a}', '{a}', true],
  ['{a}', 'a', false],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a\\', 'a\\', true],
  ['a.c', 'abc', false],
  ['', '', true],
  ['*', '', true],
])('%s against %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected)
})

test('a pattern that would make a backtracking matcher hang is answered', () => {
  expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(2000))).toBe(false)
  expect(matchesGlob(`${'**/'.repeat(200)}b`, 'a/'.repeat(2000))).toBe(false)
})

test('a pattern with too many alternatives matches everything', () => {
  const pattern = '{a,b}'.repeat(12)
  expect(alternatives(pattern)).toBe(null)
  expect(matchesGlob(pattern, 'anything')).toBe(true)
})
