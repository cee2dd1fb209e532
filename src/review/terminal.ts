// Anything that needs the person goes to the terminal itself, also where stdin and stdout are pipes, and is taken off
// the screen when it is answered; one line of record stays. Everything else that gater says goes to standard error.
//
// This is a key reader of its own and not @inquirer/core's createPrompt, since two things are not to be had there:
// readline hands on what was typed before the prompt was drawn, and it cannot tell a pasted `y` from a pressed one.

import { closeSync, openSync, writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { ReadStream, WriteStream } from 'node:tty'
import { inForeground } from './foreground.ts'
import { printable } from './printable.ts'
import type { Surface, Terminal } from './surface.ts'

export interface TerminalOptions {
  env: Readonly<Record<string, string | undefined>>
  /** Other than the controlling terminal. */
  device?: string
}

/** The alternate screen, no wrapping at the edge, no cursor, pastes marked as such. */
const enter = '\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[?2004h'
const exit = '\x1b[?2004l\x1b[?25h\x1b[?7h\x1b[?1049l'

/** What terminals answer `are you there` with, after all keys typed until then. */
const askStatus = '\x1b[5n'
const status = '\x1b[0n'

/** For a terminal that does not answer; and for the rest of a key's sequence to arrive. */
const silentMs = 400
const sequenceMs = 30

/** Signals that would end the process with the terminal in raw mode. */
const deadly = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const

/** The person's terminal. */
export function openTerminal({ env, device = '/dev/tty' }: TerminalOptions): Terminal {
  const plain = env.ACCESSIBLE !== undefined && env.ACCESSIBLE !== '' ? true : isDumb(env.TERM)
  const color = !plain && (env.NO_COLOR === undefined || env.NO_COLOR === '')

  const write = (text: string) => {
    try {
      const fd = openSync(device, 'w')
      try {
        writeAll(fd, text)
      } finally {
        closeSync(fd)
      }
    } catch {
      // The terminal is gone; there is nobody to tell.
    }
  }

  return {
    ready: () => inForeground(device),
    open: async () => openSurface(device, color, plain),
    say: (line) => write(`${line}\n`),
    bell: () => write('\x07'),
    title(text) {
      if (plain) return
      write(text === null ? '\x1b[23;2t' : `\x1b[22;2t\x1b]2;${printable(text)}\x1b\\`)
    },
  }
}

// --- internal ---

function isDumb(term: string | undefined): boolean {
  return term === undefined || term === '' || term === 'dumb'
}

function openSurface(device: string, color: boolean, plain: boolean): Surface {
  if (!inForeground(device)) throw new Error('it is not in the foreground')
  let size = measure(device)
  const output = openSync(device, 'w')
  let input: ReadStream | null = null
  let onInput: (input: string | null) => void = () => {}
  let onResize: () => void = () => {}
  let fence: { reached(): void; behind: string } | null = null
  let pending = ''
  let pendingTimer: NodeJS.Timeout | undefined
  let decoder = new StringDecoder('utf8')
  let closed = false

  const hand = (text: string) => {
    clearTimeout(pendingTimer)
    pending = ''
    const keys = text.replaceAll(status, '')
    if (keys !== '') onInput(keys)
  }

  const take = (text: string) => {
    if (fence !== null) {
      const heard = fence.behind + text
      const end = heard.indexOf(status)
      fence.behind = heard.slice(-64)
      if (end < 0) return
      fence.reached()
      // What came after the answer was typed with the question in sight; whoever waits for that is told first.
      const rest = heard.slice(end + status.length)
      if (rest !== '') setImmediate(() => take(rest))
      return
    }
    pending += text
    clearTimeout(pendingTimer)
    // An Escape alone is a key; the beginning of another key's sequence looks the same until the rest comes.
    if (/\x1b(?:[[O][0-?]*)?$/.test(pending))
      pendingTimer = setTimeout(() => hand(pending), sequenceMs)
    else hand(pending)
  }

  const ended = () => {
    if (closed) return
    fence?.reached()
    onInput(null)
  }

  const seize = () => {
    input = new ReadStream(openSync(device, 'r'))
    input.setRawMode(true)
    decoder = new StringDecoder('utf8')
    input.on('data', (chunk) => take(decoder.write(chunk)))
    input.on('end', ended)
    input.on('error', ended)
    if (!plain) writeAll(output, enter)
  }

  const release = () => {
    clearTimeout(pendingTimer)
    pending = ''
    if (input === null) return
    const reader = input
    input = null
    restore(reader)
    reader.removeAllListeners()
    reader.on('error', () => {})
    reader.destroy()
  }

  /** Contract: never throws, may be called at any time, is done before the process ends. */
  const restore = (reader: ReadStream) => {
    try {
      if (!plain) writeAll(output, exit)
      reader.setRawMode(false)
    } catch {
      // The terminal is gone, and its modes with it.
    }
  }

  const restoreNow = () => {
    if (input !== null) restore(input)
  }

  const die = (signal: NodeJS.Signals) => {
    restoreNow()
    // Where somebody else listens, it is for them to end the process.
    if (process.listenerCount(signal) > 1) return
    process.removeListener(signal, die)
    process.kill(process.pid, signal)
  }

  const resized = () => {
    size = measure(device)
    onResize()
  }

  /** Continued after a stop: the shell has set the terminal to its own modes. */
  const continued = () => {
    if (input === null) return
    release()
    const retry = () => {
      if (closed || input !== null) return
      if (!inForeground(device)) return void setTimeout(retry, silentMs)
      seize()
      resized()
    }
    retry()
  }

  process.on('exit', restoreNow)
  process.on('SIGWINCH', resized)
  process.on('SIGCONT', continued)
  for (const signal of deadly) process.on(signal, die)
  const forget = () => {
    process.removeListener('exit', restoreNow)
    process.removeListener('SIGWINCH', resized)
    process.removeListener('SIGCONT', continued)
    for (const signal of deadly) process.removeListener(signal, die)
  }

  try {
    seize()
  } catch (error) {
    release()
    forget()
    closeSync(output)
    throw error
  }

  return {
    columns: () => size[0],
    rows: () => size[1],
    color,
    plain,
    draw(text) {
      if (input === null) return
      if (plain) return writeAll(output, `${text}\n`)
      const rows = text.split('\n').slice(0, size[1])
      // Erased before it is written: after the last column, where nothing wraps, the cursor still stands on it.
      const frame = rows.map((row) => `\x1b[K${row}`).join('\r\n')
      const below = rows.length < size[1] ? '\r\n\x1b[J' : ''
      // Between the first and the last the terminal may wait with painting, where it knows how to.
      writeAll(output, `\x1b[?2026h\x1b[H${frame}${below}\x1b[?2026l`)
    },
    echo: (text) => writeAll(output, text),
    seen() {
      return new Promise((resolve) => {
        pending = ''
        const timer = setTimeout(() => fence?.reached(), silentMs)
        fence = {
          behind: '',
          reached() {
            clearTimeout(timer)
            fence = null
            resolve()
          },
        }
        if (!plain) writeAll(output, askStatus)
      })
    },
    onInput(listener) {
      onInput = listener
    },
    onResize(listener) {
      onResize = listener
    },
    async lend(run) {
      release()
      const stdio = openSync(device, 'r+')
      const heed = ignoreKeys()
      try {
        return await run(stdio)
      } finally {
        heed()
        closeSync(stdio)
        size = measure(device)
        if (!closed) seize()
      }
    },
    async suspend() {
      release()
      process.kill(0, 'SIGTSTP')
      // Stopped here. A group without a shell to continue it is not stopped at all.
      await new Promise((resolve) => setTimeout(resolve, sequenceMs))
      // The signal that continued it is told in between, and must not find the terminal taken already.
      await new Promise((resolve) => setImmediate(resolve))
      while (!closed && !inForeground(device))
        await new Promise((resolve) => setTimeout(resolve, silentMs))
      size = measure(device)
      if (!closed) seize()
    },
    async close() {
      if (closed) return
      closed = true
      fence?.reached()
      release()
      forget()
      closeSync(output)
    },
  }
}

/**
 * The keys that interrupt an editor are meant for the editor, though this process gets their signals, too: nobody in
 * it is told, so that neither gater nor the agent is interrupted. Returns the end of it.
 */
function ignoreKeys(): () => void {
  const ignore = () => {}
  const others = (['SIGINT', 'SIGQUIT'] as const).map((signal) => {
    const listeners = process.listeners(signal)
    process.on(signal, ignore)
    for (const listener of listeners) process.removeListener(signal, listener)
    return [signal, listeners] as const
  })
  return () => {
    for (const [signal, listeners] of others) {
      for (const listener of listeners) process.on(signal, listener)
      process.removeListener(signal, ignore)
    }
  }
}

/** Columns and rows; what every terminal has where it does not say. */
function measure(device: string): [columns: number, rows: number] {
  const probe = new WriteStream(openSync(device, 'w'))
  const size: [number, number] = [probe.columns || 80, probe.rows || 24]
  probe.destroy()
  return size
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
}
