import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** npm with a cache that may be warm; scripts of packages do not run, as for everyone who is careful. */
const npm = (args: readonly string[], cwd: string) =>
  run('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    timeout: 240_000,
  })

test('the package works when it is installed globally elsewhere, without any install script', async () => {
  const place = mkdtempSync(join(tmpdir(), 'gt-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const { stdout } = await npm(['pack', '--json', '--pack-destination', place], root)
  const [{ filename, version, files }] = JSON.parse(stdout)
  const names: string[] = files.map(({ path }: { path: string }) => path)
  const tops = new Set(names.map((name) => name.split('/', 1)[0]))
  expect([...tops].sort()).toEqual(
    [
      '.gatercrc.example',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'demo',
      'dist',
      'package.json',
      'schema',
    ].sort(),
  )

  const prefix = join(place, 'prefix')
  const install = ['install', '--global', '--prefix', prefix, '--omit=dev', '--prefer-offline']
  await npm([...install, join(place, filename)], place)
  const home = join(place, 'home')
  const gater = (...args: string[]) => exec(join(prefix, 'bin/gater'), args, place, home)
  expect(await gater('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })

  const demo = await gater('demo', '--no-input')
  expect(demo.code).toBe(0)
  expect(demo.stdout).toMatch(/^agent: let me look around\nagent: approved\n/)
  expect(demo.stdout).toMatch(/\nagent: that is all\n$/)
  expect(demo.stderr).toMatch(/\ngater: all of it is in the journal: \d+ lines, whole, /)
  expect(readdirSync(join(prefix, 'bin'))).toEqual(['gater'])
}, 300_000)

function exec(
  path: string,
  args: readonly string[],
  cwd: string,
  home: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: cwd, LANG: 'C.UTF-8' }
  // In a session of its own, so that nobody is asked.
  const child = spawn(path, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
