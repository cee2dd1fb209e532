import type { Terminal } from '../review/surface.ts'
import type { Screen } from './launcher.ts'

/** The person's terminal as gater's questions and the agent's output share it: output waits while a card is up. */
export interface SharedScreen extends Screen {
  /** The terminal for whoever asks; what is written meanwhile waits. */
  terminal: Terminal
  /** The screen is somebody else's until the returned function is called. */
  cover(): () => void
  /** A line of gater's own. */
  say(line: string): void
  /** A line as it is, which says `gater: ` itself. */
  leave(line: string): void
}

export interface ScreenStreams {
  stdout: { write(bytes: Uint8Array | string): unknown }
  stderr: { write(bytes: Uint8Array | string): unknown }
}

/** Bytes that wait; what comes beyond is shown under the card, rather than lost. */
const limit = 16 * 1024 * 1024

export function shareScreen(terminal: Terminal, streams: ScreenStreams): SharedScreen {
  let cards = 0
  let held = 0
  let waiting: (() => void)[] = []

  const write = (stream: ScreenStreams['stdout'], bytes: Uint8Array | string) => {
    held += bytes.length
    waiting.push(() => stream.write(bytes))
    if (cards === 0 || held > limit) flush()
  }

  const flush = () => {
    const writes = waiting
    waiting = []
    held = 0
    for (const writeNow of writes) writeNow()
  }

  const release = () => {
    cards -= 1
    if (cards === 0) flush()
  }

  return {
    terminal: {
      ...terminal,
      async open() {
        cards += 1
        try {
          const surface = await terminal.open()
          let up = true
          return {
            ...surface,
            async close() {
              await surface.close()
              if (up) release()
              up = false
            },
          }
        } catch (error) {
          release()
          throw error
        }
      },
    },
    cover() {
      cards += 1
      return release
    },
    stdout: (bytes) => write(streams.stdout, bytes),
    stderr: (bytes) => write(streams.stderr, bytes),
    say: (line) => write(streams.stderr, `gater: ${line}\n`),
    leave: (line) => write(streams.stderr, `${line}\n`),
  }
}
