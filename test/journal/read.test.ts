import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { genesis, seal } from '../../src/journal/chain.ts'
import { linesOf } from '../../src/journal/lines.ts'
import { readActions, readJournal, readNew } from '../../src/journal/read.ts'
import { decisionEntry, opened, scratch, written } from './entry.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const outcome = (exitCode: number) => ({ exitCode, durationMs: 5, changes: ['/a'] })

test('decisions come with their outcomes, whatever lies between', async () => {
  const dir = scratch()
  const { journal } = await opened(dir)
  for (const id of ['a', 'b', 'c']) await journal.decide(decisionEntry({ id }))
  await journal.outcome({ type: 'outcome', id: 'c', outcome: outcome(3) })
  await journal.outcome({ type: 'outcome', id: 'a', outcome: outcome(1) })
  await journal.outcome({ type: 'outcome', id: 'unknown', outcome: outcome(9) })
  await journal.outcome({ type: 'outcome', id: 'a', outcome: outcome(8) })
  await journal.close()
  const read = await all(readActions(dir))
  expect(read.map(({ line, outcome }) => [line.id, outcome?.exitCode ?? null])).toEqual([
    ['a', 1],
    ['b', null],
    ['c', 3],
  ])
})

test('sessions are merged by time', async () => {
  const dir = scratch()
  let minute = 0
  const now = () => new Date(Date.UTC(2026, 10, 30, 12, minute))
  const first = await opened(dir, { session: 'z', now })
  minute = 1
  const second = await opened(dir, { session: 'a', now })
  for (const [at, { journal }] of [second, first, second, first].entries()) {
    minute = at + 2
    await journal.decide(decisionEntry({ id: `m${minute}` }))
  }
  await first.journal.close()
  await second.journal.close()
  expect((await all(readActions(dir))).map(({ line }) => line.id)).toEqual(['m2', 'm3', 'm4', 'm5'])
  expect((await all(readJournal(dir))).map(({ line }) => line.session)).toEqual([
    'z',
    'a',
    'a',
    'z',
    'a',
    'z',
  ])
})

test('no journal yet is an empty one', async () => {
  expect(await all(readActions(join(scratch(), 'none')))).toEqual([])
})

test('a directory that cannot be read is an error', async () => {
  const file = join(scratch(), 'file')
  writeFileSync(file, '')
  await expect(all(readActions(file))).rejects.toMatchObject({
    name: 'GaterError',
    message: `cannot read the journal \`${file}\`: ENOTDIR: not a directory, scandir '${file}'`,
  })
})

/** Lines that are none, and that no reader may stumble over. */
const strange = [
  '',
  'null',
  '[]',
  '{}',
  '{"v":2,"type":"decision"}',
  '{"v":1,"type":"decision","seq":0}',
  '\u0000\u0000\u0000',
  '"\ud800"',
  `{"v":1,"type":"decision","id":{"toString":null}}`,
  '{'.repeat(50_000),
  '['.repeat(50_000),
]

test.each(strange.map((line) => [line.slice(0, 40), line]))(
  'a line %j is passed over and counted',
  async (_, line) => {
    const dir = scratch()
    await written(dir, 2)
    appendFileSync(join(dir, 's1.jsonl'), `${line}\n`)
    const skipped: unknown[] = []
    const read = await all(
      readActions(dir, { skipped: (file, number) => skipped.push([file, number]) }),
    )
    expect(read).toHaveLength(2)
    expect(skipped).toEqual([[join(dir, 's1.jsonl'), 4]])
  },
)

test.each([
  ['action', null],
  ['action', { kind: 'command' }],
  ['action', { kind: 'nonsense' }],
  ['risk', 'mild'],
  ['findings', [{ span: 'x', class: 'read', why: '' }]],
  ['time', 'yesterday'],
  ['waitedMs', '4000'],
])('a decision with %s %j is passed over', async (key, value) => {
  const dir = scratch()
  await written(dir, 1)
  const path = join(dir, 's1.jsonl')
  const [start = '', decision = ''] = readFileSync(path, 'utf8').split('\n')
  const { hash: _, ...entry } = JSON.parse(decision)
  writeFileSync(path, `${start}\n${seal({ ...entry, [key]: value }).text}\n`)
  expect(await all(readActions(dir))).toEqual([])
})

test('a line that is being written is not there yet', async () => {
  const dir = scratch()
  await written(dir, 1)
  const skipped: unknown[] = []
  appendFileSync(join(dir, 's1.jsonl'), '{"v":1,"type":"decis')
  const read = await all(readActions(dir, { skipped: (...at) => skipped.push(at) }))
  expect([read.length, skipped]).toEqual([1, []])
})

test('new decisions are read from where reading stopped', async () => {
  const dir = scratch()
  const { journal } = await opened(dir)
  const ends = new Map<string, number>()
  const next = async () => (await all(readNew(dir, ends))).map(({ line }) => line.id)
  await journal.decide(decisionEntry({ id: 'a' }))
  expect(await next()).toEqual(['a'])
  expect(await next()).toEqual([])
  await journal.decide(decisionEntry({ id: 'b' }))
  await written(dir, 1, 's2')
  expect(await next()).toEqual(['b', 's2-1'])
  await journal.close()
})

test('only a line feed ends a line', async () => {
  const path = join(scratch(), 'x')
  writeFileSync(path, 'a\u2028b\r\n\u0085c\n\nd')
  const lines = await all(linesOf(path))
  expect(
    lines.map(({ bytes, number, whole, end }) => [bytes?.toString(), number, whole, end]),
  ).toEqual([
    ['a\u2028b\r', 1, true, 7],
    ['\u0085c', 2, true, 11],
    ['', 3, true, 12],
    ['d', 4, false, 13],
  ])
})

test('a line longer than any is passed over without being held', async () => {
  const path = join(scratch(), 'x')
  writeFileSync(path, `a\n${'b'.repeat(1_000_000)}\nc\n`)
  const lines = await all(linesOf(path, { longest: 1000 }))
  expect(lines.map(({ bytes, end }) => [bytes?.toString() ?? null, end])).toEqual([
    ['a', 2],
    [null, 1_000_003],
    ['c', 1_000_005],
  ])
})

test('a large journal is read in a small heap', () => {
  const dir = scratch()
  mkdirSync(join(dir, 'heads'))
  let prev = genesis
  const lines: string[] = []
  const action = { kind: 'write', path: '/x', content: 'y'.repeat(20_000) }
  for (let seq = 0; seq < 4000; seq += 1) {
    const time = new Date(seq * 1000).toISOString()
    const entry = { ...decisionEntry({ id: `n${seq}` }), action }
    const { type, ...rest } = entry
    const sealed = seal({ v: 1, type, seq, time, session: 's1', ...rest, prev })
    prev = sealed.hash
    lines.push(`${sealed.text}\n`)
  }
  writeFileSync(join(dir, 's1.jsonl'), lines.join(''))
  const head = { v: 1, segment: 's1.jsonl', seq: 3999, hash: prev }
  writeFileSync(join(dir, 'heads/s1.json'), JSON.stringify(head))
  const script = `
    import { readActions } from './dist/journal/read.js'
    import { verify } from './dist/journal/verify.js'
    let count = 0
    for await (const _ of readActions(${JSON.stringify(dir)})) count += 1
    const { faults, lines } = await verify(${JSON.stringify(dir)})
    console.log(JSON.stringify({ count, faults, lines }))`
  const out = execFileSync(
    process.execPath,
    ['--max-old-space-size=24', '--max-semi-space-size=1', '--input-type=module', '-e', script],
    { encoding: 'utf8', cwd: join(import.meta.dirname, '../..') },
  )
  expect(JSON.parse(out)).toEqual({ count: 4000, faults: [], lines: 4000 })
}, 30_000)
