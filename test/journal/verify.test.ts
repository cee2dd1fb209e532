import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { genesis, seal } from '../../src/journal/chain.ts'
import { parseHeads } from '../../src/journal/head.ts'
import { verify } from '../../src/journal/verify.ts'
import { scratch, written } from './entry.ts'

const segment = 's1.jsonl'

/** Lines without their line feeds; line 1 is the start note, lines 2 to 6 are decisions. */
const read = (dir: string) => readFileSync(join(dir, segment), 'utf8').split('\n').slice(0, -1)
const write = (dir: string, lines: string[]) =>
  writeFileSync(join(dir, segment), lines.map((line) => `${line}\n`).join(''))

/** Changes the lines and makes every hash and link fit again, as one who knows the format would. */
function rechain(lines: string[], change: (entries: Record<string, unknown>[]) => void): string[] {
  const entries = lines.map((line) => JSON.parse(line))
  change(entries)
  let prev = genesis
  return entries.map(({ hash: _, ...entry }, seq) => {
    const sealed = seal({ ...entry, seq, prev })
    prev = sealed.hash
    return sealed.text
  })
}

const resealed = (line: string, change: Record<string, unknown>) => {
  const { hash: _, ...entry } = JSON.parse(line)
  return seal({ ...entry, ...change }).text
}

const changed = 'changed: its hash does not fit its content'
const ends = (lines: number) => `missing: the segment ends after ${lines} lines, its head counts 6`

const at = (lines: string[], index: number) => lines[index] ?? ''

const tamperings: [
  what: string,
  tamper: (lines: string[]) => string[],
  line: number,
  said: string,
][] = [
  ['a word edited', (l) => l.with(2, at(l, 2).replace('approved', 'rejected')), 3, changed],
  ['the first line edited', (l) => l.with(0, at(l, 0).replace('start', 'Start')), 1, changed],
  ['the last line edited', (l) => l.with(5, at(l, 5).replace('git push', 'git pull')), 6, changed],
  [
    'an edit with a new hash',
    (l) => l.with(2, resealed(at(l, 2), { by: 'rule' })),
    4,
    'does not follow the line before it: one of them was replaced',
  ],
  [
    'the last line edited with a new hash',
    (l) => l.with(5, resealed(at(l, 5), { by: 'rule' })),
    6,
    'rewritten: the head holds another hash for it',
  ],
  [
    'everything rewritten from line 3 on',
    (l) => rechain(l, (e) => Object.assign(e[2] ?? {}, { by: 'rule' })),
    6,
    'rewritten: the head holds another hash for it',
  ],
  ['a line deleted', (l) => l.toSpliced(2, 1), 3, '1 line missing before it'],
  ['two lines deleted', (l) => l.toSpliced(1, 2), 2, '2 lines missing before it'],
  ['the first line deleted', (l) => l.slice(1), 1, '1 line missing before it'],
  ['a line deleted and the rest rewritten', (l) => rechain(l, (e) => e.splice(2, 1)), 6, ends(5)],
  [
    'a line inserted',
    (l) => l.toSpliced(2, 0, at(l, 1)),
    3,
    'inserted, repeated or moved: its number was there before',
  ],
  ['a line of their own inserted', (l) => l.toSpliced(2, 0, '{"v":1}'), 3, changed],
  ['a blank line inserted', (l) => l.toSpliced(3, 0, ''), 4, changed],
  [
    'a sealed line appended',
    (l) => [...l, resealed(at(l, 5), { seq: 6 })],
    7,
    'does not follow the line before it: one of them was replaced',
  ],
  [
    'two lines swapped',
    (l) => l.with(2, at(l, 3)).with(3, at(l, 2)),
    3,
    '1 line missing before it',
  ],
  ['the last line cut off', (l) => l.slice(0, -1), 6, ends(5)],
  ['the last three lines cut off', (l) => l.slice(0, -3), 4, ends(3)],
  ['everything cut off', () => [], 1, 'missing: the segment ends after 0 lines, its head counts 6'],
  [
    'a line of another session',
    (l) => rechain(l, (e) => Object.assign(e[3] ?? {}, { session: 's2' })),
    4,
    'of another session',
  ],
  [
    'a line of version 2',
    (l) => rechain(l, (e) => Object.assign(e[3] ?? {}, { v: 2 })),
    4,
    'of version 2, which this gater does not know',
  ],
  ['garbage', (l) => l.with(4, '\u0000\u00ff'), 5, changed],
  ['JSON that is no object', (l) => l.with(4, 'null'), 5, changed],
  ['carriage returns', (l) => l.map((line) => `${line}\r`), 1, changed],
]

test.each(tamperings)('finds %s', async (_, tamper, line, what) => {
  const dir = scratch()
  await written(dir, 5)
  write(dir, tamper(read(dir)))
  expect((await verify(dir)).faults).toEqual([{ segment, line, what }])
})

test('a whole journal has no faults', async () => {
  const dir = scratch()
  await written(dir, 5)
  await written(dir, 3, 's2')
  expect(await verify(dir)).toEqual({ faults: [], segments: 2, lines: 10, torn: [] })
})

test('no journal at all is whole', async () => {
  expect(await verify(join(scratch(), 'none'))).toEqual({
    faults: [],
    segments: 0,
    lines: 0,
    torn: [],
  })
})

test('finds a missing segment', async () => {
  const dir = scratch()
  await written(dir, 5)
  rmSync(join(dir, segment))
  expect((await verify(dir)).faults).toEqual([
    { segment, line: null, what: 'the segment is missing; its head counts 6 lines' },
  ])
})

test('finds a missing head, a mixed-up head and one that is garbage', async () => {
  const noHead = 'its head is missing or unreadable, so that lines may be missing at its end'
  const dir = scratch()
  for (const session of ['s1', 's2', 's3']) await written(dir, 2, session)
  rmSync(join(dir, 'heads/s1.json'))
  copyFileSync(join(dir, 'heads/s3.json'), join(dir, 'heads/s2.json'))
  writeFileSync(join(dir, 'heads/s3.json'), '\u0000'.repeat(256))
  expect((await verify(dir)).faults).toEqual(
    ['s1', 's2', 's3'].map((name) => ({ segment: `${name}.jsonl`, line: null, what: noHead })),
  )
})

test('names the first bad line of each segment, and counts the whole ones', async () => {
  const dir = scratch()
  await written(dir, 5)
  await written(dir, 5, 's2')
  const lines = read(dir)
  write(dir, lines.with(2, 'x').with(4, 'y'))
  truncateSync(join(dir, 's2.jsonl'), 0)
  const { faults, lines: whole } = await verify(dir)
  expect(faults.map(({ segment, line }) => [segment, line])).toEqual([
    ['s2.jsonl', 1],
    ['s1.jsonl', 3],
  ])
  expect(whole).toBe(2)
})

test('heads that were copied away find what fits the heads here', async () => {
  const dir = scratch()
  await written(dir, 5)
  const kept = parseHeads(readFileSync(join(dir, 'heads/s1.json'), 'utf8')).filter(
    (h) => h !== null,
  )
  const forged = rechain(read(dir), (entries) => Object.assign(entries[2] ?? {}, { by: 'rule' }))
  write(dir, forged)
  const hash = JSON.parse(forged.at(-1) ?? '').hash
  writeFileSync(join(dir, 'heads/s1.json'), JSON.stringify({ v: 1, segment, seq: 5, hash }))
  expect((await verify(dir)).faults).toEqual([])
  expect((await verify(dir, kept)).faults).toEqual([
    { segment, line: 6, what: 'rewritten: the head holds another hash for it' },
  ])
  rmSync(join(dir, segment))
  rmSync(join(dir, 'heads/s1.json'))
  expect((await verify(dir, kept)).faults).toEqual([
    { segment, line: null, what: 'the segment is missing; its head counts 6 lines' },
  ])
})

test('a last line that is unfinished and uncounted is torn, not damage', async () => {
  const dir = scratch()
  await written(dir, 5)
  writeFileSync(join(dir, segment), '{"v":1,"type":"deci', { flag: 'a' })
  expect(await verify(dir)).toEqual({ faults: [], segments: 1, lines: 6, torn: [segment] })
})

test('a counted last line that lost its end is damage', async () => {
  const dir = scratch()
  await written(dir, 5)
  const { length } = readFileSync(join(dir, segment))
  truncateSync(join(dir, segment), length - 1)
  expect((await verify(dir)).faults).toEqual([{ segment, line: 6, what: ends(5) }])
})

test('lines that no head counts yet are no fault: a crash came between', async () => {
  const dir = scratch()
  await written(dir, 5)
  const head = readFileSync(join(dir, 'heads/s1.json'))
  const [line] = read(dir).slice(-1)
  const { hash } = JSON.parse(line ?? '')
  writeFileSync(join(dir, segment), `${resealed(line ?? '', { seq: 6, prev: hash })}\n`, {
    flag: 'a',
  })
  writeFileSync(join(dir, 'heads/s1.json'), head)
  expect((await verify(dir)).faults).toEqual([])
})

test('things in the directory that are no segments do no harm', async () => {
  const dir = scratch()
  await written(dir, 1)
  mkdirSync(join(dir, 'folder.jsonl'))
  writeFileSync(join(dir, 'notes.txt'), 'x')
  writeFileSync(join(dir, 'heads/readme'), 'x')
  expect((await verify(dir)).faults).toEqual([])
  expect(readdirSync(dir)).toContain('folder.jsonl')
})

test('whatever byte of a journal changes, the line that holds it is named', async () => {
  const dir = scratch()
  await written(dir, 5)
  const whole = readFileSync(join(dir, segment))
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: whole.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] ?? 0) ^ flip
        writeFileSync(join(dir, segment), bytes)
        const [fault] = (await verify(dir)).faults
        const line = whole.subarray(0, at).filter((byte) => byte === 10).length + 1
        // A line feed in the middle of a line splits it; one that is lost joins two, or unfinishes the last.
        expect(fault?.line).toBe(line)
      },
    ),
    { numRuns: 300 },
  )
})

test('whatever lines are taken away, moved or repeated, it is found', async () => {
  const dir = scratch()
  await written(dir, 5)
  const whole = read(dir)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: whole.length - 1 }), { maxLength: 8 }),
      async (order) => {
        fc.pre(
          order.length < whole.length || order.slice(0, whole.length).some((at, n) => at !== n),
        )
        write(
          dir,
          order.map((at) => whole[at] ?? ''),
        )
        const kept = order.findIndex((at, n) => at !== n)
        const [fault] = (await verify(dir)).faults
        expect(fault?.line).toBe((kept === -1 ? order.length : kept) + 1)
      },
    ),
    { numRuns: 300 },
  )
})
