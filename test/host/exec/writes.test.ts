import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { probeAsUser, runSession, titled, userDirectory } from './session.ts'

const probe = probeAsUser()
const workspace = userDirectory()
const home = userDirectory()
afterAll(() => {
  workspace.remove()
  home.remove()
})
const cwd = workspace.path

const python = (script: string, more: { expected?: readonly string[]; agent?: string } = {}) =>
  runSession({
    program: '/usr/bin/python3',
    args: ['-c', `import os, subprocess\n${script}`],
    cwd,
    home: home.path,
    writes: true,
    answers: [['.', 'allow']],
    ...more,
  })

const refused = (told: readonly { event: string; path?: unknown }[]) =>
  told.filter(({ event }) => event === 'write-refused').map(({ path }) => path)

describe.skipIf(!probe.available)(
  titled('the agent process, where its writes are gated', probe),
  () => {
    test.each([
      ['opens for writing', 'open("new", "w")', 'new'],
      ['opens by a link', 'open("/proc/self/cwd/new", "a")', 'new'],
      ['makes a directory', 'os.mkdir("folder")', 'folder'],
      ['removes', 'os.remove("kept")', 'kept'],
      ['renames', 'os.rename("kept", "new")', 'kept'],
      ['links', 'os.link("kept", "new")', 'kept'],
      ['makes a symbolic link', 'os.symlink("kept", "new")', 'new'],
      ['truncates', 'os.truncate("kept", 0)', 'kept'],
      ['changes the mode', 'os.chmod("kept", 0o777)', 'kept'],
      ['opens outside the workspace', `open("${home.path}/.bashrc", "w")`, `${home.path}/.bashrc`],
    ])('%s without a decision: EACCES', async (_what, statement, path) => {
      writeFileSync(join(cwd, 'kept'), 'kept', { mode: 0o666 })
      const { told, stdout } = await python(`
try: ${statement}
except OSError as e: print(e.errno)`)
      expect(stdout).toBe('13\n')
      expect(refused(told)).toEqual([path.startsWith('/') ? path : join(cwd, path)])
      expect(readFileSync(join(cwd, 'kept'), 'utf8')).toBe('kept')
      expect(existsSync(join(cwd, 'new'))).toBe(false)
    })

    test('reads freely, writes to devices, and may make a directory that is there', async () => {
      const { told, stdout } = await python(`
open("/etc/passwd").read(1)
open("/dev/null", "w").write("x")
try: os.mkdir("/tmp")
except FileExistsError: print("exists")`)
      expect([stdout, refused(told)]).toEqual(['exists\n', []])
    })

    test('may write what was decided, also by a temporary file and into a new directory', async () => {
      const expected = [join(cwd, 'deep/er/decided.txt')]
      const { told } = await python(
        `os.makedirs("deep/er")
open("deep/er/decided.txt.tmp.12.ab", "w").write("new")
os.rename("deep/er/decided.txt.tmp.12.ab", "deep/er/decided.txt")
try: open("deep/er/other.txt", "w")
except PermissionError: print("no")`,
        { expected },
      )
      expect(refused(told)).toEqual([join(cwd, 'deep/er/other.txt')])
      expect(readFileSync(join(cwd, 'deep/er/decided.txt'), 'utf8')).toBe('new')
    })

    test('writes to its own state, but not through a link there to something else', async () => {
      const { told } = await python(
        `open("${home.path}/.claude.json", "w").write("{}")
os.symlink("${cwd}/hooked", "${home.path}/.claude.json.link")
try: open("${home.path}/.claude.json.link", "w")
except PermissionError: pass`,
        { agent: 'claude' },
      )
      expect(refused(told)).toEqual([join(cwd, 'hooked')])
      expect(existsSync(join(home.path, '.claude.json'))).toBe(true)
    })

    test('is alone: the programs that it was allowed to start write as they like', async () => {
      const { told } = await python('subprocess.run(["touch", "by-touch"])')
      expect([refused(told), existsSync(join(cwd, 'by-touch'))]).toEqual([[], true])
    })

    test('without that gate writes as it likes', async () => {
      const { told } = await runSession({
        program: '/usr/bin/python3',
        args: ['-c', 'open("ungated", "w")'],
        cwd,
      })
      expect([refused(told), existsSync(join(cwd, 'ungated'))]).toEqual([[], true])
    })
  },
)
