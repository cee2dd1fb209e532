import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'
import type { Question } from '../../src/review/question.ts'

export interface Stage {
  /** The screen's rows, without what is empty at the end. */
  screen(): string
  /** Resolves when the screen holds the text. */
  shows(text: string): Promise<void>
  /** Resolves when the terminal was asked whether it is there, so many times since the last call. */
  asked(): Promise<void>
  type(text: string): void
  resize(columns: number, rows: number): void
  /** What the program told, line by line. */
  told(): unknown[]
  /** Resolves when it has told this. */
  tells(what: (line: unknown) => boolean): Promise<void>
  exit: Promise<{ exitCode: number; signal?: number }>
  /** All bytes that the program wrote. */
  bytes(): string
  kill(signal: string): void
  /** The terminal is gone: its window was closed. */
  hangUp(): void
  end(): Promise<void>
}

export interface StageOptions {
  questions: readonly Question[]
  columns?: number
  rows?: number
  env?: Record<string, string>
  crash?: boolean
  withdraw?: boolean
  /** The program outlives SIGHUP, as `gater run` does while its agent runs. */
  stay?: boolean
  /** A shell line around the program, which is `"$@"`. */
  shell?: string
  /** The terminal leaves gater's question unanswered until `answer` is called. */
  silent?: boolean
}

/** The fixture on a real pseudo-terminal, whose screen is kept by a real emulator. Standard streams are pipes. */
export async function stage(options: StageOptions): Promise<Stage & { answer(): void }> {
  const { questions, columns = 80, rows = 24, crash, withdraw, stay, silent = false } = options
  const directory = await mkdtemp(join(tmpdir(), 'gater-review-'))
  const file = join(directory, 'told')
  const fixture = join(import.meta.dirname, 'terminal.fixture.js')
  const script = JSON.stringify({ questions, crash, withdraw, stay })
  const shell = options.shell ?? '"$@" </dev/null | cat >"$0.out"'
  const pty = spawn('/bin/sh', ['-c', shell, file, process.execPath, fixture, file, script], {
    cols: columns,
    rows,
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', HOME: directory, TERM: 'xterm-256color', ...options.env },
  })
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  let bytes = ''
  let replies = ''
  let answering = !silent
  let questionsSeen = 0
  const watchers = new Set<() => void>()
  const look = () => {
    for (const watcher of [...watchers]) watcher()
  }
  emulator.onData((reply) => {
    questionsSeen += 1
    if (answering) pty.write(reply)
    else replies += reply
  })
  pty.onData((data) => {
    bytes += data
    emulator.write(data, look)
  })
  const exit = new Promise<{ exitCode: number; signal?: number }>((resolve) => {
    pty.onExit((ended) => {
      resolve(ended)
      look()
    })
  })

  const screen = () => {
    const buffer = emulator.buffer.active
    const lines: string[] = []
    for (let row = 0; row < emulator.rows; row++)
      lines.push(buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '')
    return lines.join('\n').trimEnd()
  }
  const told = (): unknown[] => {
    try {
      return readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    } catch {
      return []
    }
  }
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      // The file has no events that could not be missed, so it is looked at as well.
      const timer = setInterval(() => look(), 20)
      const watcher = () => {
        if (!holds()) return
        clearInterval(timer)
        watchers.delete(watcher)
        resolve()
      }
      watchers.add(watcher)
      watcher()
    })

  return {
    screen,
    shows: (text) => until(() => screen().includes(text)),
    async asked() {
      await until(() => questionsSeen > 0)
      questionsSeen = 0
    },
    answer() {
      answering = true
      pty.write(replies)
      replies = ''
    },
    type: (text) => pty.write(text),
    resize(toColumns, toRows) {
      emulator.resize(toColumns, toRows)
      pty.resize(toColumns, toRows)
    },
    told,
    tells: (what) => until(() => told().some(what)),
    exit,
    bytes: () => bytes,
    kill(signal) {
      const first = told()[0] as { pid: number }
      process.kill(first.pid, signal)
    },
    hangUp() {
      // It closes the master's side; its types do not name it.
      const destroy: unknown = Reflect.get(pty, 'destroy')
      if (typeof destroy === 'function') destroy.call(pty)
    },
    async end() {
      pty.kill('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
