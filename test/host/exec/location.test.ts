import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Located, locate, type Unlocated } from '../../../src/host/exec/location.ts'
import { isOwn, ownFiles } from '../../../src/host/exec/own.ts'
import { shapeOf } from '../../../src/host/exec/shapes.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gater-location-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))
mkdirSync(join(root, 'a/b'), { recursive: true })
writeFileSync(join(root, 'a/file'), '')
symlinkSync('a/file', join(root, 'link'))
symlinkSync(join(root, 'a'), join(root, 'absolute'))
symlinkSync('nowhere', join(root, 'dangling'))
symlinkSync('loop', join(root, 'loop'))

const where = (found: Located | Unlocated) =>
  found.kind === 'unlocated'
    ? found.error
    : `${found.path.replace(root, '')}${found.stats === null ? ' (new)' : ''}`

describe.skipIf(process.platform !== 'linux')('a path as a process sees it', () => {
  test.each([
    ['a/file', 'follow', '/a/file'],
    ['./a//b/../file', 'follow', '/a/file'],
    ['link', 'follow', '/a/file'],
    ['link', 'keep', '/link'],
    ['absolute/file', 'follow', '/a/file'],
    ['absolute/../a/file', 'follow', '/a/file'],
    ['a/new', 'follow', '/a/new (new)'],
    ['dangling', 'follow', '/nowhere (new)'],
    ['dangling', 'keep', '/dangling'],
    ['missing/new', 'follow', 2],
    ['a/file/x', 'follow', 20],
    ['loop', 'follow', 40],
    ['/proc/self/cwd/../../..', 'follow', '/'],
    ['/proc/self/exe', 'follow', realpathSync(process.execPath)],
  ] as const)('%s (last name: %s) is %s', (path, last, expected) => {
    expect(where(locate(process.pid, root, path, last))).toBe(expected)
  })
})

describe.skipIf(process.platform !== 'linux')("the agent's own programs", () => {
  const modules = join(root, 'node_modules')
  const script = join(modules, '@google/gemini-cli/dist/index.js')
  mkdirSync(join(modules, '@google/gemini-cli/dist'), { recursive: true })
  mkdirSync(join(modules, 'evil'), { recursive: true })
  writeFileSync(script, '')
  writeFileSync(join(modules, '@google/gemini-cli/rg'), '')
  writeFileSync(join(modules, 'evil/index.js'), '')

  const later = Date.now() + 60_000
  const find = (path: string) => {
    const found = locate(process.pid, root, path)
    return found.kind === 'located' ? found : null
  }
  const at = (path: string): Located => {
    const found = find(path)
    if (found === null) throw new Error(path)
    return found
  }
  const owns = (agent: string, file: string, argv: readonly string[], since = later) => {
    const shape = shapeOf(agent)
    return isOwn(ownFiles(shape, script, since), shape, at(file), argv, find)
  }

  test.each([
    ['a helper in its package', 'node_modules/@google/gemini-cli/rg', ['rg'], true],
    ['a file of another package', 'node_modules/evil/index.js', ['x'], false],
    ['node with its script', process.execPath, ['node', '--max-old-space-size=9', script], true],
    ['node with another script', process.execPath, ['node', 'node_modules/evil/index.js'], false],
    ['node with code', process.execPath, ['node', '-e', '1', script], false],
    ['node with something loaded first', process.execPath, ['node', '--import=x', script], false],
    ['node alone', process.execPath, ['node'], false],
  ] as const)('%s: %#', (_what, file, argv, is) => {
    expect(owns('gemini', file, argv)).toBe(is)
  })

  test('are not its own when they changed after it started, nor for an unknown agent', () => {
    const helper = 'node_modules/@google/gemini-cli/rg'
    expect(owns('gemini', helper, ['rg'], Date.now() - 60_000)).toBe(false)
    expect(owns('unheard-of', helper, ['rg'])).toBe(false)
  })
})
