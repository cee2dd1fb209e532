import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { log } from '../../src/commands/log.ts'
import { logShow } from '../../src/commands/log-show.ts'
import { logStats } from '../../src/commands/log-stats.ts'
import { logVerify } from '../../src/commands/log-verify.ts'
import { decisionEntry, opened, scratch } from '../journal/entry.ts'
import { journalOf, kept } from './log-io.ts'

const command = (text: string) =>
  ({ kind: 'command', command: text, cwd: '/home/ada/shop' }) as const

const history = [
  {
    at: '2026-11-28T12:00:00.000Z',
    id: 'a1f0',
    action: command('ls -la'),
    risk: 'read',
    by: 'rule',
    reviewer: null,
    verdict: 'allow',
    waitedMs: 0,
    exitCode: 0,
  },
  {
    at: '2026-11-30T09:00:00.000Z',
    id: 'b2f0',
    action: command('rm -rf dist\necho done'),
    risk: 'irreversible',
    decision: 'rejected',
    note: 'use the clean script',
    reason: 'Tidy up',
  },
  {
    at: '2026-11-30T11:30:00.000Z',
    id: 'c3f0',
    action: { kind: 'write', path: '/home/ada/shop/src/app.ts', content: 'one\ntwo\n' },
    risk: 'reversible',
    exitCode: 0,
  },
  {
    at: '2026-11-30T11:58:00.000Z',
    id: 'd4f0',
    agent: 'codex',
    action: { kind: 'call', tool: 'mcp__mail__send', input: { to: 'bob\u202e' } },
    decision: 'rejected',
    by: 'no-reviewer',
    reviewer: null,
  },
  {
    at: '2026-11-30T11:59:30.000Z',
    id: 'e5f0',
    action: command('git push origin main'),
    decision: 'edited',
    edited: command('git push origin feat/x'),
    exitCode: 1,
  },
] as const

async function seen(...args: Parameters<typeof log> extends [infer O, ...unknown[]] ? [O] : never) {
  const process = kept(scratch())
  await journalOf(process.dir, history)
  const code = await log(args[0], process.io)
  return { code, out: process.out(), err: process.err() }
}

test('lists one line per action, the newest last', async () => {
  expect(await seen({})).toEqual({
    code: 0,
    err: '',
    out: `id    when     agent   decision     risk          what
a1f0  2d ago   claude  yes, rule    read          ls -la
b2f0  3h ago   claude  no, human    irreversible  rm -rf dist⏎echo done
c3f0  30m ago  claude  yes, human   reversible    write src/app.ts
d4f0  2m ago   codex   no reviewer  external      call mcp__mail__send {"to":"b…
e5f0  30s ago  claude  edited       external      [exit 1] git push origin feat…
`,
  })
})

test('--json prints exactly the fields that scripts depend on', async () => {
  const { out } = await seen({ json: true, n: '1' })
  expect(out).toBe(
    `${JSON.stringify({
      id: 'e5f0',
      time: '2026-11-30T11:59:30.000Z',
      session: 's1',
      project: 'shop',
      agent: 'claude',
      channel: 'claude',
      kind: 'command',
      command: 'git push origin main',
      reason: null,
      confidence: null,
      risk: 'external',
      verdict: 'ask',
      decision: 'edited',
      by: 'human',
      reviewer: 'terminal',
      note: null,
      waitedMs: 4000,
      outcome: { exitCode: 1, durationMs: 1200, changes: [] },
    })}\n`,
  )
  const all = (await seen({ json: true })).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(all.map(({ command, path, tool }) => command ?? path ?? tool)).toEqual([
    'ls -la',
    'rm -rf dist\necho done',
    '/home/ada/shop/src/app.ts',
    'mcp__mail__send',
    'git push origin main',
  ])
})

test.each([
  [{ since: '1h' }, ['c3f0', 'd4f0', 'e5f0']],
  [{ since: '2026-11-30T11:30:00Z', until: '2m' }, ['c3f0']],
  [{ since: '4d', until: '1d' }, ['a1f0']],
  [{ agent: 'codex' }, ['d4f0']],
  [{ session: 's' }, ['a1f0', 'b2f0', 'c3f0', 'd4f0', 'e5f0']],
  [{ session: 's2' }, []],
  [{ project: 'shop', decision: 'rejected' }, ['b2f0', 'd4f0']],
  [{ by: 'rule' }, ['a1f0']],
  [{ risk: 'irreversible' }, ['b2f0']],
  [{ kind: 'write' }, ['c3f0']],
  [{ grep: 'PUSH' }, ['e5f0']],
  [{ grep: 'tidy' }, ['b2f0']],
  [{ n: '2' }, ['d4f0', 'e5f0']],
  [{ n: '2', kind: 'command' }, ['b2f0', 'e5f0']],
])('%j shows %j', async (options, ids) => {
  const { out } = await seen({ ...options, json: true })
  expect(
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).id),
  ).toEqual(ids)
})

test.each([
  [
    { since: 'soon' },
    '`--since` does not know the time `soon`',
    'write 2h, 3d, today, yesterday, 2026-11-30 or 2026-11-30T14:00',
  ],
  [
    { until: '2026-13-01' },
    '`--until` does not know the time `2026-13-01`',
    'write 2h, 3d, today, yesterday, 2026-11-30 or 2026-11-30T14:00',
  ],
  [{ decision: 'yes' }, '`--decision` does not know `yes`', 'one of approved, edited, rejected'],
  [
    { by: 'me' },
    '`--by` does not know `me`',
    'one of rule, human, timeout, no-reviewer, fault, withdrawn',
  ],
  [{ kind: 'x' }, '`--kind` does not know `x`', 'one of command, write, call'],
  [{ n: '-1' }, '`-n` needs a whole number, not `-1`', '-n 0 shows all'],
])('%j is misuse, with a hint', async (options, message, hint) => {
  await expect(seen(options)).rejects.toMatchObject({ name: 'GaterError', message, hint, exit: 2 })
})

test('a long list is cut for people, which is said', async () => {
  const process = kept(scratch())
  const many = Array.from({ length: 60 }, (_, n) => ({
    at: '2026-11-30T11:00:00.000Z',
    id: `n${n}`,
  }))
  await journalOf(process.dir, many)
  await log({}, process.io)
  expect(process.out().split('\n')).toHaveLength(52)
  expect(process.err()).toBe('gater: the last 50 of 60; -n 0 shows all\n')
})

test('lines that are none are counted, and do no harm', async () => {
  const process = kept(scratch())
  await journalOf(process.dir, history)
  appendFileSync(join(process.dir, 's1.jsonl'), 'garbage\n\u0000\n')
  expect(await log({ json: true }, process.io)).toBe(0)
  expect(process.out().split('\n')).toHaveLength(6)
  expect(process.err()).toBe(
    'gater: 2 lines of the journal could not be read; `gater log verify` says where\n',
  )
})

test('without a journal nothing is listed', async () => {
  const process = kept(scratch())
  expect([await log({}, process.io), process.out(), process.err()]).toEqual([0, '', ''])
})

test('a reader that has seen enough ends the list', async () => {
  const process = kept(scratch())
  await journalOf(process.dir, history)
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
  })
  stdout.on('error', () => undefined)
  expect(await log({ json: true, follow: true }, { ...process.io, stdout })).toBe(0)
})

test('-f goes on with what comes', async () => {
  const process = kept(scratch())
  const { journal } = await opened(process.dir)
  await journal.decide(decisionEntry({ id: 'first' }))
  const stop = new AbortController()
  let printed = ''
  let tell: () => void = () => undefined
  const wrote = () => new Promise<void>((resolve) => (tell = resolve))
  const stdout = {
    write(text: string) {
      printed += `${JSON.parse(text).id} `
      tell()
    },
  }
  const first = wrote()
  const following = log({ json: true, follow: true }, { ...process.io, stdout }, stop.signal)
  await first
  const second = wrote()
  await journal.decide(decisionEntry({ id: 'second' }))
  await second
  stop.abort()
  expect(await following).toBe(0)
  expect(printed).toBe('first second ')
  await journal.close()
})

test('show tells everything about one action', async () => {
  const process = kept(scratch())
  await journalOf(process.dir, [
    {
      at: '2026-11-30T11:59:30.000Z',
      id: 'e5f0',
      action: command('git push --force origin main'),
      decision: 'edited',
      edited: command('git push origin feat/x'),
      reason: 'Publish\u001b[2K the fix',
      confidence: 0.6,
      findings: [{ span: [9, 16], class: 'irreversible', why: 'overwrites commits of others' }],
      rule: { kind: 'ask', text: 'git push **', origin: '.gatercrc:4' },
      exitCode: 1,
    },
  ])
  expect(await logShow('e5', {}, process.io)).toBe(0)
  const at = new Date('2026-11-30T11:59:30.000Z')
  const two = (n: number) => String(n).padStart(2, '0')
  const local = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:59:30`
  expect(process.out()).toBe(`git push --force origin main

  id          e5f0
  time        ${local} (2026-11-30T11:59:30.000Z)
  project     shop · main
  session     s1
  agent       claude
  decision    edited: edited
  reviewer    terminal
  waited      4 s
  verdict     ask, external
  rule        ask git push ** (.gatercrc:4)
  says        Publish\\u{1b}[2K the fix
  confidence  0.6
  outcome     exit 1, after 1.2 s
  digest      ${'0'.repeat(64)}
  segment     ${process.dir}/s1.jsonl

findings
  irreversible  overwrites commits of others: --force

edited
  - git push --force origin main
  + git push origin feat/x
`)
})

test('show needs an id that is one action', async () => {
  const process = kept(scratch())
  await journalOf(process.dir, [
    { at: '2026-11-30T11:00:00.000Z', id: 'e5f0' },
    { at: '2026-11-30T11:00:00.000Z', id: 'e5f1' },
    { at: '2026-11-30T11:00:00.000Z', id: 'e5' },
  ])
  await expect(logShow('x', {}, process.io)).rejects.toMatchObject({
    message: 'no action with id `x`',
    hint: '`gater log` lists them',
    exit: 1,
  })
  await expect(logShow('e', {}, process.io)).rejects.toMatchObject({
    message: '`e` begins the ids of 3 actions',
    hint: 'e.g. e5f0 and e5f1',
  })
  expect(await logShow('e5', { json: true }, process.io)).toBe(0)
  expect(JSON.parse(process.out())).toMatchObject({ id: 'e5', outcome: null })
})

test('verify says that the journal is whole, or names the line that is not', async () => {
  const process = kept(scratch())
  await journalOf(process.dir, history)
  expect(await logVerify({}, process.io)).toBe(0)
  appendFileSync(join(process.dir, 's1.jsonl'), '{}\n')
  expect(await logVerify({}, process.io)).toBe(1)
  expect(await logVerify({ json: true }, process.io)).toBe(1)
  const fault = {
    segment: 's1.jsonl',
    line: 10,
    what: 'changed: its hash does not fit its content',
  }
  expect(process.out()).toBe(`the journal is whole: 9 lines in 1 session
${process.dir}/s1.jsonl:10: changed: its hash does not fit its content
the journal is damaged: 9 lines in 1 session are whole
${JSON.stringify({ whole: false, dir: process.dir, segments: 1, lines: 9, torn: [], faults: [fault] })}
`)
})

test('verify --head wants heads', async () => {
  const process = kept(scratch())
  await journalOf(process.dir, history)
  const heads = join(process.dir, 'heads/s1.json')
  expect(await logVerify({ head: heads }, process.io)).toBe(0)
  await expect(logVerify({ head: '/nowhere' }, process.io)).rejects.toMatchObject({
    message: 'cannot read the heads `/nowhere`',
  })
  await expect(
    logVerify({ head: join(process.dir, 's1.jsonl') }, process.io),
  ).rejects.toMatchObject({
    message: `\`${process.dir}/s1.jsonl:1\` is not the head of a segment`,
  })
})

test('stats call it a defect when nearly every answer is an untouched yes', async () => {
  const process = kept(scratch())
  const start = Date.parse('2026-11-30T10:00:00.000Z')
  const asked = (n: number) => ({
    at: new Date(start + n * 20_000).toISOString(),
    id: `n${n}`,
    action: command(`npm test -- ${n}`),
    risk: 'unknown' as const,
  })
  const many = Array.from({ length: 99 }, (_, n) => asked(n))
  await journalOf(process.dir, [...many, { ...asked(99), decision: 'rejected', waitedMs: 60_000 }])
  await logStats({}, process.io)
  const [head, ...rest] = process.out().split('\n')
  expect(head).toMatch(/^100 actions in 1 session, 2026-11-30 \d\d:00:00 to 2026-11-30 \d\d:33:00$/)
  expect(rest.join('\n')).toBe(`
  by rule           0     0 %
  by a person     100   100 %
  timed out         0     0 %
  no reviewer       0     0 %
  withdrawn         0     0 %
  by a fault        0     0 %

100 answers of a person
  untouched        99    99 %
  edited            0     0 %
  rejected          1     1 %
  in a hurry        0     0 %
  waited       median 4 s, 95 % within 4 s, 7.6 min in all

  answers  untouched    waited  asked most
      100       99 %   7.6 min  npm test …

99 % of the answers were an untouched yes (98 % or more is a defect of the policy,
not a virtue of the agent: nobody reads what is always approved). \`gater tune\` proposes rules.
`)
})
