import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'
import type { Glyph } from './printable.ts'

/** One line of the screen, cut from a longer text. */
export interface Row {
  glyphs: readonly Glyph[]
  /** Goes on from the row above: drawn with a `↳`, so that no wrap looks like an end of line. */
  continued: boolean
}

/** Columns that the sign of a continued row takes. */
export const continuation = '↳ '

/** Glyphs in rows of at most `width` columns, broken at blanks where there are some. */
export function wrapGlyphs(glyphs: readonly Glyph[], width: number): Row[] {
  const rows: Row[] = []
  let line: Glyph[] = []
  for (const glyph of glyphs) {
    if (glyph.text !== '\n') line.push(glyph)
    else {
      rows.push(...wrapLine(line, width))
      line = []
    }
  }
  rows.push(...wrapLine(line, width))
  return rows
}

/** Gater's own words in lines of at most `width` columns. */
export function wrapWords(text: string, width: number): string[] {
  return wrapAnsi(text, width, { hard: true, trim: true }).split('\n')
}

/** The text if it fits, else its beginning and `tail`, which says that something is missing. */
export function clip(text: string, width: number, tail = '…'): string {
  if (stringWidth(text) <= width) return text
  const room = Math.max(0, width - stringWidth(tail))
  let kept = ''
  let used = 0
  for (const char of text) {
    used += stringWidth(char)
    if (used > room) break
    kept += char
  }
  return kept + tail
}

/** `left` and `right` at the two ends of one line; `null` where they do not both fit. */
export function apart(left: string, right: string, width: number): string | null {
  const gap = width - stringWidth(left) - stringWidth(right)
  return gap < 2 ? null : left + ' '.repeat(gap) + right
}

// --- internal ---

function wrapLine(line: readonly Glyph[], width: number): Row[] {
  const rows: Row[] = []
  let at = 0
  do {
    const room = Math.max(8, rows.length === 0 ? width : width - continuation.length)
    const end = rowEnd(line, at, room)
    rows.push({ glyphs: line.slice(at, end), continued: rows.length > 0 })
    at = end
  } while (at < line.length)
  return rows
}

/** Where the row that starts at `from` ends: after its last blank, or where it is full. Takes at least one glyph. */
function rowEnd(line: readonly Glyph[], from: number, room: number): number {
  let used = 0
  let blank = -1
  for (let at = from; at < line.length; at++) {
    const glyph = line[at] as Glyph
    used += glyph.width
    if (used > room && at > from) return blank > from + (at - from) / 2 ? blank : at
    if (glyph.text === ' ') blank = at + 1
  }
  return line.length
}
