import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync, write, writeSync } from 'node:fs'
import process from 'node:process'
import { PassThrough, Writable } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import type { Outer } from './host.ts'

/** The person's own terminal, raw, as the agent's goes through to it. */
export interface OuterTerminal extends Outer {
  /** Gives the terminal's input and modes to another program, until `take`. */
  release(): void
  take(): void
  /** What is to be written when gater dies with the terminal in its hands. */
  onDeath(bytes: () => string): void
  /** Resolves when all output is written and the terminal is as it was. */
  close(): Promise<void>
}

const device = '/dev/tty'

/**
 * Opens the controlling terminal. Not standard input and output: those block gater while the terminal is slow, and
 * cannot be closed, so that an editor would have to share its keys.
 */
export function openOuter(): OuterTerminal {
  const input = new PassThrough()
  let reader: ReadStream | null = null
  let lastBytes = () => ''
  const output = Object.assign(openOutput(), measureNow())

  const release = () => {
    const releasing = reader
    reader = null
    if (releasing === null) return
    releasing.removeAllListeners()
    releasing.on('error', () => {})
    try {
      releasing.setRawMode(false)
    } catch {
      // The terminal is gone, and its modes with it.
    }
    releasing.destroy()
  }
  const take = () => {
    const taking = new ReadStream(openSync(device, 'r'))
    reader = taking
    taking.setRawMode(true)
    keepLineFeeds()
    taking.on('data', (bytes) => input.write(bytes))
    taking.on('end', () => input.end())
    taking.on('error', () => input.end())
  }

  const dying = () => {
    if (reader === null) return
    try {
      writeSync(openSync(device, 'w'), lastBytes())
    } catch {
      // The terminal is gone.
    }
    release()
  }
  let resized = () => {}
  const measure = () => {
    const { columns, rows } = measureNow()
    if (columns === output.columns && rows === output.rows) return
    Object.assign(output, { columns, rows })
    resized()
  }

  process.on('exit', dying)
  process.on('SIGWINCH', measure)
  take()

  return {
    input,
    output,
    onResize(listener) {
      resized = listener
    },
    release,
    take() {
      take()
      measure()
    },
    onDeath(bytes) {
      lastBytes = bytes
    },
    async close() {
      await new Promise<void>((resolve) => {
        output.once('error', () => resolve())
        if (output.destroyed) resolve()
        else output.end(() => resolve())
      })
      release()
      process.off('exit', dying)
      process.off('SIGWINCH', measure)
    },
  }
}

/**
 * Writes at once what the terminal takes at once, so that an echo waits for no thread; the rest by a thread, so that
 * gater does not wait for a slow terminal.
 */
function openOutput(): Writable {
  const ready = openSync(device, constants.O_WRONLY | constants.O_NONBLOCK)
  const patient = openSync(device, constants.O_WRONLY)
  const finish = (bytes: Buffer, from: number, done: (error?: Error | null) => void) => {
    if (from >= bytes.length) return done()
    write(patient, bytes, from, (error, size) => {
      if (error) done(error)
      else finish(bytes, from + size, done)
    })
  }
  const put = (bytes: Buffer, done: (error?: Error | null) => void) => {
    let size = 0
    try {
      size = writeSync(ready, bytes)
    } catch (error) {
      const full = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
      if (!full) return done(error instanceof Error ? error : new Error(String(error)))
    }
    finish(bytes, size, done)
  }
  return new Writable({
    highWaterMark: 1024 * 1024,
    write: (bytes: Buffer, _encoding, done) => put(bytes, done),
    writev: (chunks, done) => put(Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
    destroy(error, done) {
      closeSync(ready)
      closeSync(patient)
      done(error)
    },
  })
}

/** Columns and rows; what every terminal has where it does not say. */
function measureNow(): { columns: number; rows: number } {
  const probe = new WriteStream(openSync(device, 'w'))
  const { columns, rows } = probe
  probe.destroy()
  return { columns: columns || 80, rows: rows || 24 }
}

/**
 * Node's raw mode still makes `\r\n` of each line feed, and full-screen programs send line feeds to go straight down.
 * Leaving raw mode puts it back.
 */
function keepLineFeeds(): void {
  const terminal = openSync(device, 'r+')
  try {
    spawnSync('/bin/stty', ['-opost'], { stdio: [terminal, 'ignore', 'ignore'] })
  } finally {
    closeSync(terminal)
  }
}
