import { createBoundary } from './boundary.ts'
import { createTyping, splitInput } from './input.ts'
import { createMirror } from './mirror.ts'
import { modeBytes, plainBytes } from './modes.ts'
import { cursorBytes, paint } from './paint.ts'
import { penBytes } from './pen.ts'
import type { Pty } from './pty.ts'

/** The person's own terminal: raw input and output, and its size. */
export interface Outer {
  input: NodeJS.ReadableStream & { setRawMode?(on: boolean): unknown }
  output: NodeJS.WritableStream & { columns?: number; rows?: number }
  /** Calls back on every resize. */
  onResize(listener: () => void): void
}

/** An agent in its pseudo-terminal, mirrored, with room for a question on top. */
export interface TerminalHost {
  /** Settles when the agent has ended and its last output is on the screen, with its exit code. */
  exit: Promise<number>
  /** The person has typed to the agent and not sent it. */
  typing(): boolean
  /** Calls back on each stretch of input that goes to the agent, before it goes there; `false` swallows it. */
  onInput(listener: (text: string) => boolean): void
  /**
   * Covers the agent's screen. Output that arrives meanwhile is kept and replayed on close; one overlay at a time,
   * a second call waits for the first to close. Rejects when the agent ended.
   */
  popup(): Promise<Overlay>
  /** Sets the terminal's title beside the agent's own; `null` gives the agent's back. */
  title(text: string | null): void
  bell(): void
}

/** The agent as a process, in the terminal. */
export interface Hosted {
  /** Its exit code; 128 and the signal when one ended it. */
  exit: Promise<number>
  signal(name: NodeJS.Signals): void
}

export interface Overlay {
  columns(): number
  rows(): number
  write(text: string): void
  /** Keys typed after the overlay was drawn. Replies of the terminal have gone to the agent. */
  onKeys(listener: (keys: string) => void): void
  onResize(listener: () => void): void
  close(): Promise<void>
}

/** Output kept while a question is open; beyond it the agent waits (its PTY is not read). */
const heldBytes = 8 * 1024 * 1024

/** Unparsed output that the mirror may lag behind; beyond it the PTY is not read. */
const lagBytes = 4 * 1024 * 1024

export function hostTerminal(pty: Pty, agent: Hosted, outer: Outer): TerminalHost {
  const size = () => ({ columns: outer.output.columns ?? 80, rows: outer.output.rows ?? 24 })
  const mirror = createMirror(size().columns, size().rows)
  const boundary = createBoundary()
  const typing = createTyping()
  let inputListener: (text: string) => boolean = () => true

  // --- output: PTY → outer terminal and mirror -------------------------------------------------------------------

  let unparsed: Buffer[] = []
  let unparsedBytes = 0
  let parsing = false
  let outerFull = false
  let paused = false
  let held: Buffer[] | null = null
  let heldTotal = 0
  let ended = false
  const idle: (() => void)[] = []

  // One `write` at a time: what piles up meanwhile goes in together, which `shorten` then cuts down.
  const parse = () => {
    if (parsing) return
    if (unparsed.length === 0) {
      for (const wake of idle.splice(0)) wake()
      return
    }
    parsing = true
    const bytes = unparsed.length === 1 ? (unparsed[0] as Buffer) : Buffer.concat(unparsed)
    unparsed = []
    mirror.write(bytes, () => {
      parsing = false
      unparsedBytes -= bytes.length
      pace()
      parse()
    })
  }

  const pace = () => {
    const full = outerFull || unparsedBytes > lagBytes || heldTotal > heldBytes
    if (full === paused || ended) return
    paused = full
    if (full) pty.pause()
    else pty.resume()
  }

  const show = (bytes: Buffer) => {
    if (bytes.length === 0) return
    unparsed.push(bytes)
    unparsedBytes += bytes.length
    parse()
    if (!outer.output.write(bytes)) {
      outerFull = true
      outer.output.once('drain', () => {
        outerFull = false
        pace()
      })
    }
    pace()
  }

  const take = (bytes: Buffer) => {
    if (held === null) return show(bytes)
    held.push(bytes)
    heldTotal += bytes.length
    pace()
  }

  pty.onData((bytes) => take(boundary.push(bytes)))

  // --- input: outer terminal → PTY, or the open question ---------------------------------------------------------

  let overlayKeys: ((keys: string) => void) | null = null
  let overlayResize: (() => void) | null = null

  outer.input.on('data', (chunk: Buffer | string) => {
    const text = chunk.toString()
    if (held !== null) {
      const { keys, replies } = splitInput(text)
      if (replies !== '') pty.write(replies)
      if (keys !== '') overlayKeys?.(keys)
      return
    }
    if (!inputListener(text)) return
    typing.push(text)
    pty.write(text)
  })
  // A terminal that is gone ends the session as a hang-up would.
  outer.input.on('end', () => agent.signal('SIGHUP'))
  outer.output.on('error', () => agent.signal('SIGHUP'))

  outer.onResize(() => {
    const { columns, rows } = size()
    pty.resize(columns, rows)
    mirror.resize(columns, rows)
    overlayResize?.()
  })

  // --- the question on top ---------------------------------------------------------------------------------------

  let turn: Promise<void> = Promise.resolve()
  const drained = () => new Promise<void>((resolve) => (parsing ? idle.push(resolve) : resolve()))
  const written = (text: string) =>
    new Promise<void>((resolve) => outer.output.write(text, () => resolve()))

  const open = async (): Promise<Overlay> => {
    if (ended) throw new Error('the agent has ended')
    held = []
    overlayKeys = (keys) => pty.write(keys)
    await drained()
    const { modes } = mirror
    const alternate = mirror.alternate()
    // `?1047`, not `?1049`: that one would overwrite the cursor that the agent saved (kernel.md §4).
    await written(
      `${plainBytes(modes, alternate)}${alternate ? '' : '\x1b[?1047h'}\x1b[?25h\x1b[0 q\x1b[2J\x1b[H`,
    )
    // What was typed before the question was drawn is for the agent: the event loop delivers it before this resolves.
    await new Promise((resolve) => setImmediate(resolve))

    return {
      columns: () => size().columns,
      rows: () => size().rows,
      write: (text) => outer.output.write(text),
      onKeys: (listener) => {
        overlayKeys = listener
      },
      onResize: (listener) => {
        overlayResize = listener
      },
      close: async () => {
        overlayKeys = null
        overlayResize = null
        const originTop =
          modes.dec.get(6) === true && modes.region !== null ? modes.region[0] - 1 : 0
        const frame = modes.dec.get(2026) === true ? '\x1b[?2026h' : ''
        // In the normal screen the terminal itself has kept everything; only the pen, modes and cursor are ours.
        const screen = alternate ? paint(mirror.terminal) : '\x1b[?1047l'
        await written(
          `\x1b[?2026h\x1b[0m${screen}${modeBytes(modes, alternate)}${penBytes(modes.pen)}` +
            `${cursorBytes(mirror.terminal, modes.pen, originTop)}\x1b[?2026l${frame}`,
        )
        const kept = held ?? []
        held = null
        heldTotal = 0
        for (const bytes of kept) show(bytes)
        pace()
      },
    }
  }

  const end = async (): Promise<number> => {
    const code = await agent.exit
    ended = true
    take(boundary.push(pty.drain()))
    take(boundary.rest())
    await turn
    await drained()
    return code
  }

  return {
    exit: end(),
    typing: () => typing.pending(),
    onInput: (listener) => {
      inputListener = listener
    },
    async popup() {
      const before = turn
      let free = () => {}
      turn = new Promise((resolve) => {
        free = resolve
      })
      await before
      try {
        const overlay = await open()
        return {
          ...overlay,
          close: async () => {
            await overlay.close()
            free()
          },
        }
      } catch (error) {
        free()
        throw error
      }
    },
    title(text) {
      const shown = text ?? mirror.modes.title ?? ''
      outer.output.write(`\x1b]2;${shown}\x07`)
    },
    bell: () => outer.output.write('\x07'),
  }
}
