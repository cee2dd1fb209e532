import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { verify } from '../../src/journal/verify.ts'
import { scratch } from './desk.ts'

const fixture = join(import.meta.dirname, 'session.fixture.js')
const reviewer = join(import.meta.dirname, 'reviewer.fixture.js')

interface Session {
  state: string
  cwd: string
  child: ChildProcess
  /** All that came on stdout and stderr until now. */
  out(): string
  err(): string
  /** Resolves when stdout holds the text. */
  says(text: string): Promise<void>
  ended: Promise<number | NodeJS.Signals | null>
}

/** A session around an agent that is a shell script. */
function session(
  script: string,
  options: { mode?: string; state?: string; env?: object } = {},
): Session {
  const state = options.state ?? scratch()
  const cwd = scratch()
  const args = [fixture, state, options.mode ?? 'never', '/bin/sh', '-c', script]
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, XDG_RUNTIME_DIR: state, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [out, err] = ['', '']
  const waiting: (() => void)[] = []
  child.stdout.on('data', (chunk) => {
    out += chunk
    for (const wake of waiting.splice(0)) wake()
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return {
    state,
    cwd,
    child,
    out: () => out,
    err: () => err,
    async says(text) {
      while (!out.includes(text)) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal))),
  }
}

/** What is said before such an agent starts. */
const layers = 'gater: sh is trusted to ask, nothing holds it back, no exec gate: not tested here\n'

/** The ten lines of the README: an agent in shell. */
const ask = `ask() {
  curl -sS --unix-socket "$GATER_SOCKET" -H 'content-type: application/json' \\
    --data-binary "{\\"kind\\":\\"command\\",\\"command\\":\\"$1\\",\\"cwd\\":\\"$PWD\\"}" http://gater/v1/actions
}
`

function decisions(state: string): { action: { command: string }; decision: string; by: string }[] {
  const dir = join(state, 'journal')
  return readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.type === 'decision')
}

describe('an agent', () => {
  test.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('that ends with `%s` gives exit code %i', async (script, code) => {
    expect(await session(script).ended).toBe(code)
  })

  test('gets standard input, and its output is untouched, byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    const run = spawnSync(
      process.execPath,
      [fixture, scratch(), 'never', '/bin/sh', '-c', 'cat; printf "\\377" >&2'],
      { input: bytes },
    )
    expect(run.stdout).toEqual(bytes)
    expect(run.stderr).toEqual(Buffer.concat([Buffer.from(layers), Buffer.from([0xff])]))
  })

  test.runIf(process.platform === 'linux')(
    'runs in a session of its own, without what opens terminals',
    async () => {
      const agent = session('ps -o sid= -p $$; echo $$; echo "[$TMUX$GATER_REVIEW_CODE]"', {
        env: { TMUX: '/t', GATER_REVIEW_CODE: 'K7QF-2MXR' },
      })
      await agent.ended
      const [sid, pid, doors] = agent
        .out()
        .split('\n')
        .map((line) => line.trim())
      expect([sid, doors]).toEqual([pid, '[]'])
    },
  )

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('hears %s', async (signal) => {
    const trap = `trap 'echo heard; exit 3' ${signal.slice(3)}`
    const agent = session(`${trap}; echo ready; while :; do sleep 0.05; done`)
    await agent.says('ready')
    agent.child.kill(signal)
    expect([await agent.ended, agent.out()]).toEqual([3, 'ready\nheard\n'])
  })

  test('leaves nothing behind but the journal, which is whole', async () => {
    const agent = session(`${ask}ask pwd; ask date`)
    expect(await agent.ended).toBe(0)
    const [allowed, asked] = agent
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([allowed.decision, asked.decision]).toEqual(['approved', 'rejected'])
    expect(
      decisions(agent.state).map(({ action, decision, by }) => [action.command, decision, by]),
    ).toEqual([
      ['pwd', 'approved', 'rule'],
      ['date', 'rejected', 'no-reviewer'],
    ])
    expect((await verify(join(agent.state, 'journal'))).faults).toEqual([])
    expect(readdirSync(join(agent.state, 'gater/sessions'))).toEqual([])
    expect(readdirSync(agent.state).filter((name) => name.startsWith('gater-'))).toEqual([])
  })
})

describe('when gater fails', () => {
  test('killed while a question is open: the agent gets no answer, and the next start clears up', async () => {
    const agent = session(`${ask}echo "agent $$"; ask date; echo "curl $?" > result`, {
      mode: 'wait',
    })
    await agent.says('agent')
    const [name = ''] = readdirSync(join(agent.state, 'gater/sessions')).filter((one) =>
      one.endsWith('.json'),
    )
    const record = JSON.parse(readFileSync(join(agent.state, 'gater/sessions', name), 'utf8'))
    await open(record.dir)
    agent.child.kill('SIGKILL')
    await agent.ended
    const result = join(agent.cwd, 'result')
    while (!existsSync(result) || readFileSync(result, 'utf8') === '') await tick()
    // 52: the server sent nothing. The socket is there still, but nobody listens.
    expect(readFileSync(result, 'utf8')).toBe('curl 52\n')
    expect(agent.out()).not.toContain('decision')
    expect(existsSync(record.dir)).toBe(true)

    const next = session('true', { state: agent.state })
    await next.ended
    expect(existsSync(record.dir)).toBe(false)
    expect(readdirSync(join(agent.state, 'gater/sessions'))).toEqual([])
  })

  test('a journal that cannot be written stops the start', async () => {
    const state = scratch()
    writeFileSync(join(state, 'journal'), '')
    const agent = session('touch ran', { state })
    expect(await agent.ended).toBe(125)
    expect(agent.err()).toMatch(/^gater: error: /)
    expect(existsSync(join(agent.cwd, 'ran'))).toBe(false)
  })

  test('a directory of sessions that is open to others stops the start', async () => {
    const state = scratch()
    mkdirSync(join(state, 'gater/sessions'), { recursive: true })
    chmodSync(join(state, 'gater/sessions'), 0o777)
    const agent = session('touch ran', { state })
    expect(await agent.ended).toBe(125)
    expect(agent.err()).toBe(
      `gater: error: ${state}/gater/sessions is open to others\ngater: hint: chmod 700 ${state}/gater/sessions\n`,
    )
    expect(existsSync(join(agent.cwd, 'ran'))).toBe(false)
  })
})

describe.runIf(process.platform === 'linux')('with a reviewer elsewhere', () => {
  test('two agents at once are answered by one reviewer', async () => {
    const state = scratch()
    const env = { GATER_REVIEW_CODE: 'K7QF-2MXR' }
    const agents = ['one', 'two'].map((name) =>
      session(`${ask}echo ready; ask 'echo ${name}'`, { mode: 'wait', state, env }),
    )
    for (const agent of agents) await agent.says('ready')
    const review = spawn(
      process.execPath,
      [reviewer, join(state, 'gater'), '{"kind":"approve"}', 'K7QF-2MXR', 'K7QF-2MXR'],
      { stdio: 'ignore' },
    )
    onTestFinished(() => void review.kill('SIGKILL'))
    for (const agent of agents) {
      expect(await agent.ended).toBe(0)
      expect(JSON.parse(agent.out().replace('ready\n', ''))).toMatchObject({ decision: 'approved' })
    }
    expect(decisions(state).map(({ decision, by }) => [decision, by])).toEqual([
      ['approved', 'human'],
      ['approved', 'human'],
    ])
  })

  test('the agent cannot be the reviewer, though it knows the code', async () => {
    const env = { GATER_REVIEW_CODE: 'K7QF-2MXR', NODE: process.execPath }
    const answer = `"$NODE" ${reviewer} "$XDG_RUNTIME_DIR/gater" '{"kind":"approve"}' K7QF-2MXR`
    const script = `${ask}ask 'rm -rf /' & setsid sh -c '${answer.replaceAll("'", `'"'"'`)} > self 2>&1 &'
      while ! grep -q joined self; do sleep 0.05; done; kill %1 2>/dev/null; cat self`
    const agent = session(script, { mode: 'wait', env })
    await agent.ended
    expect(agent.out()).toContain('{"joined":0}')
    expect(agent.err()).toMatch(/^gater: refused a reviewer: process \d+ runs below gater/m)
    expect(decisions(agent.state).map(({ decision, by }) => [decision, by])).toEqual([
      ['rejected', 'withdrawn'],
    ])
  })
})

/** Waits until the session has an open question: its socket has a connection that is not answered. */
async function open(dir: string): Promise<void> {
  const socket = join(dir, 'gater.sock')
  const connected = () =>
    readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .filter((line) => line.endsWith(socket) && / 03 /.test(line)).length > 0
  while (!connected()) await tick()
}

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}
