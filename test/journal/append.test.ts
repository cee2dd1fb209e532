import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../src/journal/append.ts'
import { verify } from '../../src/journal/verify.ts'
import { decisionEntry, opened, scratch } from './entry.ts'

const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text))

test('a decision stands in the journal when `decide` resolves', async () => {
  const { journal } = await opened(scratch())
  await journal.decide(decisionEntry({ id: 'x' }))
  expect(lines(journal.segment()).at(-1)).toMatchObject({
    v: 1,
    type: 'decision',
    seq: 1,
    time: '2026-11-30T12:00:00.000Z',
    session: 's1',
    id: 'x',
  })
  await journal.close()
})

test('the first line says who writes, and every line ends with its hash', async () => {
  const dir = scratch()
  const journal = await openJournal({
    ...{ dir, session: 's1', redact: null, now: () => new Date(0), say: () => undefined },
    start: { agent: 'claude' },
  })
  await journal.outcome({
    type: 'outcome',
    id: 'x',
    outcome: { exitCode: 0, durationMs: 12, changes: [] },
  })
  await journal.close()
  const [start, outcome] = lines(journal.segment())
  expect(start).toMatchObject({
    type: 'note',
    event: 'start',
    agent: 'claude',
    prev: '0'.repeat(64),
  })
  expect(Object.keys(outcome).slice(0, 3)).toEqual(['v', 'type', 'seq'])
  expect(Object.keys(outcome).slice(-2)).toEqual(['prev', 'hash'])
  expect(outcome.prev).toBe(start.hash)
})

test('nobody else may read the files or list the directories', async () => {
  const dir = join(scratch(), 'new', 'journal')
  const { journal } = await opened(dir)
  await journal.close()
  const modes = [dir, join(dir, 'heads'), journal.segment(), join(dir, 'heads/s1.json')]
  expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual([
    '700',
    '700',
    '600',
    '600',
  ])
})

test('decisions that wait together are all written, each once, in order', async () => {
  const { journal } = await opened(scratch())
  const ids = Array.from({ length: 200 }, (_, n) => `n${n}`)
  await Promise.all(ids.map((id) => journal.decide(decisionEntry({ id }))))
  await journal.close()
  expect(
    lines(journal.segment())
      .slice(1)
      .map(({ id }) => id),
  ).toEqual(ids)
})

test('closing waits for what is being written; later calls are refused', async () => {
  const { journal } = await opened(scratch())
  const deciding = journal.decide(decisionEntry({ id: 'last' }))
  await journal.close()
  await deciding
  expect(lines(journal.segment()).at(-1).id).toBe('last')
  await expect(journal.decide(decisionEntry())).rejects.toThrow('the journal is closed')
})

test('a session never writes to a segment that is there already', async () => {
  const dir = scratch()
  writeFileSync(join(dir, 's1.jsonl'), 'not ours')
  const { journal } = await opened(dir)
  await journal.close()
  expect(journal.segment()).toBe(join(dir, 's1.2.jsonl'))
  expect(readFileSync(join(dir, 's1.jsonl'), 'utf8')).toBe('not ours')
  expect(readdirSync(join(dir, 'heads'))).toEqual(['s1.2.json'])
})

test.each(['', '../x', 'a/b', '.hidden', 'a b', 'x'.repeat(101)])(
  '%j cannot name a session',
  async (session) => {
    await expect(opened(scratch(), { session })).rejects.toThrow(
      `\`${session}\` cannot name a session`,
    )
  },
)

test('a directory that others may write to is refused', async () => {
  const dir = join(scratch(), 'shared')
  mkdirSync(dir)
  const { chmodSync } = await import('node:fs')
  chmodSync(dir, 0o777)
  await expect(opened(dir)).rejects.toMatchObject({
    message: `others may write to the journal's directory \`${dir}\``,
    hint: `chmod 700 ${dir}`,
  })
})

test('a place that cannot be a directory is refused before anything runs', async () => {
  const file = join(scratch(), 'file')
  writeFileSync(file, '')
  await expect(opened(join(file, 'journal'))).rejects.toMatchObject({
    name: 'GaterError',
    message: `cannot write the journal: it is not a directory: ${file}/journal`,
  })
})

const meddlings: [what: string, meddle: (path: string) => void, faults: unknown[]][] = [
  [
    'cut',
    (path) => truncateSync(path, statSync(path).size - 10),
    [
      {
        segment: 's1.jsonl',
        line: 2,
        what: 'missing: the segment ends after 1 line, its head counts 2',
      },
    ],
  ],
  [
    'removed',
    (path) => rmSync(path),
    [
      {
        segment: 's1.jsonl',
        line: null,
        what: 'the segment is missing; its head counts 2 lines',
      },
    ],
  ],
  [
    'added to',
    (path) => writeFileSync(path, '{}\n', { flag: 'a' }),
    [{ segment: 's1.jsonl', line: 3, what: 'changed: its hash does not fit its content' }],
  ],
]

test.each(meddlings)(
  'when its segment is %s meanwhile, the session goes on in a new one and says so once',
  async (_, meddle, faults) => {
    const dir = scratch()
    const { journal, said } = await opened(dir)
    await journal.decide(decisionEntry({ id: 'before' }))
    meddle(journal.segment())
    await journal.decide(decisionEntry({ id: 'after' }))
    await journal.decide(decisionEntry({ id: 'later' }))
    await journal.close()
    expect(said).toEqual([
      'the journal was changed by someone else: s1.jsonl does not end after line 2, where this session left it; going on in s1.2.jsonl',
    ])
    expect(lines(join(dir, 's1.2.jsonl')).map(({ event, id }) => event ?? id)).toEqual([
      'damaged',
      'after',
      'later',
    ])
    expect((await verify(dir)).faults).toEqual(faults)
  },
)

test('when the whole directory is removed meanwhile, everything is refused', async () => {
  const dir = scratch()
  const { journal, said } = await opened(dir)
  rmSync(dirname(journal.segment()), { recursive: true })
  const refused = `cannot write the journal: the directory is missing: ${dir}`
  await expect(journal.decide(decisionEntry())).rejects.toThrow(refused)
  await expect(journal.decide(decisionEntry())).rejects.toThrow(refused)
  expect(said).toEqual([`${refused}; everything is refused`])
})
