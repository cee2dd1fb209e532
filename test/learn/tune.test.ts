import { expect, test } from 'vitest'
import type { Action } from '../../src/action/action.ts'
import type { DecisionEntry } from '../../src/journal/record.ts'
import { gather } from '../../src/learn/past.ts'
import { type Proposal, propose } from '../../src/learn/tune.ts'
import { command, history, replay, write } from './history.ts'

type History = ReturnType<typeof history>

async function proposals(past: History): Promise<Proposal[]> {
  return propose(await gather(past.read()), replay)
}

const rules = async (past: History) =>
  (await proposals(past)).map(({ kind, rule }) => `${kind} ${rule}`)

/** The same action approved `count` times in turn in three sessions. */
function approved(
  past: History,
  count: number,
  action: Action,
  over: Partial<DecisionEntry> = {},
): History {
  for (let n = 0; n < count; n += 1) past.add(`s${n % 3}`, action, over)
  return past
}

const exact = 'mv a.txt b.txt'

test('six untouched approvals in three sessions are enough for exact words', async () => {
  expect(await proposals(approved(history(), 6, command(exact)))).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{8}$/),
      kind: 'allow',
      rule: exact,
      workspace: null,
      risk: 'reversible',
      evidence: {
        questions: 6,
        untouched: 6,
        sessions: 3,
        weak: 0,
        distinct: 1,
        lowerBound: 0.609,
        waitedMs: 24_000,
        first: '2026-11-01T00:01:00.000Z',
        last: '2026-11-01T00:06:00.000Z',
      },
      examples: [exact],
    },
  ])
})

const quiet: [why: string, past: (past: History) => History][] = [
  ['there are only five', (past) => approved(past, 5, command(exact))],
  [
    'they are of two sessions',
    (past) => {
      for (let n = 0; n < 12; n += 1) past.add(`s${n % 2}`, command(exact))
      return past
    },
  ],
  ['they were given in a glance', (past) => approved(past, 12, command(exact), { waitedMs: 900 })],
  [
    'they were given in a group or under a lease',
    (past) => approved(past, 12, command(exact), { evidence: false }),
  ],
  [
    'one was rejected',
    (past) =>
      approved(past, 12, command(exact)).add('s9', command(exact), { decision: 'rejected' }),
  ],
  [
    'one was edited',
    (past) => approved(past, 12, command(exact)).add('s9', command(exact), { decision: 'edited' }),
  ],
  [
    'it was rejected on another branch',
    (past) =>
      approved(past, 12, command(exact)).add('s9', command(exact), {
        decision: 'rejected',
        branch: 'release',
      }),
  ],
  [
    'it was rejected as a part of another line',
    (past) =>
      approved(past, 12, command(exact)).add('s9', command(`ls; ${exact}`), {
        decision: 'rejected',
      }),
  ],
  ['it is a hard gate', (past) => approved(past, 12, command('rm a.txt'))],
  [
    'it was shown as a hard gate then',
    (past) => approved(past, 12, command(exact), { risk: 'external' }),
  ],
  [
    'it was shown as latent',
    (past) => approved(past, 12, command(exact), { attributes: ['latent'] }),
  ],
  [
    'it was shown as secret',
    (past) => approved(past, 12, command(exact), { attributes: ['secret'] }),
  ],
  ['it is secret', (past) => approved(past, 12, command('env'))],
  [
    'a secret of it was redacted',
    (past) => approved(past, 12, command('mv SECRET:8-15:01234567 b')),
  ],
  ['the policy would ask all the same', (past) => approved(past, 12, command('cp /etc/hosts x'))],
  ['a word of it is not static', (past) => approved(past, 12, command('mv $a b'))],
  ['a word of it is a glob', (past) => approved(past, 12, command('mv *.txt b'))],
  ['two of its parts ask', (past) => approved(past, 12, command('mv a b; mv c d'))],
  ['it is a call', (past) => approved(past, 12, { kind: 'call', tool: 'x', input: {} })],
  ['nothing asks', (past) => approved(past, 12, command('ls'))],
  [
    'a write lies outside the workspace',
    (past) => approved(past, 12, { kind: 'write', path: '/etc/hosts', content: '' }),
  ],
  ['it deletes a file', (past) => approved(past, 12, write('a.txt', null))],
]

test.each(quiet)('nothing is proposed when %s', async (_, past) => {
  expect(await rules(past(history()))).toEqual([])
})

test('a part that only reads does not stand in the way', async () => {
  expect(await rules(approved(history(), 6, command(`ls && ${exact}`)))).toEqual([`allow ${exact}`])
})

test('what runs code of the workspace is proposed to be contained', async () => {
  expect(await rules(approved(history(), 6, command('frobnicate now')))).toEqual([
    'contain frobnicate now',
  ])
})

test('an operand that varied is left open, once there is enough of it', async () => {
  const past = history()
  for (const name of ['a', 'b', 'c', 'd']) approved(past, 3, command(`touch ${name}.txt`))
  expect(await rules(past)).toEqual(['allow touch *'])
})

test.each([
  ['two values only', ['a.txt', 'b.txt']],
  ['one of them in an option', ['--a', '--b', '--c', '--d']],
])('not with %s', async (_, names) => {
  const past = history()
  for (const name of names) approved(past, 5, command(`touch ${name}`))
  expect(await rules(past)).toEqual([])
})

test('neither the program nor the first word of an unknown one is left open', async () => {
  const past = history()
  for (const name of ['one', 'two', 'three', 'four']) {
    approved(past, 4, command(`frobnicate ${name}`))
    approved(past, 4, command(`${name} x`))
  }
  expect(await rules(past)).toEqual([])
})

test('a rejection of what the open word would cover leaves only the exact words', async () => {
  const past = history()
  for (const name of ['a', 'b', 'c', 'd']) approved(past, 6, command(`touch ${name}.txt`))
  past.add('s9', command('touch passwords.txt'), { decision: 'rejected' })
  expect(await rules(past)).toEqual(['a', 'b', 'c', 'd'].map((name) => `allow touch ${name}.txt`))
})

test('writes are proposed by path, or by folder when enough of its files were written', async () => {
  const past = approved(history(), 6, write('docs/index.md'))
  expect(await rules(past)).toEqual(['allow write docs/index.md'])
  for (const name of ['a', 'b', 'c']) approved(past, 3, write(`docs/${name}.md`))
  expect(await rules(past)).toEqual(['allow write docs/*'])
  past.add('s9', write('docs/secret.md'), { decision: 'rejected' })
  expect(await rules(past)).toEqual(['allow write docs/index.md'])
})

test('never for a whole workspace', async () => {
  const past = history()
  for (const name of ['a', 'b', 'c', 'd']) approved(past, 5, write(name))
  expect(await rules(past)).toEqual([])
})

test('the same file in another workspace is another rule', async () => {
  const past = approved(history(), 3, write('a.md'))
  approved(
    past,
    3,
    { kind: 'write', path: '/home/ada/site/a.md', content: '' },
    { workspace: '/home/ada/site' },
  )
  expect(await rules(past)).toEqual([])
})

test('the rule that spares most questions comes first', async () => {
  const past = approved(approved(history(), 6, command('mv a b')), 9, command('mv c d'))
  expect(await rules(past)).toEqual(['allow mv c d', 'allow mv a b'])
})
