import { closeSync, constants, openSync, readSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import { GaterError } from '../../action/error.ts'

/** A pseudo-terminal. The agent gets its far end as its controlling terminal (see `inTerminal`). */
export interface Pty {
  /** Device of the far end, e.g. `/dev/pts/5`. */
  name: string
  onData(listener: (bytes: Buffer) => void): void
  /** A byte for each character. */
  write(text: string): void
  resize(columns: number, rows: number): void
  pause(): void
  resume(): void
  /** What the agent left unread, now that it has ended; then closes both ends. */
  drain(): Buffer
}

/**
 * Opens a pseudo-terminal. Rejects with `GaterError` where node-pty is not there.
 *
 * node-pty's own `spawn` loses the last output of a program: its far end is closed when the program ends, and libuv
 * takes the hang-up of a terminal for its end, although there is more to read (measured, 1.1.0: half of `seq 5000`).
 * So gater holds the far end open itself, and starts the program by its own means.
 */
export async function openPty(columns: number, rows: number): Promise<Pty> {
  const { open } = await import('@lydell/node-pty').then(
    // `open` is there for terminals like this one, but missing in node-pty's types.
    (module) => module as unknown as { open(options: object): OpenTerminal },
    (cause: unknown) => {
      throw new GaterError(
        'the agent cannot have a terminal of its own: `@lydell/node-pty` is missing',
        {
          hint: 'reinstall gater without --omit=optional, or use `--ui elsewhere`',
          exit: 125,
          cause,
        },
      )
    },
  )
  const terminal = open({ cols: columns, rows, encoding: null })
  const { _pty: name, _fd: fd, _master: master, _slave: slave } = terminal
  // Not node-pty's stream of the far end: reading it would take the agent's input.
  const held = openSync(name, constants.O_RDWR | constants.O_NOCTTY)
  slave.destroy()
  let closed = false
  // A terminal that is closed while something is written to it.
  master.on('error', () => {})

  return {
    name,
    onData: (listener) => void master.on('data', listener),
    write(text) {
      if (!closed) master.write(text, 'latin1')
    },
    resize(toColumns, toRows) {
      if (!closed) terminal.resize(toColumns, toRows)
    },
    pause: () => void master.pause(),
    resume: () => void master.resume(),
    drain() {
      master.pause()
      const rest: Buffer[] = []
      for (let chunk = master.read(); chunk !== null; chunk = master.read()) rest.push(chunk)
      const buffer = Buffer.alloc(65_536)
      try {
        for (let size = 1; size > 0; ) {
          size = readSync(fd, buffer)
          rest.push(Buffer.from(buffer.subarray(0, size)))
        }
      } catch {
        // EAGAIN: that was all.
      }
      closed = true
      closeSync(held)
      master.destroy()
      return Buffer.concat(rest)
    },
  }
}

/**
 * The command that runs a program in the terminal of this name: started in a session of its own, its shell takes the
 * terminal as the controlling one by opening it, and becomes the program.
 */
export function inTerminal(
  name: string,
  program: string,
  args: readonly string[],
): { program: string; args: readonly string[] } {
  return { program: '/bin/sh', args: ['-c', 'exec "$@" <>"$0" >&0 2>&0', name, program, ...args] }
}

/** What this file uses of node-pty's terminal, as of 1.1.0. */
interface OpenTerminal {
  _pty: string
  _fd: number
  _master: ReadStream & { write(text: string, encoding: 'latin1'): boolean }
  _slave: ReadStream
  resize(columns: number, rows: number): void
}
