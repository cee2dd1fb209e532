import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isQuiet } from './ground.ts'

interface Row {
  command: string
  expect: string
}

const rows = readFileSync(new URL('../corpora/commands-dev.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Row => JSON.parse(line))

test('nothing that the corpus does not allow runs unasked', () => {
  expect(rows.filter((row) => row.expect !== 'allow' && isQuiet(row.command))).toEqual([])
})

test('at least 95 % of what it allows runs unasked', () => {
  const allowed = rows.filter((row) => row.expect === 'allow')
  const asked = allowed.filter((row) => !isQuiet(row.command))
  expect(asked.length / allowed.length).toBeLessThanOrEqual(0.05)
})
