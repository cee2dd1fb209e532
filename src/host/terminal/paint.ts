import type { IBufferCell, Terminal } from '@xterm/headless'
import type { Modes } from './modes.ts'
import { type Pen, penBytes, plainPen } from './pen.ts'

/** Bytes that paint the whole screen of `terminal` onto a cleared, plain terminal of the same size, and set the cursor. */
export function paint(terminal: Terminal): string {
  const buffer = terminal.buffer.active
  let bytes = '\x1b[0m\x1b[2J'
  let pen = ''
  let link = 0
  for (let y = 0; y < terminal.rows; y++) {
    const line = buffer.getLine(buffer.viewportY + y)
    if (line === undefined) continue
    let at = -1
    for (let x = 0; x < terminal.cols; x++) {
      const cell = line.getCell(x)
      // Never written and plain: already blank.
      if (cell === undefined || cell.getWidth() === 0) continue
      if (cell.getChars() === '' && isBlank(cell)) continue
      if (at !== x) bytes += `\x1b[${y + 1};${x + 1}H`
      const wanted = penBytes(cellPen(cell))
      if (wanted !== pen) {
        bytes += wanted
        pen = wanted
      }
      const linked = cellLink(cell)
      if (linked !== link) {
        bytes += linkBytes(terminal, linked)
        link = linked
      }
      bytes += cell.getChars() || ' '
      at = x + cell.getWidth()
    }
  }
  if (link !== 0) bytes += linkBytes(terminal, 0)
  return bytes
}

/** Puts the cursor where the agent has it, also when it waits behind the last column. */
export function cursorBytes(terminal: Terminal, { dec, region, pen }: CursorModes): string {
  const { cursorX, cursorY } = terminal.buffer.active
  const top = dec.get(6) === true && region !== null ? region[0] - 1 : 0
  const row = cursorY + 1 - top
  return `\x1b[${row};${cursorX + 1}H${penBytes(pen)}${pendingWrapBytes(terminal, pen)}`
}

/**
 * After the terminal has put back the cursor that it kept: what not all of them keep with it, and the agent's own saved
 * cursor, which made room for that.
 */
export function keptCursorBytes(terminal: Terminal, pen: Pen, saved: Place | null): string {
  const { cursorX, cursorY } = terminal.buffer.active
  const moved = saved === null ? '' : `${lineBytes(saved.y - cursorY)}\x1b[${saved.x + 1}G\x1b7`
  const back =
    saved === null
      ? ''
      : `${lineBytes(cursorY - saved.y)}\x1b[${Math.min(cursorX, terminal.cols - 1) + 1}G`
  return `${moved}${back}${pendingWrapBytes(terminal, pen)}`
}

/** A column and row of the screen, from 0. */
export interface Place {
  x: number
  y: number
}

type CursorModes = Pick<Modes, 'dec' | 'region' | 'pen'>

function lineBytes(down: number): string {
  return down === 0 ? '' : `\x1b[${Math.abs(down)}${down > 0 ? 'B' : 'A'}`
}

/** Only printing the last cell again makes the cursor wait behind the last column. */
function pendingWrapBytes(terminal: Terminal, pen: Pen): string {
  if (terminal.buffer.active.cursorX < terminal.cols) return ''
  const cell = lastCell(terminal)
  return `\x1b[${terminal.cols - cell.width + 1}G${penBytes(cell.pen)}${cell.chars}${penBytes(pen)}`
}

function lastCell(terminal: Terminal): { chars: string; width: number; pen: Pen } {
  const buffer = terminal.buffer.active
  const line = buffer.getLine(buffer.baseY + buffer.cursorY)
  for (const back of [1, 2]) {
    const cell = line?.getCell(terminal.cols - back)
    if (cell && cell.getWidth() === back) {
      return { chars: cell.getChars() || ' ', width: back, pen: cellPen(cell) }
    }
  }
  return { chars: ' ', width: 1, pen: plainPen() }
}

function isBlank(cell: IBufferCell): boolean {
  return (
    cell.isBgDefault() &&
    !cell.isInverse() &&
    !cell.isUnderline() &&
    !cell.isOverline() &&
    !cell.isStrikethrough()
  )
}

// xterm.js keeps two colour modes apart: 16 colours and 256, which terminals may show differently (kernel.md §4).
const sixteen = 0x1000000

function cellPen(cell: IBufferCell): Pen {
  const pen = plainPen()
  if (cell.isBold()) pen.on.add(1)
  if (cell.isDim()) pen.on.add(2)
  if (cell.isItalic()) pen.on.add(3)
  if (cell.isBlink()) pen.on.add(5)
  if (cell.isInverse()) pen.on.add(7)
  if (cell.isInvisible()) pen.on.add(8)
  if (cell.isStrikethrough()) pen.on.add(9)
  if (cell.isOverline()) pen.on.add(53)
  if (!cell.isFgDefault()) pen.foreground = color(38, cell.getFgColorMode(), cell.getFgColor())
  if (!cell.isBgDefault()) pen.background = color(48, cell.getBgColorMode(), cell.getBgColor())
  if (cell.isUnderline()) {
    const { underlineStyle = 1, underlineColor = -1 } = extended(cell)
    pen.underline = underlineStyle || 1
    pen.underlineColor = underlineColorText(underlineColor)
  }
  return pen
}

function color(base: 38 | 48, mode: number, value: number): string {
  if (mode === sixteen) {
    const normal = base === 38 ? 30 : 40
    return String(value < 8 ? normal + value : normal + 52 + value)
  }
  if (mode === sixteen * 2) return `${base};5;${value}`
  return `${base};2;${(value >> 16) & 255};${(value >> 8) & 255};${value & 255}`
}

interface Extended {
  underlineStyle?: number
  underlineColor?: number
  urlId?: number
}

/** What the cell has beyond xterm.js's public interface (6.0.0); nothing where that changes. */
function extended(cell: IBufferCell): Extended {
  return (cell as IBufferCell & { extended?: Extended }).extended ?? {}
}

/** The attribute word: colour mode in bits 24 to 25 (1 and 2 palette, 3 RGB), value below. */
function underlineColorText(word: number): string {
  if (word === -1) return ''
  const mode = word & (sixteen * 3)
  if (mode === sixteen || mode === sixteen * 2) return `58;5;${word & 255}`
  if (mode === sixteen * 3) return `58;2;${(word >> 16) & 255};${(word >> 8) & 255};${word & 255}`
  return ''
}

function cellLink(cell: IBufferCell): number {
  return extended(cell).urlId ?? 0
}

interface LinkService {
  getLinkData(id: number): { id?: string; uri: string } | undefined
}

function linkBytes(terminal: Terminal, id: number): string {
  const core = (terminal as Terminal & { _core?: { _oscLinkService?: LinkService } })._core
  const data = id === 0 ? undefined : core?._oscLinkService?.getLinkData(id)
  if (data === undefined) return '\x1b]8;;\x1b\\'
  return `\x1b]8;${data.id ? `id=${data.id}` : ''};${data.uri}\x1b\\`
}
