import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { processesOf } from './processes.ts'
import { openStage, type Stage } from './stage.ts'
import type { Size, Terminal } from './terminal.ts'

let stage: Stage

afterEach(() => stage.close())

/** Claude Code's start screen under gater. */
async function start(
  args: readonly string[] = [],
  env: (home: string) => Readonly<Record<string, string>> = () => ({}),
  size?: Size,
): Promise<Terminal> {
  stage = await openStage({}, { files: scripts })
  const agent = stage.terminal(['run', ...args, '--', 'claude'], env(stage.home), size)
  await agent.sees(/^❯/m)
  await agent.sees('? for shortcuts')
  return agent
}

const scripts = {
  '~/edit.sh': 'echo EDITING\nread -r x\necho "touch other.txt" > "$1"\n',
  '~/crash.cjs': "process.on('SIGUSR2', () => { throw new Error('crashed by the test') })\n",
}

/** Asks for a command on the session's socket, so that Claude Code has no part in it. */
function propose(command: string): { decision: Promise<string>; withdraw(): void } {
  const sessions = join(stage.home, '.local/state/gater/sessions')
  const [name] = readdirSync(sessions).filter((one) => one.endsWith('.json'))
  const { dir }: { dir: string } = JSON.parse(readFileSync(join(sessions, `${name}`), 'utf8'))
  const sent = request({
    socketPath: join(dir, 'gater.sock'),
    method: 'POST',
    path: '/v1/actions',
    headers: { 'content-type': 'application/json' },
  })
  const decision = once(sent, 'response').then(
    ([answer]) => text(answer),
    () => 'no answer',
  )
  sent.end(JSON.stringify({ kind: 'command', command, cwd: stage.project }))
  return { decision, withdraw: () => void sent.destroy() }
}

const card = '[N]o'

/** What a person sees, but for a hint of Claude Code's that goes by itself. */
function view(agent: Terminal) {
  return { picture: agent.picture().replace(/ +● \w+ · \/effort/, ''), modes: agent.modes() }
}

const claudes = () => processesOf(stage.home, /\/claude /)

describe('the start screen is the same after a card', () => {
  test.each([
    [80, 24],
    [120, 40],
  ])('at %i×%i', async (cols, rows) => {
    const agent = await start([], undefined, { cols, rows })
    const before = view(agent)
    const { withdraw } = propose('touch made.txt')
    await agent.sees(card)
    expect(agent.screen()).not.toContain('Claude Code v')
    withdraw()
    await agent.sees('? for shortcuts')
    expect(view(agent)).toEqual(before)
  })

  test('resized while the card is up, it is as large as the terminal, and there once', async () => {
    const agent = await start([], undefined, { cols: 80, rows: 24 })
    const { withdraw } = propose('touch made.txt')
    await agent.sees(card)
    agent.resize({ cols: 120, rows: 40 })
    await agent.sees(/^.{106,}shop/m)
    withdraw()
    await agent.sees(`\n${'─'.repeat(120)}\n`)
    expect(agent.screen().match(/\? for shortcuts/g)).toHaveLength(1)
    expect(agent.screen().match(/Claude Code v/g)).toHaveLength(1)
  })

  test('an editor has the terminal, and gives it back', async () => {
    const agent = await start([], (home) => ({ EDITOR: `sh ${home}/edit.sh` }))
    const { decision } = propose('touch made.txt')
    await agent.sees(card)
    await agent.press('e', card)
    await agent.sees('EDITING')
    expect(agent.screen()).not.toContain('Claude Code v')
    agent.type('\r')
    await agent.sees('claude wanted `touch made.txt`')
    await agent.press('y', card)
    expect(await decision).toContain('touch other.txt')
    await agent.sees('Claude Code v')
    expect(agent.screen()).not.toContain('EDITING')
  })
})

describe('the terminal is given back', () => {
  const plain = { screen: 'normal', bracketedPasteMode: false, sendFocusMode: false }

  test('when gater crashes with a card up', async () => {
    const agent = await start(['--env-ok'], (home) => ({
      NODE_OPTIONS: `--require=${home}/crash.cjs`,
    }))
    propose('touch made.txt')
    await agent.sees(card)
    process.kill(agent.pid, 'SIGUSR2')
    expect(await agent.exit).not.toBe(0)
    await agent.sees('crashed by the test')
    expect(agent.modes()).toMatchObject(plain)
    expect(stage.exists('made.txt')).toBe(false)
  })

  test('when the terminal hangs up, and Claude Code ends with it', async () => {
    const agent = await start()
    const { decision } = propose('touch made.txt')
    await agent.sees(card)
    expect(claudes()).not.toEqual([])
    process.kill(agent.pid, 'SIGHUP')
    expect(await decision).not.toContain('approved')
    await agent.exit
    expect(claudes()).toEqual([])
    expect(agent.modes()).toMatchObject(plain)
  })
})

describe('where there is no window', () => {
  test.each([
    ['--ui elsewhere', ['--ui', 'elsewhere'], {}],
    ['--ui split, outside tmux', ['--ui', 'split'], {}],
    ['TERM=dumb', [], { TERM: 'dumb' }],
    ['ACCESSIBLE', [], { ACCESSIBLE: '1' }],
  ])('the question is asked elsewhere: %s', async (_, args, env) => {
    const pairing = { GATER_REVIEW_CODE: '271828' }
    const agent = await start(args, () => ({ ...env, ...pairing }))
    const review = stage.terminal(['review'], pairing)
    await review.sees('shop')
    const { decision } = propose('touch made.txt')
    await review.sees(card)
    expect(agent.screen()).not.toContain(card)
    await review.press('n', card)
    expect(await decision).toContain('rejected')
  })

  test('under another gater it says so, and starts nothing', async () => {
    stage = await openStage({})
    const agent = stage.terminal(['run', '--', 'claude'], { GATER_SOCKET: '/tmp/other.sock' })
    expect(await agent.exit).toBe(125)
    await agent.sees('this already runs under gater (GATER_SOCKET is set)')
    expect(claudes()).toEqual([])
  })
})
