import { describe, expect, test } from 'vitest'
import { diffChange, unifiedText } from '../../src/review/diff.ts'
import type { Change } from '../../src/review/question.ts'

function change(before: string | null, after: string | null): Change {
  return { path: '/w/a.txt', before, after }
}

function text(one: Change): string {
  return unifiedText(one, diffChange(one))
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `line ${from + at}\n`).join('')

describe('the diff for programs', () => {
  test.each([
    ['a new file', change(null, 'a\n'), '--- /dev/null\n+++ /w/a.txt\n@@ -0,0 +1,1 @@\n+a\n'],
    ['a deletion', change('a\n', null), '--- /w/a.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n'],
    ['no change', change('a\n', 'a\n'), '--- /w/a.txt\n+++ /w/a.txt\n'],
    [
      'a lost line end',
      change('a\n', 'a'),
      '--- /w/a.txt\n+++ /w/a.txt\n@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n',
    ],
    [
      'other line ends',
      change('a\nb\n', 'a\r\nb\r\n'),
      '--- /w/a.txt\n+++ /w/a.txt\n@@ -1,2 +1,2 @@\n-a\n-b\n+a\r\n+b\r\n',
    ],
    ['bytes', change('a\0', 'b'), '--- /w/a.txt\n+++ /w/a.txt\n# not shown: binary\n'],
    [
      'what was not read',
      { ...change('', 'b'), unshown: 'too large' },
      '--- /w/a.txt\n+++ /w/a.txt\n# not shown: too large\n',
    ],
  ])('of %s', (_, one, expected) => {
    expect(text(one)).toBe(expected)
  })

  test('has three lines around', () => {
    expect(text(change(lines(0, 20), lines(0, 10) + lines(11, 20)))).toBe(
      '--- /w/a.txt\n+++ /w/a.txt\n@@ -8,7 +8,6 @@\n' +
        ' line 7\n line 8\n line 9\n-line 10\n line 11\n line 12\n line 13\n',
    )
  })
})

describe('words that differ', () => {
  const marked = (before: string, after: string) => {
    const diff = diffChange(change(before, after))
    if (diff.kind !== 'hunks') return diff.kind
    return diff.hunks.flatMap((hunk) =>
      hunk.lines.map((line) => line.changed.map(([from, to]) => line.text.slice(from, to))),
    )
  }

  test('are marked in lines that are alike', () => {
    expect(marked('retry({ times: 3 })\n', 'retry({ times: 30 })\n')).toEqual([['3'], ['30']])
  })

  test('are not in lines that are not', () => {
    expect(marked('const a = 1\n', 'throw new Error()\n')).toEqual([[], []])
  })

  test('are not in lines without end', () => {
    const long = 'x '.repeat(5000)
    expect(marked(`${long}1\n`, `${long}2\n`)).toEqual([[], []])
  })
})

test('files too different to compare in time are shown whole, which is said', () => {
  const other = (seed: number) =>
    Array.from({ length: 20_000 }, (_, at) => `${(at * seed) % 7919} ${seed}\n`).join('')
  const one = change(other(31), other(37))
  const diff = diffChange(one, 1)
  expect(diff).toMatchObject({
    kind: 'replaced',
    removed: 20_000,
    why: 'too different to compare in 1 ms',
  })
  expect(diff.kind === 'replaced' && diff.after.length).toBe(20_000)
})
