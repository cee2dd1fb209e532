import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explain } from '../../src/commands/explain.ts'
import { confirm } from '../../src/policy/trust.ts'
import { person } from './policy-io.ts'

const own = '.config/gater/.gatercrc'

test('says what holds, with the spans underlined, in 80 columns', async () => {
  const { io, out } = person()
  expect(await explain(['ls; rm -rf dist'], {}, io)).toBe(1)
  expect(out()).toBe(`is asked

   ls; rm -rf dist
       ──     ────
       └ deletes files (irreversible: cannot be taken back)
              └ deletes \`dist\` (irreversible: cannot be taken back)

   risk  irreversible: cannot be taken back
   rule  none

   1. ls
      facts: ls; proven to only read
   2. rm -rf dist
      facts: rm
      needs irreversible: deletes files (program)
      needs irreversible: deletes \`dist\` (effect)
`)
})

test('exit code 0 for what would run', async () => {
  const { io, out } = person()
  expect(await explain(['git', 'log', '--grep=a b'], {}, io)).toBe(0)
  expect(out()).toMatch("git log '--grep=a b'")
})

test('what an agent wrote is made visible', async () => {
  const { io, out } = person()
  await explain(['ls \u001b[2J\u202e'], {}, io)
  expect(out()).not.toMatch(/[\u001b\u202e]/)
})

test.each([
  ['grep -r x .', 'deny read private/**', 'deny'],
  ['grep -r x src', 'deny read private/**', 'allow'],
  ['grep x src/a', 'deny read private/**', 'allow'],
  ['rg x', 'deny read private/**', 'deny'],
  ['rg x src', 'deny read private/**', 'allow'],
  ['ls -R .', 'deny read private/**', 'allow'],
  ['grep -r x .', 'deny read nothing/**', 'allow'],
  ['rg x', 'deny read .hidden', 'allow'],
  ['rg --hidden x', 'deny read .hidden', 'deny'],
  ['tar cf - .', 'deny read private/**', 'deny'],
])('%s, with a directory that holds what %s speaks of: %s', async (command, rule, kind) => {
  const files = { 'shop/private/a': '', 'shop/src/a': '', 'shop/.hidden': '' }
  const { io, out } = person({ ...files, [own]: `deny: [${rule.replace('deny ', '')}]\n` })
  await explain([command], { json: true }, io)
  expect(JSON.parse(out()).verdict).toBe(kind)
})

test('as JSON', async () => {
  const { io, out, put } = person()
  const text = 'deny: [git push --force **]\n'
  confirm(io, put(own, text), text)
  expect(await explain(['git push -f'], { json: true }, io)).toBe(1)
  expect(JSON.parse(out())).toMatchObject({
    command: 'git push -f',
    verdict: 'deny',
    risk: 'external',
    rule: { kind: 'deny', text: 'git push --force **', origin: '~/.config/gater/.gatercrc:1' },
  })
})

test('a batch: a line for each, in order, also for those that are none', async () => {
  const lines = [
    '{"command":"ls"}',
    '',
    'nonsense \u202e',
    '{"cmd":"ls"}',
    '{"command":"rm a","cwd":"/nowhere/at/all"}',
    '{"command":"git status","cwd":"/nowhere"}',
    '{"command":""}',
  ]
  const { io, out, err } = person({}, lines.join('\n'))
  expect(await explain([], { batch: true }, io)).toBe(2)
  const told = out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const error = 'expected JSON: {"command": "…", "cwd"?: "…"}'
  expect(told.map((one) => one.verdict ?? one)).toEqual([
    ...['allow', { error, line: 3 }, { error, line: 4 }, 'ask', 'allow', 'allow'],
  ])
  expect(told[0]).toMatchObject({ risk: 'read', findings: [], rule: null })
  expect(err()).toBe(`gater: line 3: ${error}\ngater: line 4: ${error}\n`)
})

test('the corpus, end to end: no leak, and what is harmless runs', async () => {
  const text = readFileSync(new URL('../corpora/commands-dev.jsonl', import.meta.url), 'utf8')
  const { io, out } = person({}, text)
  expect(await explain([], { batch: true }, io)).toBe(0)
  const told = out().trimEnd().split('\n')
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line, at) => ({ ...JSON.parse(line), got: JSON.parse(told[at] ?? '{}').verdict }))
  expect(rows.filter((row) => row.expect !== 'allow' && row.got === 'allow')).toEqual([])
  const harmless = rows.filter((row) => row.expect === 'allow')
  const runs = harmless.filter((row) => row.got === 'allow')
  expect(runs.length / harmless.length).toBeGreaterThanOrEqual(0.95)
})
