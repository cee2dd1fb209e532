import { closeSync, openSync } from 'node:fs'
import process from 'node:process'
import type { Surface, Terminal } from '../../review/surface.ts'
import type { Overlay, TerminalHost } from './host.ts'
import { isTyped } from './input.ts'

/** Gives the person's terminal away for a while. */
export interface Lending {
  release(): void
  take(): void
}

/** Monotonic milliseconds. */
export interface Ticks {
  now(): number
  /** Calls `run` once, after so long. Returns its cancel. */
  after(ms: number, run: () => void): () => void
}

export interface WindowOptions {
  host: TerminalHost
  outer: Lending & { output: { columns?: number; rows?: number } }
  color: boolean
  /** Keeps a line of gater's until the agent has left the screen. */
  say(line: string): void
  ticks?: Ticks
}

/** No window opens by itself until no key has come for so long: whoever types would answer with the next one. */
const quietMs = 1000

/** Keys in so long after a window came by itself, and what follows them as fast as words do, are the agent's. */
const deafMs = 500
const betweenMs = 300

const ownTicks: Ticks = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** On a screen of its own over the agent's: nothing wraps at the edge, no cursor, pastes marked as such. */
const enter = '\x1b[?7l\x1b[?25l\x1b[?2004h'
const exit = '\x1b[?2004l\x1b[?25h\x1b[?7h'

/**
 * Alt-G as terminals send it: plain, by the kitty protocol (with any locks), by xterm's modifyOtherKeys.
 * https://sw.kovidgoyal.net/kitty/keyboard-protocol/#modifiers
 */
const altG = /\x1b(?:g|\[103;(?:3|67|131|195)(?::1)?u|\[27;3;103~)/

const waits = 'gater: a question waits; Alt-G shows it'

/**
 * Asks in a window over the agent's screen. The window opens when the person is not typing to the agent, nor in the
 * middle of a line, or on Alt-G; until then the terminal's title says that a question waits.
 */
export function createWindow({
  host,
  outer,
  color,
  say,
  ticks = ownTicks,
}: WindowOptions): Terminal {
  let ended = false
  let quietFrom = Number.NEGATIVE_INFINITY
  let wake: ((now: boolean) => void) | null = null

  host.onInput((text) => {
    if (isTyped(text)) quietFrom = ticks.now() + quietMs
    if (wake === null) return text
    const rest = text.replace(altG, '')
    // What was typed reaches the agent first.
    const opening = wake
    setImmediate(() => opening(rest !== text))
    return rest
  })
  void host.exit.finally(() => {
    ended = true
  })

  const openSurface = (): Surface => {
    let overlay: Overlay | null = null
    let closed = false
    let lent = false
    let frame = ''
    let onInput: (input: string | null) => void = () => {}
    let onResize: () => void = () => {}
    /** The first drawing is waited for by the window itself. */
    let first = true
    let up = () => {}
    const shown = new Promise<void>((resolve) => {
      up = resolve
    })

    const paint = () => {
      if (overlay === null || lent) return
      const rows = frame.split('\n').slice(0, overlay.rows())
      const text = rows.map((row) => `\x1b[K${row}`).join('\r\n')
      const below = rows.length < overlay.rows() ? '\r\n\x1b[J' : ''
      overlay.write(`\x1b[?2026h\x1b[H${text}${below}\x1b[?2026l`)
    }

    const opening = async (called: boolean) => {
      const opened = await host.popup()
      if (closed) return opened.close()
      overlay = opened
      host.title(null)
      opened.write(enter)
      opened.onResize(() => {
        if (!lent) onResize()
      })
      paint()
      // Keys from before that are the agent's.
      await opened.seen()
      let deafUntil = called ? Number.NEGATIVE_INFINITY : ticks.now() + deafMs
      opened.onKeys((keys) => {
        if (lent) return
        const now = ticks.now()
        if (now >= deafUntil) return onInput(keys)
        deafUntil = Math.max(deafUntil, now + betweenMs)
        host.press(keys)
      })
      up()
    }
    let started: Promise<void> | null = null
    let cancel = () => {}
    const start = (called: boolean) => {
      wake = null
      cancel()
      started ??= opening(called).catch(() => {
        up()
        onInput(null)
      })
    }
    /** Opens, or waits for whoever types. */
    const consider = (called: boolean) => {
      cancel()
      const left = quietFrom - ticks.now()
      if (called || (left <= 0 && !host.typing())) return start(called)
      if (wake === null) host.title(waits)
      wake = consider
      // The end of a line wakes it as well.
      if (!host.typing()) cancel = ticks.after(left, () => consider(false))
    }
    consider(false)

    /** The screen and the keys to another program. */
    const away = async <T>(use: () => Promise<T>): Promise<T> => {
      lent = true
      overlay?.write(`${exit}\x1b[2J\x1b[H`)
      outer.release()
      try {
        return await use()
      } finally {
        outer.take()
        lent = false
        // The other program may have left the alternate screen.
        overlay?.write(`\x1b[?1047h${enter}\x1b[2J`)
        paint()
      }
    }

    return {
      columns: () => outer.output.columns ?? 80,
      rows: () => outer.output.rows ?? 24,
      color,
      plain: false,
      draw(text) {
        frame = text
        paint()
      },
      echo: (text) => overlay?.write(text),
      async seen() {
        await shown
        if (!first) await overlay?.seen(() => {})
        first = false
      },
      onInput(listener) {
        onInput = listener
      },
      onResize(listener) {
        onResize = listener
      },
      lend: (run) =>
        away(async () => {
          const stdio = openSync('/dev/tty', 'r+')
          try {
            return await run(stdio)
          } finally {
            closeSync(stdio)
          }
        }),
      suspend: () => away(stopSelf),
      async close() {
        if (closed) return
        closed = true
        wake = null
        cancel()
        if (started === null) host.title(null)
        await started
        up()
        overlay?.write(exit)
        await overlay?.close()
      },
    }
  }

  return {
    ready: () => !ended,
    async open() {
      if (ended) throw new Error('the agent has ended')
      return openSurface()
    },
    say,
    bell: () => host.bell(),
    title: (text) => host.title(text),
  }
}

/** Stops gater's job as the suspend key would; resolves when it is continued, at once where no shell would do that. */
export function stopSelf(): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      process.off('SIGCONT', go)
      resolve()
    }
    const timer = setTimeout(go, 100)
    process.on('SIGCONT', go)
    process.kill(0, 'SIGTSTP')
  })
}
