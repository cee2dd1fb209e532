import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { scratch } from './desk.ts'

/** A process that prints JSON lines; `line` waits for the first one that has the field. */
function start(fixture: string, ...args: string[]) {
  const path = join(import.meta.dirname, fixture)
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text))
    for (const wake of waiting.splice(0)) wake()
  })
  const line = async (field: string): Promise<unknown> => {
    for (;;) {
      const found = lines.find((one) => field in one)
      if (found !== undefined) return found[field]
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return { child, lines, line, ended: ended(child) }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()))
}

const fixture = (name: string) => join(import.meta.dirname, name)
const approve = '{"kind":"approve"}'

/** A state directory whose socket path would be too long for the kernel. */
function stateDir(): string {
  const dir = join(scratch(), 'x'.repeat(120))
  mkdirSync(dir)
  return dir
}

describe.runIf(process.platform === 'linux')('the review socket', () => {
  test('a reviewer that knows the code sees the question, and its answer is taken', async () => {
    const dir = stateDir()
    const host = start('review-host.fixture.js', dir, 'K7QF-2MXR')
    await host.line('ready')
    const reviewer = start('reviewer.fixture.js', dir, approve, 'k7qf2mxr')
    await reviewer.ended
    expect(reviewer.lines).toEqual([
      { asked: null },
      { told: `reviewing shop (robot, process ${host.child.pid})` },
      { joined: 1 },
      {
        question: { kind: 'command', command: 'rm -rf dist', cwd: '/work' },
        reason: 'stale\u2028',
      },
      { accepted: true },
    ])
    expect(await host.line('answered')).toEqual({
      answer: { kind: 'approve' },
      reviewer: 'review:pts/9',
    })
  })

  test('one reviewer serves two sessions', async () => {
    const dir = stateDir()
    const hosts = [1, 2].map(() => start('review-host.fixture.js', dir, 'K7QF-2MXR'))
    for (const host of hosts) await host.line('ready')
    const reviewer = start(
      'reviewer.fixture.js',
      dir,
      '{"kind":"reject","note":"no"}',
      'K7QF-2MXR',
      'K7QF-2MXR',
    )
    await reviewer.ended
    for (const host of hosts) {
      expect(await host.line('answered')).toEqual({
        answer: { kind: 'reject', note: 'no' },
        reviewer: 'review:pts/9',
      })
    }
  })

  test('an edit reaches the question as what it became', async () => {
    const dir = stateDir()
    const host = start('review-host.fixture.js', dir, 'K7QF-2MXR')
    await host.line('ready')
    const action = { kind: 'command', command: 'rm -r dist', cwd: '/work' }
    start('reviewer.fixture.js', dir, JSON.stringify({ kind: 'edit', action }), 'K7QF-2MXR')
    expect(await host.line('answered')).toMatchObject({ answer: { kind: 'edit', action } })
  })

  test('five wrong codes, and not even the right one is taken', async () => {
    const dir = stateDir()
    const host = start('review-host.fixture.js', dir, 'K7QF-2MXR')
    await host.line('ready')
    const wrong = Array.from({ length: 5 }, () => 'AAAA-AAAA')
    const reviewer = start('reviewer.fixture.js', dir, approve, ...wrong, 'K7QF-2MXR')
    await reviewer.ended
    const left = [null, 4, 3, 2, 1].map((asked) => ({ asked }))
    const session = `shop (robot, process ${host.child.pid})`
    expect(reviewer.lines).toEqual([
      ...left,
      { told: `session ${session} takes no further reviewer: too many wrong codes` },
      { joined: 0 },
    ])
    const late = start('reviewer.fixture.js', dir, approve, 'K7QF-2MXR')
    await late.ended
    expect(late.lines.at(-1)).toEqual({ joined: 0 })
    expect(host.lines.filter((line) => 'answered' in line || 'reviewers' in line)).toEqual([])
  })

  test.each([
    ['a child of gater', (command: string) => command],
    ['a child in a session of its own', (command: string) => `setsid ${command}`],
    [
      'an orphan after a double fork',
      (command: string) => `setsid sh -c '${command} & exec true' & exec true`,
    ],
  ])('%s is refused, though it knows the code', async (_, started) => {
    const dir = stateDir()
    const host = start('review-host.fixture.js', dir, 'K7QF-2MXR')
    await host.line('ready')
    const reviewer = [process.execPath, fixture('reviewer.fixture.js'), dir, "'{}'", 'K7QF-2MXR']
    host.child.stdin?.write(`${started(reviewer.join(' ')).replaceAll("'{}'", '{}')}\n`)
    expect(await host.line('said')).toMatch(
      new RegExp(
        `^refused a reviewer: process \\d+ runs below gater \\(process ${host.child.pid}\\)$`,
      ),
    )
    expect(await host.line('joined')).toBe(0)
    expect(host.lines.filter((line) => 'answered' in line || 'reviewers' in line)).toEqual([])
  })

  test('a reviewer that goes leaves the question open', async () => {
    const dir = stateDir()
    const host = start('review-host.fixture.js', dir, 'K7QF-2MXR')
    await host.line('ready')
    // An edit of another kind answers nothing, so that the reviewer stays.
    const nothing = '{"kind":"edit","action":{"kind":"write","path":"/a","content":""}}'
    const reviewer = start('reviewer.fixture.js', dir, nothing, 'K7QF-2MXR')
    await reviewer.ended
    expect(reviewer.lines.at(-1)).toEqual({ accepted: false })
    const next = start('reviewer.fixture.js', dir, approve, 'K7QF-2MXR')
    await next.ended
    expect(await host.line('answered')).toMatchObject({ answer: { kind: 'approve' } })
  })
})
