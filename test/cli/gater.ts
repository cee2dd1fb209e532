import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { onTestFinished } from 'vitest'

const program = join(import.meta.dirname, '../../bin/gater.js')

/** What a command left behind; paths in the place begin with `HOME`. */
export interface Result {
  code: number | NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Result>
  /** Resolves with standard output as soon as it holds the text, or with all of it at its end. */
  says(text: string): Promise<string>
}

export interface GaterOptions {
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Of the program; `null` leaves it open. */
  input?: string | null
  /** Words before node, such as those of a shell that limits it. */
  through?: readonly string[]
}

/** A home directory with a project in it, for people who have nothing else. */
export interface Place {
  home: string
  /** The project, and the directory that commands start in. */
  cwd: string
  /** gater's state directory. */
  state: string
  /** The path of a new file in the project; a script may be executed. */
  write(name: string, text: string): string
  start(args: readonly string[], options?: GaterOptions): Running
  /** `bin/gater.js` with these arguments, without a terminal. */
  gater(args: readonly string[], options?: GaterOptions): Promise<Result>
}

export function place(): Place {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'gt-')))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const cwd = join(home, 'shop')
  const tmp = join(home, 'tmp')
  for (const dir of [cwd, tmp]) mkdirSync(dir)

  function start(args: readonly string[], options: GaterOptions = {}): Running {
    const [first = '', ...rest] = [...(options.through ?? []), process.execPath, program, ...args]
    const child = spawn(first, rest, {
      cwd: options.cwd ?? cwd,
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: tmp, LANG: 'C.UTF-8', ...options.env },
      // A session of its own: whoever runs the tests is not to be asked on their terminal.
      detached: true,
      stdio: 'pipe',
    })
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    })
    child.stdin.on('error', () => {})
    if (options.input !== null) child.stdin.end(options.input ?? '')
    let [stdout, stderr] = ['', '']
    const waiting: (() => void)[] = []
    const wake = () => {
      for (const wakeOne of waiting.splice(0)) wakeOne()
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      wake()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    let over = false
    const ended = new Promise<Result>((resolve) => {
      child.once('close', (code, signal) => {
        over = true
        wake()
        const here = (text: string) => text.replaceAll(home, 'HOME')
        resolve({ code: code ?? signal, stdout: here(stdout), stderr: here(stderr) })
      })
    })
    return {
      child,
      ended,
      async says(text) {
        while (!over && !stdout.includes(text)) {
          await new Promise<void>((resolve) => waiting.push(resolve))
        }
        return stdout
      },
    }
  }

  return {
    home,
    cwd,
    state: join(home, '.local/state/gater'),
    write(name, text) {
      const path = join(cwd, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      if (text.startsWith('#!')) chmodSync(path, 0o755)
      return path
    },
    start,
    gater: (args, options) => start(args, options).ended,
  }
}
