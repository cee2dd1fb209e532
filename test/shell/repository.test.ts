import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseGitConfig } from '../../src/shell/git-config.ts'
import { makePlace, reasons } from './machine.ts'

test.each([
  ['[core]\n\tfsmonitor = ./x', false],
  ['[core]\n\tfsmonitor = true', true],
  ['[CORE] FSMonitor=./x', false],
  ['[core]\n\tfs\\\nmonitor = ./x', false],
  ['[core] ; fsmonitor = ./x', true],
  ['[core]\n# fsmonitor = ./x', true],
  ['[core]\n\tpager = ./x', false],
  ['[core]\n\tpager = less -R', true],
  ['[core]\n\tpager = cat', true],
  ['[core]\n\tpager = "cat" ; plain', true],
  ['[core]\n\tpager = less -R; ./x', true],
  ['[core]\n\tpager = "less -R; ./x"', false],
  ['[core]\n\tsshCommand = ./x', false],
  ['[core]\n\teditor = ./x', false],
  ['[core]\n\tworktree = /etc', false],
  ['[pager]\n\tlog = ./x', false],
  ['[pager]\n\tlog = false', true],
  ['[alias]\n\tst = !./x', false],
  ['[include]\n\tpath = ../evil', false],
  ['[includeIf "gitdir:~/"]\n\tpath = ../evil', false],
  ['[diff]\n\texternal = ./x', false],
  ['[diff]\n\talgorithm = histogram', true],
  ['[diff "pdf"]\n\ttextconv = ./x', false],
  ['[diff.pdf]\n\ttextconv = ./x', false],
  ['[diff "pdf"]\n\tbinary = true', true],
  ['[diff "a\\"b"]\n\tcommand = ./x', false],
  ['[filter "x"]\n\tclean = ./x', false],
  ['[filter "lfs"]\n\tclean = git-lfs clean -- %f\n\trequired = true', true],
  ['[filter "lfs"]\n\tclean = ./git-lfs clean -- %f', false],
  ['[merge "x"]\n\tdriver = ./x', false],
  ['[gpg]\n\tprogram = ./x', false],
  ['[gpg "ssh"]\n\tprogram = ./x', false],
  ['[credential]\n\thelper = !./x', false],
  ['[credential "https://a.example"]\n\thelper = /x', false],
  ['[credential]\n\thelper = store', true],
  ['[trailer "x"]\n\tcommand = ./x', false],
  ['[hook "x"]\n\tcommand = ./x', false],
  ['[remote "origin"]\n\tpromisor = true', false],
  ['[submodule "x"]\n\tupdate = !./x', false],
  [
    '[remote "origin"]\n\turl = git@a.example:b\n\tfetch = +refs/heads/*:refs/remotes/origin/*',
    true,
  ],
  ['[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main', true],
  ['[user]\n\tname = "a # b"', true],
  ['[user]\n\tname = \\\n  core.fsmonitor', true],
  ['[broken', false],
  ['fsmonitor = ./x', false],
  [`# ${'x'.repeat(200_001)}`, false],
])('git status with the configuration %j runs unasked: %s', (config, expected) => {
  const place = makePlace()
  place.write('shop/.git/config', `${config}\n`)
  expect(place.isQuiet('git status')).toBe(expected)
})

test('a file of configuration is read as git reads it', () => {
  const text =
    '[a "B\\"c"] D-e = "x ; y" z\\tq # no\n\tflag\n[A.B]\nk=v  \n k2 = one\\\ntwo " three "\n'
  expect(parseGitConfig(text)).toEqual([
    { section: 'a', subsection: 'B"c', key: 'd-e', value: 'x ; y z\tq' },
    { section: 'a', subsection: 'B"c', key: 'flag', value: null },
    { section: 'a', subsection: 'b', key: 'k', value: 'v' },
    { section: 'a', subsection: 'b', key: 'k2', value: 'onetwo  three ' },
  ])
})

test.each(['[a]\nb = "open', '[a]\nb = \\q', 'b = 1', '[a]\n= 1', '[a', '[a]\nb c'])(
  'git would refuse %j',
  (text) => {
    expect(parseGitConfig(text)).toBe(null)
  },
)

test('the configuration of a work tree counts', () => {
  const place = makePlace()
  place.write('shop/.git/config.worktree', '[core]\n\tfsmonitor = ./x\n')
  expect(reasons(place.look('git status').line)).toEqual([
    `\`${place.shop}/.git/config.worktree\` sets \`core.fsmonitor\`, which may make git run a program`,
  ])
})

test('attributes are harmless until a driver is defined in the repository', () => {
  const place = makePlace()
  place.write('shop/.gitattributes', '*.pdf diff=pdf\n*.bin filter=x\n')
  expect(place.isQuiet('git diff')).toBe(true)
  place.git('config', 'diff.pdf.textconv', './x')
  expect(place.isQuiet('git diff')).toBe(false)
})

test.each([
  ['git status', 'post-index-change', false],
  ['git status', 'pre-commit', true],
  ['git log', 'pre-push.sample', true],
])('%s with the hook %s runs unasked: %s', (line, hook, expected) => {
  const place = makePlace()
  place.write(`shop/.git/hooks/${hook}`, '#!/bin/sh\n', 0o755)
  expect(place.isQuiet(line)).toBe(expected)
})

test('a hook that cannot be executed is none', () => {
  const place = makePlace()
  place.write('shop/.git/hooks/post-index-change', '#!/bin/sh\n', 0o644)
  expect(place.isQuiet('git status')).toBe(true)
})

test('hooks of a directory that the repository names count, and are named for a commit', () => {
  const place = makePlace()
  place.git('config', 'core.hooksPath', '.husky')
  place.write('shop/.husky/pre-commit', '#!/bin/sh\n', 0o755)
  expect(place.isQuiet('git status')).toBe(true)
  expect(reasons(place.look('git commit -m x').line)).toContain(
    `runs the hook \`${place.shop}/.husky/pre-commit\``,
  )
  place.write('shop/.husky/post-index-change', '#!/bin/sh\n', 0o755)
  expect(place.isQuiet('git status')).toBe(false)
})

test('a repository inside the workspace asks, and so does a bare one', () => {
  const place = makePlace()
  mkdirSync(join(place.shop, 'vendor/x/.git'), { recursive: true })
  for (const name of ['bare/HEAD', 'bare/objects/a', 'bare/refs/a']) place.write(`shop/${name}`, '')
  expect(place.isQuiet('cd vendor/x && git status')).toBe(false)
  expect(place.isQuiet('git -C vendor/x status')).toBe(false)
  expect(place.isQuiet('git status', { cwd: join(place.shop, 'vendor/x') })).toBe(false)
  expect(place.isQuiet('cd bare && git status')).toBe(false)
  expect(place.isQuiet('git status')).toBe(true)
})

test('the directory that a .git file names is the one that is read', () => {
  const place = makePlace()
  place.write('other/shop.git/config', '[core]\n\tfsmonitor = ./x\n')
  place.write('other/shop.git/worktrees/w/commondir', '../..\n')
  place.write('tree/.git', `gitdir: ${place.home}/other/shop.git/worktrees/w\n`)
  const { line } = place.look('git status', { cwd: join(place.home, 'tree') })
  expect(reasons(line).join()).toContain('other/shop.git/config` sets `core.fsmonitor`')
})

test('the configuration of a submodule counts, since git status enters it', () => {
  const place = makePlace()
  place.write('shop/sub/a.txt', '')
  place.git('-C', 'sub', 'init', '-q')
  place.git('-C', 'sub', 'add', '.')
  place.git('-C', 'sub', 'commit', '-qm', 'x')
  place.git('add', 'sub')
  expect(place.isQuiet('git status')).toBe(true)
  place.git('-C', 'sub', 'config', 'core.fsmonitor', './x')
  expect(place.isQuiet('git status')).toBe(false)
})

test.each([
  ['[core]\n\tpager = delta\n[diff]\n\texternal = difft\n[alias]\n\tst = status', true],
  ['[core]\n\tpager = /usr/bin/delta', true],
  ['[core]\n\tpager = ./tools/pager', false],
  ['[include]\n\tpath = ~/shop/evil', false],
  ['[include]\n\tpath = ~/dotfiles/git', true],
  ['[core]\n\thooksPath = .githooks', false],
  ['[core]\n\thooksPath = ~/hooks', true],
])("git log with the person's own configuration %j runs unasked: %s", (config, expected) => {
  const place = makePlace()
  place.write('shop/evil', '[core]\n\tfsmonitor = ./x\n')
  place.write('shop/.githooks/post-index-change', '#!/bin/sh\n', 0o755)
  place.write('dotfiles/git', '[core]\n\tpager = delta\n')
  for (const file of ['.gitconfig', '.config/git/config']) {
    place.write(file, `${config}\n`)
    expect(place.isQuiet('git log')).toBe(expected)
    place.write(file, '')
  }
})

test('an include of the person is relative to the file that has it', () => {
  const place = makePlace()
  place.write('.gitconfig', '[includeIf "gitdir:~/"]\n\tpath = shop/evil\n')
  place.write('shop/evil', '')
  expect(reasons(place.look('git log').line)).toEqual([
    `git reads its configuration from \`${place.shop}/evil\`, in the workspace`,
  ])
})
