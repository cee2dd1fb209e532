import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { branchOf, findWorkspace } from '../../src/policy/circumstances.ts'
import { files } from '../files.ts'

test('the workspace is the git top level, seen through symlinks', () => {
  const root = files({ 'shop/.git/HEAD': '', 'shop/src/a.js': '' })
  symlinkSync(join(root, 'shop/src'), join(root, 'link'))
  const workspace = { root: join(root, 'shop'), name: 'shop', forRules: join(root, 'shop') }
  expect(findWorkspace(join(root, 'shop/src'), '/home/me')).toEqual(workspace)
  expect(findWorkspace(join(root, 'link'), '/home/me')).toEqual(workspace)
})

test.each([
  ['home/me', null],
  ['home', null],
  ['home/me/work', 'home/me/work'],
])('%s is a workspace for path rules: %s', (cwd, forRules) => {
  const root = files({ 'home/me/work/a': '' })
  expect(findWorkspace(join(root, cwd), join(root, 'home/me')).forRules).toBe(
    forRules === null ? null : join(root, forRules),
  )
})

test.each([
  [{ '.git/HEAD': 'ref: refs/heads/feat/x\n' }, 'feat/x'],
  [{ '.git/HEAD': '4b825dc642cb6eb9a060e54bf8d69288fbee4904\n' }, null],
  [{ '.git': 'gitdir: real\n', 'real/HEAD': 'ref: refs/heads/tree\n' }, 'tree'],
  [{ a: '' }, null],
])('%j has the branch %s', (contents, branch) => {
  expect(branchOf(files(contents))).toBe(branch)
})
