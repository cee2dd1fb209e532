import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patchedFiles, wholeFilePatch } from '../../src/channel/codex/patch.ts'
import { codexBinary } from './codex.ts'

let dir: string
let program: string

beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'gater-patch-')))
  // Under this name it is the tool that its models call.
  program = join(dir, 'apply_patch')
  symlinkSync(codexBinary(), program)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const lines = 'one\ntwo\nthree\ntwo\nfive\n'
const update = (...rest: readonly string[]) => ['*** Update File: f', ...rest]

/** A name, the file `f`, the sections of the patch. */
const fitting: readonly (readonly [string, string, readonly string[]])[] = [
  ['a line changed', lines, update('@@', ' one', '-two', '+2')],
  ['without a marker', lines, update('-five', '+5')],
  ['after a line of context', lines, update('@@ three', '-two', '+2')],
  ['several chunks', lines, update('@@', '-one', '+1', '@@', '-five', '+5', '+6')],
  ['the same line twice, in order', lines, update('@@', '-two', '@@', '-two', '+2')],
  ['at the end of the file', lines, update('@@', '-two', '+2', ' five', '*** End of File')],
  ['an addition without context', lines, update('@@', '+six')],
  ['an addition behind a line of context', lines, update('@@ two', '+six')],
  ['lines deleted', lines, update('@@', '-one', '-two', ' three')],
  ['everything deleted', 'one\n', update('@@', '-one')],
  ['a file without a newline at its end', 'one\ntwo', update('@@', '-two', '+2')],
  ['an empty file', '', update('@@', '+one')],
  ['blank lines as context', 'a\n\nb\n', update('@@', ' a', '', '-b', '+c')],
  ['a blank line at the end of a chunk', 'a\nb\n', update('@@', '-a', '+c', ' b', '')],
  ['blank lines at the end of the file', 'a\n\n\n', update('@@', '-a', '+b')],
  ['white space at the end of a line', 'one  \ntwo\n', update('@@', '-one', '+1', ' two')],
  ['other indentation', '\tone\n  two\n', update('@@', ' one', '-two', '+2')],
  ['a blank line of white space', 'a\n \nb\n', update('@@', ' a', '', '-b', '+c')],
  ['a last blank line that is new', 'a\nb\n', update('@@', ' b', '-', '+')],
  ['a last blank line that goes', 'a\nb\n', update('@@', ' b', '-', '+c')],
  ['exactness before looseness', ' two\ntwo\n', update('@@', '-two', '+2')],
  ['line endings of another system', 'a\r\nb\r\n', update('@@', ' a', '-b', '+c', '+d')],
  ['an addition with those', 'a\r\nb\r\n', update('@@', '+c')],
  ['a file made', '', ['*** Add File: new/g', '+one', '+', '+ two']],
  ['an empty file made', '', ['*** Add File: g']],
  ['a file overwritten', lines, ['*** Add File: f', '+other']],
  ['a file deleted', lines, ['*** Delete File: f']],
  ['a file moved and changed', lines, update('*** Move to: sub/g', '@@', '-one', '+1')],
  [
    'several files',
    lines,
    ['*** Add File: g', '+g', ...update('@@', '-one', '+1'), '*** Add File: h', '+h'],
  ],
]

test.each(fitting)('what is shown is what Codex writes: %s', async (name, before, sections) => {
  const { cwd, patch } = place(name, before, sections)
  const shown = await patchedFiles(patch, cwd, read)
  expect(run(cwd, patch)).toBe(0)
  expect(shown.length).toBeGreaterThan(0)
  for (const { path, content } of shown) expect([path, now(path)]).toEqual([path, content])
})

test.each([
  ['text that is not there', lines, update('@@', '-nine', '+9')],
  ['context in the wrong order', lines, update('@@', '-five', '@@', '-one')],
  ['a file that is not there', lines, ['*** Update File: g', '@@', '-one', '+1']],
  ['a deletion of what is not there', lines, ['*** Delete File: g']],
  ['no section', lines, []],
  ['a section without chunks', lines, update()],
  ['a line of no kind', lines, update('@@', 'one')],
])('what Codex refuses, gater refuses: %s', async (name, before, sections) => {
  const { cwd, patch } = place(name, before, sections)
  await expect(patchedFiles(patch, cwd, read)).rejects.toThrow(/^the patch /)
  expect(run(cwd, patch)).not.toBe(0)
  expect(now(join(cwd, 'f'))).toBe(before)
})

test.each([
  ['lines', 'a\n\n  b\n'],
  ['what looks like a patch', '*** End Patch\n*** Delete File: f\n+x\n'],
  ['nothing', ''],
])("a person's edit is written as it is: %s", (name, content) => {
  const { cwd } = place(`edit ${name}`, lines, [])
  expect(run(cwd, wholeFilePatch(join(cwd, 'f'), content) ?? '')).toBe(0)
  expect(now(join(cwd, 'f'))).toBe(content)
})

function place(name: string, before: string, sections: readonly string[]) {
  const cwd = join(dir, name)
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'f'), before)
  return { cwd, patch: ['*** Begin Patch', ...sections, '*** End Patch'].join('\n') }
}

function run(cwd: string, patch: string): number | null {
  return spawnSync(program, [patch], { cwd }).status
}

function now(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

async function read(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, 'utf8') : null
}
