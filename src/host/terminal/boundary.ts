/**
 * Splits a stream of terminal output so that it is only ever passed on in whole characters and escape sequences.
 * The outer terminal is then always in its ground state between writes, and a question can open there at any time.
 */
export interface Boundary {
  /** What of the stream, with what was kept back before, ends on a boundary. May be empty. */
  push(chunk: Uint8Array): Buffer
  /** What is kept back; at the end of the stream it is passed on as it is. */
  rest(): Buffer
  /** A string sequence (OSC, DCS, APC…) longer than the limit is passing through: no question may open now. */
  open(): boolean
}

/** A longer sequence than this is passed on in pieces (images: sixel, kitty graphics). */
const keptBytes = 65_536

const ESC = 0x1b
const BEL = 0x07

export function createBoundary(): Boundary {
  let kept = Buffer.alloc(0)
  // Set while a string sequence that was too long to keep is passing through.
  let passing = false

  return {
    push(chunk) {
      const bytes = kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([kept, chunk])
      kept = Buffer.alloc(0)
      let from = 0
      if (passing) {
        const end = stringEnd(bytes, 0)
        if (end < 0) {
          // An ESC at the very end may be the first half of the terminator.
          const whole = bytes.at(-1) === ESC ? bytes.length - 1 : bytes.length
          kept = Buffer.from(bytes.subarray(whole))
          return bytes.subarray(0, whole)
        }
        passing = false
        from = end
      }
      const start = unfinished(bytes, from)
      if (start === bytes.length) return bytes
      if (bytes.length - start > keptBytes) {
        passing = true
        return bytes
      }
      kept = Buffer.from(bytes.subarray(start))
      return bytes.subarray(0, start)
    },
    rest() {
      const rest = kept
      kept = Buffer.alloc(0)
      return rest
    },
    open: () => passing,
  }
}

/**
 * Where an unfinished sequence or character at the end begins; `bytes.length` when there is none.
 * Only the last introducer matters: an ESC inside an older sequence either ends or cancels it.
 */
function unfinished(bytes: Buffer, from: number): number {
  const last = bytes.lastIndexOf(ESC)
  if (last >= from) {
    // `ESC \` ends a string; a string that is still open began at an earlier ESC.
    const previous = last > from ? bytes.lastIndexOf(ESC, last - 1) : -1
    if (last + 1 === bytes.length) {
      const opened = previous >= from && isString(bytes, previous) && !stringClosed(bytes, previous)
      return opened ? previous : last
    }
    if (!sequenceEnded(bytes, last)) return last
  }
  return utf8Start(bytes)
}

function isString(bytes: Buffer, esc: number): boolean {
  const kind = bytes[esc + 1]
  // ] OSC, P DCS, X SOS, ^ PM, _ APC
  return kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f
}

function stringClosed(bytes: Buffer, esc: number): boolean {
  return stringEnd(bytes, esc + 2) >= 0
}

/** Index behind the terminator (BEL or ST) at or after `from`; -1 when there is none. */
function stringEnd(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === BEL || byte === 0x18 || byte === 0x1a) return i + 1
    if (byte === ESC && i + 1 < bytes.length) return bytes[i + 1] === 0x5c ? i + 2 : i
  }
  return -1
}

function sequenceEnded(bytes: Buffer, esc: number): boolean {
  if (isString(bytes, esc)) return stringClosed(bytes, esc)
  let i = esc + 1
  if (bytes[i] === 0x5b) {
    // CSI: parameters and intermediates up to a final byte.
    for (i++; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      if (byte >= 0x40 && byte <= 0x7e) return true
      if (byte === 0x18 || byte === 0x1a || byte >= 0x80) return true
    }
    return false
  }
  // ESC with intermediates up to a final byte.
  for (; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte < 0x20 || byte > 0x2f) return true
  }
  return false
}

/** Start of an unfinished UTF-8 character at the end; `bytes.length` when there is none. */
function utf8Start(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needs > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}
