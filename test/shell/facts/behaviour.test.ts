import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** That programs really do what the facts warn of, on the machine that runs the tests. */
const directory = mkdtempSync(join(tmpdir(), 'gater-facts-'))
const at = (name: string) => join(directory, name)
const run = (program: string, ...words: string[]) =>
  spawnSync(program, words, {
    cwd: directory,
    encoding: 'utf8',
    timeout: 10_000,
    env: {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  })
const here = (program: string) => spawnSync('which', [program]).status === 0

beforeAll(() => {
  writeFileSync(at('in.txt'), 'b\na\na\n')
  writeFileSync(
    at('prog'),
    '#!/bin/sh\necho ran > "$OLDPWD/ran" 2>/dev/null; echo ran > ran; cat\n',
    {
      mode: 0o755,
    },
  )
  const git = (...words: string[]) => execFileSync('git', words, { cwd: directory, stdio: 'pipe' })
  git('init', '-q', '-b', 'main')
  git('add', 'in.txt')
  git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'one')
})
afterAll(() => rmSync(directory, { recursive: true }))

describe('these create a file', () => {
  test.each<[file: string, program: string, ...words: string[]]>([
    ['sort.out', 'sort', '--outp=sort.out', 'in.txt'],
    ['sort2.out', 'sort', '-uosort2.out', 'in.txt'],
    ['uniq.out', 'uniq', 'in.txt', 'uniq.out'],
    ['shuf.out', 'shuf', '-o', 'shuf.out', 'in.txt'],
    ['sed.out', 'sed', '-n', 'w sed.out', 'in.txt'],
    ['sed2.out', 'sed', 's/a/b/w sed2.out', 'in.txt'],
    ['awk.out', 'awk', '{print > "awk.out"}', 'in.txt'],
    ['find.out', 'find', '.', '-fprint', 'find.out'],
    ['find2.out', 'find', '.', '-fprintf', 'find2.out', '%p'],
    ['git.out', 'git', 'diff', '--output=git.out'],
    ['git2.out', 'git', 'log', '-1', '--output', 'git2.out'],
    ['tar.out', 'tar', '-cf', 'tar.out', 'in.txt'],
    ['xx', 'split', '-n', '1', '--additional-suffix=', '-a1', 'in.txt', 'x'],
  ])('%s: %s', (file, program, ...words) => {
    run(program, ...words)
    const made = file === 'xx' ? 'xa' : file
    expect(existsSync(at(made))).toBe(true)
  })

  test.skipIf(!here('xxd'))('the second operand of xxd', () => {
    run('xxd', 'in.txt', 'xxd.out')
    expect(existsSync(at('xxd.out'))).toBe(true)
  })
})

describe('these run a program', () => {
  test.each<[program: string, ...words: string[]]>([
    ['sed', '1e ./prog < /dev/null', 'in.txt'],
    ['sed', 's/b/.\\/prog <\\/dev\\/null/e', 'in.txt'],
    ['awk', 'BEGIN{system("./prog </dev/null")}'],
    ['find', 'in.txt', '-exec', './prog', ';'],
    ['git', 'grep', '-O./prog', 'a'],
    ['git', 'grep', '--open-files=./prog', 'a'],
    ['git', '-c', 'core.fsmonitor=./prog', 'status'],
    ['split', '--filter=./prog', 'in.txt'],
  ])('%s %s', (program, ...words) => {
    rmSync(at('ran'), { force: true })
    run(program, ...words)
    expect(existsSync(at('ran'))).toBe(true)
  })

  test('tar hands each file to a command, also when its option is abbreviated', () => {
    run('tar', '-cf', 'a.tar', 'in.txt')
    rmSync(at('ran'), { force: true })
    run('tar', '-xf', 'a.tar', '--to-com=./prog')
    expect(existsSync(at('ran'))).toBe(true)
  })
})

test('sort reads an abbreviation of --compress-program', () => {
  expect(run('sort', '--compress-prog=./prog', 'in.txt').status).toBe(0)
})

test('git branch NAME creates, git branch --list NAME does not', () => {
  run('git', 'branch', '--list', 'listed')
  run('git', 'branch', 'created')
  expect(run('git', 'branch', '--format=%(refname:short)').stdout).toBe('created\nmain\n')
})

test('git checkout of a path discards changes', () => {
  writeFileSync(at('in.txt'), 'changed\n')
  run('git', 'checkout', 'in.txt')
  expect(readFileSync(at('in.txt'), 'utf8')).toBe('b\na\na\n')
})

test('git stash show and list change nothing, git stash does', () => {
  writeFileSync(at('in.txt'), 'changed\n')
  run('git', 'stash', 'list')
  expect(readFileSync(at('in.txt'), 'utf8')).toBe('changed\n')
  run('git', '-c', 'user.name=t', '-c', 'user.email=t@t', 'stash')
  expect(readFileSync(at('in.txt'), 'utf8')).toBe('b\na\na\n')
})

test.runIf(process.platform === 'linux')('ps e shows the environment', () => {
  expect(run('ps', 'e', '-p', String(process.pid)).stdout).toContain('PATH=')
})
