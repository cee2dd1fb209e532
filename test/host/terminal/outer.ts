import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { PassThrough, Writable } from 'node:stream'
import xterm, { type Terminal } from '@xterm/headless'
import { hostTerminal } from '../../../src/host/terminal/host.ts'
import { plainModes, trackModes } from '../../../src/host/terminal/modes.ts'
import { inTerminal, openPty } from '../../../src/host/terminal/pty.ts'
import { screen } from './screen.ts'

/** A program in the terminal host, inside an outer terminal emulator that shows what a person would see. */
export async function hosted(file: string, args: string[], size = { columns: 80, rows: 24 }) {
  const terminal = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 1000,
    allowProposedApi: true,
  })
  // A person has been here before: the program begins somewhere on the screen.
  await new Promise<void>((resolve) => terminal.write('$ make\r\n$ gater run\r\n', resolve))
  const modes = plainModes()
  trackModes(terminal.parser, modes, () => terminal.buffer.active.type === 'alternate')
  let raw = ''
  const output = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        raw += chunk.toString()
        terminal.write(chunk, done)
      },
    }),
    size,
  )
  const input = new PassThrough()
  terminal.onData((reply) => input.write(reply))
  const resizes: (() => void)[] = []
  const pty = await openPty(size.columns, size.rows)
  const start = inTerminal(pty.name, file, args)
  const child = spawn(start.program, start.args, {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, TERM: 'xterm-256color', HOME: '/nonexistent', LANG: 'C.UTF-8' },
  })
  const exit = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGHUP']),
    )
  })
  const agent = { exit, signal: (name: NodeJS.Signals) => void child.kill(name) }
  const host = hostTerminal(pty, agent, {
    input,
    output,
    onResize: (listener) => resizes.push(listener),
  })

  return {
    host,
    /** What of the person's terminal the window knows. */
    lending: { output, release: () => {}, take: () => {} },
    async end() {
      agent.signal('SIGHUP')
      await host.exit
    },
    terminal,
    raw: () => raw,
    type: (text: string) => input.write(text),
    endInput: () => input.end(),
    resize(columns: number, rows: number) {
      terminal.resize(columns, rows)
      Object.assign(output, { columns, rows })
      for (const listener of resizes) listener()
    },
    /** Everything that a question must give back. */
    state: () => ({
      screen: screen(terminal),
      history: Array.from({ length: terminal.buffer.normal.baseY }, (_, y) =>
        terminal.buffer.normal.getLine(y)?.translateToString(true),
      ),
      modes: structuredClone({ ...terminal.modes }),
      tracked: {
        ...structuredClone(modes),
        cursorStyle: modes.cursorStyle ?? 0,
        modifyOtherKeys: modes.modifyOtherKeys ?? 0,
        dec: on(new Map([...defaults, ...modes.dec])),
        ansi: on(modes.ansi),
      },
    }),
    /** Whether the screen shows the text now. */
    has: (text: string) => lines(terminal).some((line) => line.includes(text)),
    /** Resolves when the screen shows the text. */
    async shows(text: string) {
      await until(
        () => lines(terminal).some((line) => line.includes(text)),
        () => screen(terminal).join('\n'),
      )
    },
  }
}

/** Auto-wrap and a visible cursor are how a terminal starts. */
const defaults: ReadonlyMap<number, boolean> = new Map([
  [7, true],
  [25, true],
])

function lines(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active
  return Array.from(
    { length: terminal.rows },
    (_, y) => buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '',
  )
}

function on(modes: Map<number, boolean>): number[] {
  return [...modes]
    .filter(([, value]) => value)
    .map(([mode]) => mode)
    .sort((a, b) => a - b)
}

/** Waits for a condition; fails by the clock only when it never comes. */
export async function until(holds: () => boolean, explain: () => string): Promise<void> {
  const end = Date.now() + 15_000
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it never came:\n${explain()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
