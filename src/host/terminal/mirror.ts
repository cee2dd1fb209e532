import xterm, { type Terminal } from '@xterm/headless'
import { type Modes, plainModes, trackModes } from './modes.ts'
import type { Place } from './paint.ts'

/** The agent's screen as the outer terminal shows it, kept so that a question can cover it and give it back. */
export interface Mirror {
  terminal: Terminal
  modes: Modes
  /** The agent is in the alternate screen, which a question must repaint; the normal one the terminal keeps itself. */
  alternate(): boolean
  /** The cursor that the agent has saved in the normal screen. */
  saved(): Place | null
  /** Feeds whole sequences (see `boundary.ts`); `done` when they are parsed. */
  write(bytes: Buffer, done: () => void): void
  resize(columns: number, rows: number): void
}

export function createMirror(columns: number, rows: number): Mirror {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    // History stays with the outer terminal.
    scrollback: 0,
    allowProposedApi: true,
    logLevel: 'off',
  })
  const modes = plainModes()
  const alternate = () => terminal.buffer.active.type === 'alternate'
  trackModes(terminal.parser, modes, alternate)
  let saved: Place | null = null
  const save = () => {
    const { cursorX, cursorY } = terminal.buffer.active
    if (!alternate()) saved = { x: Math.min(cursorX, terminal.cols - 1), y: cursorY }
    return false
  }
  terminal.parser.registerEscHandler({ final: '7' }, save)
  terminal.parser.registerCsiHandler({ final: 's' }, save)

  return {
    terminal,
    modes,
    alternate,
    saved: () => saved,
    write(bytes, done) {
      const shift = Math.max(bytes.lastIndexOf(0x0e), bytes.lastIndexOf(0x0f))
      if (shift >= 0) modes.shifted = bytes[shift] === 0x0e ? 1 : 0
      terminal.write(modes.region === null ? shorten(bytes, terminal.rows) : bytes, done)
    },
    resize(toColumns, toRows) {
      terminal.resize(toColumns, toRows)
    },
  }
}

/** Text that scrolls by: printable bytes, tabs, CR LF and colours, nothing that moves the cursor otherwise. */
const scrollingText = /^(?:[\x20-\x7e\x80-\xff\t]|\r\n|\x1b\[[\d;:]*m)*$/
// C1 controls as UTF-8 would act like their escape sequences.
const c1 = /\xc2[\x80-\x9f]/
const colours = /\x1b\[[\d;:]*m/g

/** Below this, looking for a shortcut costs more than parsing. */
const worthShortening = 4096

/**
 * A flood of scrolling text leaves only its last screen behind. So all but that is replaced by the colours that are
 * in force at its end: this is what lets a mirrored terminal keep up with `cat` of a large file.
 */
export function shorten(bytes: Buffer, rows: number): Buffer {
  if (bytes.length < worthShortening) return bytes
  const text = bytes.toString('latin1')
  // One line more than the screen, since the first may begin in the middle of an older one.
  let from = text.length
  for (let line = 0; line <= rows + 1; line++) {
    from = text.lastIndexOf('\r\n', from - 1)
    if (from <= 0) return bytes
  }
  if (!scrollingText.test(text) || c1.test(text)) return bytes
  const skipped = text.slice(0, from)
  const reset = Math.max(skipped.lastIndexOf('\x1b[0m'), skipped.lastIndexOf('\x1b[m'), 0)
  const inForce = skipped.slice(reset).match(colours)?.join('') ?? ''
  // Whatever was on the screen is scrolled away: as many new lines as there are rows.
  const kept = inForce + '\r\n'.repeat(rows) + text.slice(from)
  return Buffer.from(kept, 'latin1')
}
