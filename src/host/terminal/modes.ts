import type { IParser } from '@xterm/headless'
import { applySgr, type Parameters, type Pen, plainPen } from './pen.ts'

/** What the agent has set in its terminal beside the text: everything that a question must put back. */
export interface Modes {
  /** DEC private modes that the agent has set or reset, by number. */
  dec: Map<number, boolean>
  /** ANSI modes: 4 insert, 20 newline. */
  ansi: Map<number, boolean>
  pen: Pen
  applicationKeypad: boolean
  /** Parameter of `CSI n SP q`; `null` for the terminal's own. */
  cursorStyle: number | null
  /** Kitty keyboard flags, one stack for each screen; the last is in force. */
  kitty: { normal: number[]; alternate: number[] }
  /** `CSI > 4 ; n m`. */
  modifyOtherKeys: number | null
  /** Scroll region, 1-based lines; `null` for the whole screen. */
  region: readonly [top: number, bottom: number] | null
  /** Designated character sets G0 to G3 by final byte, and which is shifted in. */
  charsets: [string, string, string, string]
  shifted: 0 | 1
  title: string | null
  hyperlink: string
}

/** Screens: 47, 1047 and 1049 switch, 1048 saves the cursor; 2026 is a frame, not a state; 3 clears. */
export const screenModes: ReadonlySet<number> = new Set([3, 47, 1047, 1048, 1049])

export function plainModes(): Modes {
  return {
    dec: new Map(),
    ansi: new Map(),
    pen: plainPen(),
    applicationKeypad: false,
    cursorStyle: null,
    kitty: { normal: [0], alternate: [0] },
    modifyOtherKeys: null,
    region: null,
    charsets: ['B', 'B', 'B', 'B'],
    shifted: 0,
    title: null,
    hyperlink: '',
  }
}

/**
 * Watches an xterm.js parser and keeps `modes` up to date. Every handler returns false, so that xterm.js handles the
 * sequence too. `alternate()` says which screen is shown at that moment.
 */
export function trackModes(parser: IParser, modes: Modes, alternate: () => boolean): void {
  const stack = () => (alternate() ? modes.kitty.alternate : modes.kitty.normal)
  const csi = (
    final: string,
    handler: (parameters: Parameters) => void,
    more: { prefix?: string; intermediates?: string } = {},
  ) => {
    parser.registerCsiHandler({ ...more, final }, (parameters) => {
      handler(parameters)
      return false
    })
  }
  const esc = (final: string, handler: () => void, intermediates?: string) => {
    parser.registerEscHandler(intermediates ? { intermediates, final } : { final }, () => {
      handler()
      return false
    })
  }

  const setDec = (value: boolean) => (parameters: Parameters) => {
    for (const mode of parameters) {
      if (typeof mode === 'number' && !screenModes.has(mode)) modes.dec.set(mode, value)
    }
  }
  csi('h', setDec(true), { prefix: '?' })
  csi('l', setDec(false), { prefix: '?' })
  const setAnsi = (value: boolean) => (parameters: Parameters) => {
    for (const mode of parameters) if (typeof mode === 'number') modes.ansi.set(mode, value)
  }
  csi('h', setAnsi(true))
  csi('l', setAnsi(false))
  csi('m', (parameters) => applySgr(modes.pen, parameters))
  csi(
    'm',
    ([kind, value]) => {
      if (kind === 4) modes.modifyOtherKeys = typeof value === 'number' ? value : null
    },
    { prefix: '>' },
  )
  csi(
    'q',
    ([style]) => {
      modes.cursorStyle = typeof style === 'number' ? style : 0
    },
    { intermediates: ' ' },
  )
  csi('r', ([top, bottom]) => {
    const from = typeof top === 'number' && top > 0 ? top : 1
    const to = typeof bottom === 'number' && bottom > 0 ? bottom : 0
    modes.region = from === 1 && to === 0 ? null : [from, to]
  })
  // https://sw.kovidgoyal.net/kitty/keyboard-protocol/: push, pop, and set (1 all, 2 add, 3 remove)
  csi(
    'u',
    ([flags]) => {
      const kitty = stack()
      kitty.push(typeof flags === 'number' ? flags : 0)
      if (kitty.length > 16) kitty.shift()
    },
    { prefix: '>' },
  )
  csi(
    'u',
    ([count]) => {
      const kitty = stack()
      const pops = typeof count === 'number' && count > 0 ? count : 1
      kitty.splice(Math.max(0, kitty.length - pops))
      if (kitty.length === 0) kitty.push(0)
    },
    { prefix: '<' },
  )
  csi(
    'u',
    ([flags, how]) => {
      const kitty = stack()
      const now = kitty.at(-1) ?? 0
      const given = typeof flags === 'number' ? flags : 0
      kitty[kitty.length - 1] = how === 2 ? now | given : how === 3 ? now & ~given : given
    },
    { prefix: '=' },
  )

  esc('=', () => {
    modes.applicationKeypad = true
  })
  esc('>', () => {
    modes.applicationKeypad = false
  })
  for (const [slot, intermediate] of ['(', ')', '*', '+'].entries()) {
    for (const set of ['0', 'A', 'B', '4', '5', 'C', 'E', 'H', 'K', 'Q', 'R', 'Y', 'Z', '=']) {
      esc(
        set,
        () => {
          modes.charsets[slot] = set
        },
        intermediate,
      )
    }
  }
  // RIS puts everything back; DECSTR most of it.
  esc('c', () => {
    Object.assign(modes, plainModes())
  })
  csi(
    'p',
    () => {
      modes.dec.set(1, false).set(6, false).set(7, true).set(25, true)
      modes.ansi.set(4, false)
      modes.pen = plainPen()
      modes.region = null
      modes.applicationKeypad = false
      modes.charsets = ['B', 'B', 'B', 'B']
      modes.shifted = 0
    },
    { intermediates: '!' },
  )

  const setTitle = (title: string) => {
    modes.title = title
    return false
  }
  parser.registerOscHandler(0, setTitle)
  parser.registerOscHandler(2, setTitle)
  parser.registerOscHandler(8, (data) => {
    modes.hyperlink = data.endsWith(';') && data.indexOf(';') === data.length - 1 ? '' : data
    return false
  })
}

/** What makes the terminal report input other than plain keys: switched off while a question is open. */
const inputModes: readonly number[] = [
  1, 9, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2031,
]

/** Bytes that bring a terminal with these modes into a plain state: plain keys, whole screen, default pen. */
export function plainBytes(modes: Modes, alternate: boolean): string {
  const off = [...inputModes, 6].filter((mode) => modes.dec.get(mode) === true)
  let bytes = modes.dec.get(2026) === true ? '\x1b[?2026l' : ''
  for (const mode of off) bytes += `\x1b[?${mode}l`
  if (modes.ansi.get(4) === true) bytes += '\x1b[4l'
  if (modes.ansi.get(20) === true) bytes += '\x1b[20l'
  if (modes.dec.get(7) === false) bytes += '\x1b[?7h'
  if (modes.applicationKeypad) bytes += '\x1b>'
  if (modes.region !== null) bytes += '\x1b[r'
  if ((modes.modifyOtherKeys ?? 0) > 0) bytes += '\x1b[>4;0m'
  if (modes.hyperlink !== '') bytes += '\x1b]8;;\x1b\\'
  if (modes.shifted === 1) bytes += '\x0f'
  if (modes.charsets[0] !== 'B') bytes += '\x1b(B'
  // Stacks are per screen: an agent in the normal screen keeps its own, the alternate one starts plain.
  if (alternate && (modes.kitty.alternate.at(-1) ?? 0) > 0) bytes += '\x1b[>0u'
  return `${bytes}\x1b[0m`
}

/**
 * Bytes that bring the terminal from `plainBytes` back to these modes. Resets come before sets: tmux drops all mouse
 * modes on any mouse reset (kernel.md §4). The cursor is placed by the caller afterwards.
 */
export function modeBytes(modes: Modes, alternate: boolean): string {
  let bytes = ''
  if (alternate && (modes.kitty.alternate.at(-1) ?? 0) > 0) bytes += '\x1b[<u'
  if (modes.charsets[0] !== 'B') bytes += `\x1b(${modes.charsets[0]}`
  if (modes.shifted === 1) bytes += '\x0e'
  if (modes.region !== null) {
    const [top, bottom] = modes.region
    bytes += `\x1b[${top};${bottom === 0 ? '' : bottom}r`
  }
  if ((modes.modifyOtherKeys ?? 0) > 0) bytes += `\x1b[>4;${modes.modifyOtherKeys}m`
  if (modes.applicationKeypad) bytes += '\x1b='
  if (modes.ansi.get(4) === true) bytes += '\x1b[4h'
  if (modes.ansi.get(20) === true) bytes += '\x1b[20h'
  if (modes.cursorStyle !== null) bytes += `\x1b[${modes.cursorStyle} q`
  for (const value of [false, true]) {
    for (const mode of [6, 7, 25, ...inputModes]) {
      if (modes.dec.get(mode) === value) bytes += `\x1b[?${mode}${value ? 'h' : 'l'}`
    }
  }
  if (modes.hyperlink !== '') bytes += `\x1b]8;${modes.hyperlink}\x1b\\`
  return bytes
}
