import { createReadStream } from 'node:fs'

/** A line of a file as bytes, without its line feed. */
export interface RawLine {
  /** `null` where the line is longer than `longest`: then it was skipped. */
  bytes: Buffer | null
  /** Counts from 1 where reading began. */
  number: number
  /** A line feed follows; without it, the line is still being written or torn. */
  whole: boolean
  /** Offset of the next line in the file. */
  end: number
}

/** No line of a journal is longer: every text in it is bounded (`keep.ts`). */
export const longestLine = 16 * 1024 * 1024

/**
 * The lines of a file, streamed. Only LF ends a line: U+2028 may stand inside a JSON string, and readline would split there.
 * Rejects as `createReadStream` does.
 */
export async function* linesOf(
  path: string,
  { start = 0, longest = longestLine }: { start?: number; longest?: number } = {},
): AsyncGenerator<RawLine> {
  let pieces: Buffer[] = []
  let size = 0
  let number = 1
  let end = start
  const add = (piece: Buffer) => {
    size += piece.length
    if (size <= longest) pieces.push(piece)
    else pieces = []
  }
  const take = (whole: boolean): RawLine => {
    const bytes = size > longest ? null : Buffer.concat(pieces, size)
    end += size + (whole ? 1 : 0)
    pieces = []
    size = 0
    return { bytes, number: number++, whole, end }
  }
  for await (const chunk of createReadStream(path, { start, highWaterMark: 256 * 1024 })) {
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
