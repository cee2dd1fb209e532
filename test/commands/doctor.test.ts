import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Place, place } from '../cli/gater.ts'

interface Line {
  title: string
  state: string
  found: string
  follows?: string
  todo?: string
}

/** What doctor finds in one respect, and its exit code. */
async function finding(here: Place, title: string, env: Record<string, string> = {}) {
  const { stdout, stderr, code } = await here.gater(['doctor', '--json'], { env })
  expect(stderr).toBe('')
  const lines: Line[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { title: _, ...found } = lines.find((line) => line.title === title) ?? { title }
  return { ...found, code }
}

const bin = (here: Place, name: string, script: string) => {
  const path = here.write(`../bin/${name}`, `#!/bin/sh\n${script}\n`)
  return { path, env: { PATH: `${join(here.home, 'bin')}:${process.env.PATH}` } }
}

test('on a good machine every check is named once, and the text says the same', async () => {
  const here = place()
  const { stdout, stderr, code } = await here.gater(['doctor'])
  expect([stderr, code]).toEqual(['', 0])
  const titles = [...stdout.matchAll(/^(?:ok {2}|warn) {2}(\S+(?: \S+)*) {2}/gm)].map(
    ([, title]) => title,
  )
  expect(titles).toEqual([
    ...['node', 'environment', 'configuration', 'workspace', 'terminal', 'koffi', 'exec gate'],
    ...['node-pty', 'curl', 'sessions', 'journal is writable', 'journal is whole', 'claude'],
    ...['codex', 'gemini'],
  ])
  expect(stdout).toMatch(/^ok {4}workspace +HOME\/shop$/m)
})

test('without a terminal it says what that means', async () => {
  expect(await finding(place(), 'terminal')).toEqual({
    state: 'warn',
    found: 'this process has no terminal',
    follows: 'what would be asked is rejected, unless `--wait` lets a `gater review` answer',
    code: 0,
  })
})

test('a variable that loads code is a failure', async () => {
  expect(await finding(place(), 'environment', { NODE_PATH: '/x' })).toEqual({
    state: 'fail',
    found:
      '`NODE_PATH` set: it may change what gater is; unset NODE_PATH, or start with --env-ok if it is yours',
    follows: 'gater does not start an agent',
    code: 1,
  })
})

test('a malformed configuration is a failure, and the other checks go on', async () => {
  const here = place()
  here.write('.gatercrc', 'alow: []\n')
  expect(await finding(here, 'configuration')).toEqual({
    state: 'fail',
    found: '.gatercrc:1: unknown key `alow`; did you mean `allow`?',
    follows: 'gater does not start an agent',
    code: 1,
  })
  expect((await finding(here, 'journal is whole')).state).toBe('ok')
})

test('a configuration that loosens and is not confirmed is named', async () => {
  const here = place()
  here.write('.gatercrc', 'allow:\n  - make\n')
  expect(await finding(here, 'configuration')).toEqual({
    state: 'warn',
    found: 'not confirmed: HOME/shop/.gatercrc',
    follows: 'only what it tightens holds',
    todo: 'gater trust HOME/shop/.gatercrc',
    code: 0,
  })
})

test('the home directory is no workspace', async () => {
  const here = place()
  const { stdout } = await here.gater(['doctor', '--json'], { cwd: here.home })
  expect(stdout).toContain('"found":"HOME is a home directory or above one"')
})

test('without curl it says what that costs', async () => {
  const here = place()
  mkdirSync(join(here.home, 'empty'))
  expect(await finding(here, 'curl', { PATH: join(here.home, 'empty') })).toEqual({
    state: 'warn',
    found: 'not on PATH',
    follows: 'each call of a hook starts node instead, ten times slower',
    todo: 'apt install curl, or what your system has for it',
    code: 0,
  })
})

test('the journal is looked for where the person keeps it', async () => {
  const here = place()
  const config = join(here.home, '.config/gater/.gatercrc')
  mkdirSync(join(here.home, '.config/gater'), { recursive: true })
  writeFileSync(config, `journal: { dir: ${join(here.home, 'kept')} }\n`)
  mkdirSync(join(here.home, 'kept'), { mode: 0o755 })
  chmodSync(join(here.home, 'kept'), 0o755)
  await here.gater(['trust', config, '--yes'])
  expect(await finding(here, 'journal is writable')).toEqual({
    state: 'warn',
    found: 'HOME/kept is open to others',
    follows: 'others can read what your agents do',
    todo: 'chmod 700 HOME/kept',
    code: 0,
  })
})

test('a damaged journal is a failure', async () => {
  const here = place()
  const run = ['run', '--exec-gate', 'off', '--agent', 'socket', '--', 'true']
  await here.gater(run)
  const journal = join(here.state, 'journal')
  const [name = ''] = readdirSync(journal).filter((one) => one.endsWith('.jsonl'))
  const text = readFileSync(join(journal, name), 'utf8')
  writeFileSync(join(journal, name), text.replace('"session ', '"session x'))
  expect(await finding(here, 'journal is whole')).toEqual({
    state: 'fail',
    found: `${name}:1: changed: its hash does not fit its content`,
    follows: 'somebody, or a crash, changed what was recorded; new sessions use new segments',
    todo: 'gater log verify',
    code: 1,
  })
})

test('an agent of another version than was tested is named', async () => {
  const here = place()
  const { env } = bin(here, 'claude', 'echo "0.2.9 (Claude Code)"')
  expect(await finding(here, 'claude', env)).toEqual({
    state: 'warn',
    found: expect.stringMatching(/^HOME\/bin\/claude, 0\.2\.9; tested with \d/),
    follows:
      'it may speak to its hooks in another way than gater knows; that is a "no", and is said',
    code: 0,
  })
})

test('an agent inside the workspace is not started', async () => {
  const here = place()
  here.write('bin/claude', '#!/bin/sh\ntouch "$HOME/ran"\n')
  const PATH = `${join(here.cwd, 'bin')}:${process.env.PATH}`
  expect(await finding(here, 'claude', { PATH })).toEqual({
    state: 'warn',
    found: 'HOME/shop/bin/claude lies inside the workspace, so that doctor does not start it',
    follows: 'whatever changes the workspace can change it',
    todo: 'install it elsewhere',
    code: 0,
  })
  expect(existsSync(join(here.home, 'ran'))).toBe(false)
})
