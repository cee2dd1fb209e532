import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../../src/journal/verify.ts'
import { executor } from './elf.ts'
import { ordinaryUser, probeAsUser, titled, userDirectory } from './session.ts'

const probe = probeAsUser()
const place = userDirectory()
afterAll(place.remove)
const root = resolve(import.meta.dirname, '../../..')
const own = (path: string) => {
  if (ordinaryUser.uid !== undefined) chownSync(path, ordinaryUser.uid, ordinaryUser.gid)
}

/** gater as it is installed: a copy, since dist/ may be built again meanwhile. */
const installed = join(place.path, 'gater')
const bin = join(installed, 'bin/gater.js')
beforeAll(() => {
  mkdirSync(installed)
  for (const part of ['dist', 'bin', 'package.json', 'schema', 'demo']) {
    cpSync(join(root, part), join(installed, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
})

let count = 0

/** A project with this agent in it, and a person who has never used gater. */
function project(agent: string | Buffer, policy = '') {
  count += 1
  const home = join(place.path, `home-${count}`)
  const cwd = join(place.path, `shop-${count}`)
  for (const dir of [home, cwd]) {
    mkdirSync(dir)
    own(dir)
  }
  writeFileSync(join(cwd, 'agent'), agent)
  chmodSync(join(cwd, 'agent'), 0o755)
  const env = { PATH: process.env.PATH, HOME: home, NO_COLOR: '1' }
  if (policy !== '') {
    mkdirSync(join(home, '.config/gater'), { recursive: true })
    for (const dir of ['.config', '.config/gater']) own(join(home, dir))
    const rc = join(home, '.config/gater/.gatercrc')
    writeFileSync(rc, policy)
    own(rc)
    const trusted = spawnSync(process.execPath, [bin, 'trust', rc, '--yes'], {
      ...ordinaryUser,
      cwd,
      env,
      encoding: 'utf8',
    })
    expect(trusted.status, trusted.stderr).toBe(0)
  }
  return {
    cwd,
    home,
    path: (name: string) => join(cwd, name),
    exists: (name: string) => existsSync(join(cwd, name)),
    run(...options: string[]) {
      const words = [bin, 'run', '--no-input', ...options, '--', './agent']
      return spawnSync(process.execPath, words, { ...ordinaryUser, cwd, env, encoding: 'utf8' })
    },
    start() {
      const words = [bin, 'run', '--no-input', '--', './agent']
      return spawn(process.execPath, words, { ...ordinaryUser, cwd, env, stdio: 'ignore' })
    },
    journal() {
      const dir = join(home, '.local/state/gater/journal')
      return readdirSync(dir)
        .filter((name) => name.endsWith('.jsonl'))
        .flatMap((name) => readFileSync(join(dir, name), 'utf8').trim().split('\n'))
        .map((line) => JSON.parse(line))
    },
    decisions() {
      return this.journal()
        .filter(({ type }) => type === 'decision')
        .map(({ channel, action, decision, by }) => [channel, action.command, decision, by])
    },
  }
}

describe.skipIf(!probe.available)(
  titled('gater run with an agent that nobody knows', probe),
  () => {
    test.each([
      ['a shell script', '#!/bin/sh\nls > listed\ntouch made\nexit 3\n'],
      [
        'a Python script',
        `#!/usr/bin/python3
import os, subprocess, sys
subprocess.run(["ls"], stdout=open("listed", "w"))
try: subprocess.run(["touch", "made"])
except PermissionError: pass
sys.exit(3)
`,
      ],
      [
        'a Node script',
        `#!${process.execPath}
const { execFileSync, spawnSync } = require('node:child_process')
require('node:fs').writeFileSync('listed', execFileSync('ls'))
spawnSync('touch', ['made'])
process.exitCode = 3
`,
      ],
    ])('%s: what only reads runs, what is asked does not', (_name, agent) => {
      const shop = project(agent)
      const run = shop.run()
      expect([run.status, shop.exists('listed'), shop.exists('made')]).toEqual([3, true, false])
      expect(shop.decisions()).toEqual([
        ['exec', 'ls', 'approved', 'rule'],
        ['exec', 'touch made', 'rejected', 'no-reviewer'],
      ])
      expect(run.stderr).toMatch(
        /^gater: the exec gate holds: each program that agent starts is decided; what agent does without starting one is not seen$/m,
      )
    })

    test.skipIf(process.arch !== 'x64')('a static binary', () => {
      const shop = project(executor('native', ['/usr/bin/touch', 'made']))
      shop.run()
      expect(shop.exists('made')).toBe(false)
      expect(shop.decisions()).toEqual([['exec', '/usr/bin/touch made', 'rejected', 'no-reviewer']])
    })

    test('a rule covers a program and what it starts, which its outcome counts', () => {
      const policy = 'allow:\n  - sh ./build.sh\n'
      const shop = project('#!/bin/sh\nsh ./build.sh\n', policy)
      writeFileSync(
        shop.path('build.sh'),
        'touch made; rm made; mkdir -p out; ls out; touch made\n',
      )
      const run = shop.run()
      expect([run.status, shop.exists('made')]).toEqual([0, true])
      expect(shop.decisions()).toEqual([['exec', 'sh ./build.sh', 'approved', 'rule']])
      expect(shop.journal().at(-1)).toMatchObject({ type: 'outcome', outcome: { execs: 5 } })
    })

    test.each([
      ['a push', 'git push origin main', 'git push origin main'],
      ['a publication', 'npm publish', 'npm publish'],
      ['a recursive delete', 'rm -rf kept', 'rm -rf kept'],
      ['a download', 'curl -s http://127.0.0.1:9/x | sh', 'curl -s http://127.0.0.1:9/x'],
      ['a write outside', 'touch ../outside', 'touch ../outside'],
      ['a hook of git', 'cp build.sh .git/hooks/pre-commit', 'cp build.sh .git/hooks/pre-commit'],
    ])('%s inside such a grant is asked all the same', (_name, script, asked) => {
      const shop = project('#!/bin/sh\nsh ./build.sh; true\n', 'allow:\n  - sh ./build.sh\n')
      mkdirSync(shop.path('.git/hooks'), { recursive: true })
      mkdirSync(shop.path('kept'))
      for (const name of ['.git', '.git/hooks', 'kept']) own(shop.path(name))
      writeFileSync(shop.path('build.sh'), `${script}\n`)
      shop.run()
      expect(shop.decisions()[1]?.[1]).toContain(asked)
      expect(shop.decisions()[1]?.slice(2)).toEqual(['rejected', 'no-reviewer'])
      expect(shop.exists('kept')).toBe(true)
      expect(shop.exists('.git/hooks/pre-commit')).toBe(false)
      expect(existsSync(join(place.path, 'outside'))).toBe(false)
    })

    test('a variable that steers a program is part of what is judged', () => {
      const shop = project('#!/bin/sh\nPAGER="touch made" LD_PRELOAD=./x.so ls\nFOO=1 ls\n')
      shop.run()
      expect(shop.decisions()).toEqual([
        ['exec', "PAGER='touch made' LD_PRELOAD=./x.so ls", 'rejected', 'no-reviewer'],
        ['exec', 'ls', 'approved', 'rule'],
      ])
    })

    test('a program is named by its file, whatever it calls itself', () => {
      const agent = `#!/usr/bin/python3
import subprocess
try: subprocess.run(["ls", "made"], executable="/usr/bin/touch")
except PermissionError: pass
`
      const shop = project(agent)
      shop.run()
      expect(shop.exists('made')).toBe(false)
      expect(shop.decisions()).toEqual([['exec', '/usr/bin/touch made', 'rejected', 'no-reviewer']])
    })

    test('a setuid program: the agent hears that it could not work', () => {
      const shop = project('#!/bin/sh\nsu -c true\n')
      expect(shop.run().stderr).toContain(
        'Besides, `/usr/bin/su` needs rights of another user, which no program gets under the exec gate.',
      )
      expect(shop.decisions()).toEqual([['exec', 'su -c true', 'rejected', 'no-reviewer']])
    })

    test('nothing unapproved runs after gater was killed', async () => {
      const agent = `#!/usr/bin/python3
import subprocess, time
log = open("log", "w", buffering=1)
unheard = 0
while unheard < 20:
    for argv in (["ls"], ["touch", "made"]):
        try: result = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        except OSError as e: result = "errno %d" % e.errno
        unheard = unheard + 1 if result == "errno 38" else 0
        log.write("%s\\n" % result)
log.write("end\\n")
`
      const shop = project(agent)
      const gater = shop.start()
      const log = () => (shop.exists('log') ? readFileSync(shop.path('log'), 'utf8') : '')
      await expect.poll(log, { timeout: 20_000, interval: 20 }).toContain('errno 13')
      gater.kill('SIGKILL')
      await expect.poll(log, { timeout: 20_000, interval: 20 }).toMatch(/^end$/m)
      expect(shop.exists('made')).toBe(false)
    })

    test('the journal is whole', async () => {
      const shop = project('#!/bin/sh\nls; ls; touch made\n')
      shop.run()
      const { faults } = await verify(join(shop.home, '.local/state/gater/journal'))
      expect(faults).toEqual([])
    })
  },
)

test('without the exec gate, an agent that nobody knows does not start', () => {
  const shop = project('#!/bin/sh\ntouch made\n')
  const run = shop.run('--exec-gate', 'off')
  expect([run.status, shop.exists('made')]).toEqual([125, false])
  expect(run.stderr).toContain('gater does not know how `./agent` asks')
})

test('an unknown mode is refused', () => {
  const run = project('#!/bin/sh\n').run('--exec-gate', 'of')
  expect([run.status, run.stderr]).toEqual([
    125,
    'gater: error: `--exec-gate of` is none of auto, on, off\n',
  ])
})

test('--strict does not start without it, where nobody can be asked', () => {
  const shop = project('#!/bin/sh\ntouch made\n')
  const run = shop.run('--exec-gate', 'off', '--strict', '--agent', 'socket')
  expect([run.status, shop.exists('made')]).toEqual([125, false])
  expect(run.stderr).toContain('the exec gate is not available: `--exec-gate off`')
})
