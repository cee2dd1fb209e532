import { createBoundary } from './boundary.ts'
import { createInputReader, createTyping, splitInput } from './input.ts'
import { createMirror } from './mirror.ts'
import { modeBytes, plainBytes } from './modes.ts'
import { cursorBytes, keptCursorBytes, paint } from './paint.ts'
import { penBytes } from './pen.ts'
import type { Pty } from './pty.ts'

/** The person's own terminal: raw input and output, and its size. */
export interface Outer {
  input: NodeJS.ReadableStream
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
  /**
   * Calls back on each stretch of input for the agent, a character for each byte, before it goes there. What the
   * listener returns goes instead.
   */
  onInput(listener: (text: string) => string): void
  /**
   * Covers the agent's screen. Output that arrives meanwhile is kept and replayed on close; one overlay at a time,
   * a second call waits for the first to close. Rejects when the agent ended.
   */
  popup(): Promise<Overlay>
  /** Sets the terminal's title beside the agent's own; `null` gives the agent's back. */
  title(text: string | null): void
  bell(): void
  /** Presses keys for the person: they go to the agent. */
  press(keys: string): void
  /** What brings the outer terminal from the agent's modes back to plain ones, to be written when gater dies. */
  plain(): string
  /** Gives the terminal back while the agent is stopped, until `stopped` settles; then shows its screen again. */
  leave(stopped: () => Promise<void>): Promise<void>
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
  /**
   * Resolves when the terminal has shown all that was written. Keys from before go to `early`, by default to the
   * agent. A terminal that does not answer is believed after 400 ms.
   */
  seen(early?: (keys: string) => void): Promise<void>
  onResize(listener: () => void): void
  close(): Promise<void>
}

/** What terminals answer "are you there" with, after all keys typed until then. */
const askStatus = '\x1b[5n'
const status = '\x1b[0n'

/** Milliseconds for a terminal that does not answer, and for the rest of a key's sequence to arrive. */
const silentMs = 400
const sequenceMs = 30

/** Output kept while a question is open; beyond it the agent waits (its PTY is not read). */
const heldBytes = 8 * 1024 * 1024

/** Unparsed output that the mirror may lag behind; beyond it the PTY is not read. */
const lagBytes = 4 * 1024 * 1024

export function hostTerminal(pty: Pty, agent: Hosted, outer: Outer): TerminalHost {
  const size = () => ({ columns: outer.output.columns ?? 80, rows: outer.output.rows ?? 24 })
  const mirror = createMirror(size().columns, size().rows)
  const boundary = createBoundary()
  const typing = createTyping()
  let inputListener = (text: string): string => text
  let ownTitle: string | null = null
  let agentTitle: string | null = null

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
      if (mirror.modes.title !== agentTitle) {
        agentTitle = mirror.modes.title
        // Agents set theirs all the time, with a spinner in it.
        if (ownTitle !== null && held === null) outer.output.write(titleBytes(ownTitle))
      }
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
    if (!outer.output.write(bytes) && !outerFull) {
      outerFull = true
      outer.output.once('drain', () => {
        outerFull = false
        pace()
      })
    }
    unparsed.push(bytes)
    unparsedBytes += bytes.length
    parse()
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

  let fence: { reached(): void; early(keys: string): void } | null = null
  const reader = createInputReader(sequenceMs, (text) => hear(text))

  const hear = (text: string) => {
    if (fence !== null) {
      const end = text.indexOf(status)
      const before = splitInput(end < 0 ? text : text.slice(0, end))
      if (before.replies !== '') pty.write(before.replies)
      if (before.keys !== '') fence.early(before.keys)
      if (end < 0) return
      fence.reached()
      // Whoever waits for the answer is told first.
      const rest = text.slice(end + status.length)
      if (rest !== '') setImmediate(() => hear(rest))
      return
    }
    const { keys, replies } = splitInput(text)
    if (replies !== '') pty.write(replies)
    if (keys === '') return
    if (overlayKeys === null) toAgent(keys)
    else overlayKeys(Buffer.from(keys, 'latin1').toString())
  }

  const toAgent = (text: string) => {
    const rest = inputListener(text)
    if (rest === '') return
    typing.push(rest)
    pty.write(rest)
  }

  outer.input.on('data', (chunk: Buffer | string) => {
    // A character for each byte: mouse reports of old are not UTF-8.
    const text = typeof chunk === 'string' ? chunk : chunk.toString('latin1')
    if (held === null) toAgent(reader.rest() + text)
    else reader.push(text)
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
  /** A question hides the normal screen. */
  let covering = false
  const drained = () => new Promise<void>((resolve) => (parsing ? idle.push(resolve) : resolve()))
  const written = (text: string) =>
    new Promise<void>((resolve) => outer.output.write(text, () => resolve()))

  /** Shows the agent's screen again, by these bytes, and what it wrote meanwhile. */
  const uncover = async (screen: string) => {
    const { modes } = mirror
    const alternate = mirror.alternate()
    const frame = modes.dec.get(2026) === true ? '\x1b[?2026h' : ''
    const cursor = alternate
      ? `${penBytes(modes.pen)}${cursorBytes(mirror.terminal, modes)}`
      : `\x1b8${penBytes(modes.pen)}${keptCursorBytes(mirror.terminal, modes.pen, mirror.saved())}`
    await written(
      `\x1b[?2026h\x1b[0m${screen}${modeBytes(modes, alternate)}${cursor}` +
        `\x1b[?2026l${frame}${ownTitle === null ? '' : titleBytes(ownTitle)}`,
    )
    covering = false
    const kept = held ?? []
    held = null
    heldTotal = 0
    for (const bytes of kept) show(bytes)
    pace()
  }

  const open = async (): Promise<Overlay> => {
    if (ended) throw new Error('the agent has ended')
    held = []
    overlayKeys = null
    await drained()
    const { modes } = mirror
    const alternate = mirror.alternate()
    covering = !alternate
    // In the normal screen the terminal keeps the cursor: on which of its lines the agent began only the terminal knows.
    const [keep, away] = alternate ? ['', ''] : ['\x1b7', '\x1b[?1047h']
    await written(`${keep}${plainBytes(modes, alternate)}${away}\x1b[?25h\x1b[0 q\x1b[2J\x1b[H`)
    // What was typed before the question was drawn is for the agent: the event loop delivers it before this resolves.
    await new Promise((resolve) => setImmediate(resolve))

    return {
      columns: () => size().columns,
      rows: () => size().rows,
      write: (text) => outer.output.write(text),
      onKeys: (listener) => {
        overlayKeys = listener
      },
      seen: (early = toAgent) =>
        new Promise((resolve) => {
          const timer = setTimeout(() => fence?.reached(), silentMs)
          fence = {
            early,
            reached() {
              clearTimeout(timer)
              fence = null
              resolve()
            },
          }
          outer.output.write(askStatus)
        }),
      onResize: (listener) => {
        overlayResize = listener
      },
      close: async () => {
        fence?.reached()
        overlayKeys = null
        overlayResize = null
        // In the normal screen the terminal itself has kept everything but the pen and the modes.
        await uncover(alternate ? paint(mirror.terminal) : '\x1b[?1047l')
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
    await written(plain())
    return code
  }

  /** Agents that are killed leave their modes behind. */
  const plain = (): string => {
    const { modes } = mirror
    const alternate = mirror.alternate()
    const pushed = modes.kitty.normal.length - 1
    // Setting a scroll region moves the cursor.
    const whole = alternate || modes.region === null ? '' : '\x1b7\x1b[r\x1b8'
    return (
      whole +
      plainBytes(whole === '' ? modes : { ...modes, region: null }, alternate) +
      (alternate ? '\x1b[?1049l' : covering ? '\x1b[?1047l\x1b8' : '') +
      (pushed > 0 ? `\x1b[<${pushed}u` : '') +
      (modes.dec.get(25) === false ? '\x1b[?25h' : '') +
      ((modes.cursorStyle ?? 0) > 0 ? '\x1b[0 q' : '')
    )
  }

  /** Takes the next turn at the screen; resolves with what ends it. */
  const takeTurn = async (): Promise<() => void> => {
    const before = turn
    let free = () => {}
    turn = new Promise((resolve) => {
      free = resolve
    })
    await before
    return free
  }

  return {
    exit: end(),
    typing: () => typing.pending(),
    onInput: (listener) => {
      inputListener = listener
    },
    async popup() {
      const free = await takeTurn()
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
      ownTitle = text
      outer.output.write(titleBytes(text ?? mirror.modes.title ?? ''))
    },
    bell: () => outer.output.write('\x07'),
    press(keys) {
      const bytes = Buffer.from(keys).toString('latin1')
      typing.push(bytes)
      pty.write(bytes)
    },
    plain,
    async leave(stopped) {
      const free = await takeTurn()
      held ??= []
      await drained()
      const alternate = mirror.alternate()
      const pushed = mirror.modes.kitty.normal.length - 1
      await written(plain())
      await stopped()
      // Where the shell left the cursor in the normal screen, the agent will draw again.
      const keyboard = pushed > 0 ? `\x1b[>${mirror.modes.kitty.normal.at(-1)}u` : ''
      const again = alternate ? `\x1b[?1047h${paint(mirror.terminal)}` : '\x1b7'
      await uncover(keyboard + again)
      free()
    },
  }
}

function titleBytes(text: string): string {
  return `\x1b]2;${text}\x07`
}
