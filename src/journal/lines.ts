import { createReadStream } from 'node:fs'

/** A line of a file as bytes, without its line feed. */
export interface RawLine {
  /** `null` where the line is longer than `longest`: then it was skipped. */
  bytes: Buffer | null
  /** Counts from 1. */
  number: number
  /** A line feed follows; without it, the line is still being written or torn. */
  whole: boolean
}

/** No line of a journal is longer: every text in it is bounded (`keep.ts`). */
export const longestLine = 16 * 1024 * 1024

/**
 * The lines of a file, streamed. Only LF ends a line: U+2028 may stand inside a JSON string, and readline would split there.
 * Rejects as `createReadStream` does.
 */
export async function* linesOf(path: string, longest = longestLine): AsyncGenerator<RawLine> {
  let pieces: Buffer[] = []
  let size = 0
  let number = 1
  const take = (whole: boolean): RawLine => {
    const bytes =
      size > longest ? null : pieces.length === 1 ? (pieces[0] ?? null) : Buffer.concat(pieces)
    pieces = []
    size = 0
    return { bytes, number: number++, whole }
  }
  const add = (piece: Buffer) => {
    size += piece.length
    if (size <= longest) pieces.push(piece)
    else pieces = []
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = chunk
    let from = 0
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
      add(bytes.subarray(from, at))
      yield take(true)
      from = at + 1
    }
    if (from < bytes.length) add(bytes.subarray(from))
  }
  if (size > 0) yield take(false)
}
