import { join } from 'node:path'
import { genesis, sealOf } from './chain.ts'
import { type Head, readHead, readHeads } from './head.ts'
import { linesOf } from './lines.ts'
import { segmentsOf } from './read.ts'

/** The first thing wrong with one segment. */
export interface Fault {
  /** File name of the segment. */
  segment: string
  /** Counts from 1; `null` where it is about the whole file. */
  line: number | null
  what: string
}

export interface Verified {
  /** Whole where there is none. Segments by their beginning, one fault each. */
  faults: readonly Fault[]
  segments: number
  lines: number
  /** Segments whose last line was never finished and not counted by any head: a crash, or being written. Not damage. */
  torn: readonly string[]
}

/**
 * Checks every line of the journal against its chain, and each chain against its head and against `kept`, heads
 * that were copied away earlier. Streams; may run while sessions write.
 */
export async function verify(dir: string, kept: readonly Head[] = []): Promise<Verified> {
  // Heads first: a segment may only grow after its head was read.
  const heads = await readHeads(dir)
  const faults: Fault[] = []
  const torn: string[] = []
  let lines = 0
  const segments = await segmentsOf(dir)
  const names = new Set<string>()
  for (const { file } of segments) {
    const segment = file.slice(dir.length).replace(/^\/+/, '')
    names.add(segment)
    const head = heads.get(segment) ?? (await readHead(dir, segment))
    const expected = [
      ...(head === null ? [] : [head]),
      ...kept.filter((one) => one.segment === segment),
    ]
    const checked = await check(join(dir, segment), expected)
    lines += checked.lines
    if (checked.torn) torn.push(segment)
    const fault = checked.fault ?? (head === null ? { line: null, what: noHead } : null)
    if (fault !== null) faults.push({ segment, ...fault })
  }
  const counted = [...heads, ...kept.map((head) => [head.segment, head] as const)]
  for (const [segment, head] of counted) {
    // A crash between making the head and making the segment leaves a head that counts no line.
    if (names.has(segment) || head?.seq === -1) continue
    names.add(segment)
    const lines = head === null ? 'is unreadable' : `counts ${plural(head.seq + 1, 'line')}`
    faults.push({ segment, line: null, what: `the segment is missing; its head ${lines}` })
  }
  return { faults, segments: segments.length, lines, torn }
}

const noHead = 'its head is missing or unreadable, so that lines may be missing at its end'

interface Checked {
  lines: number
  torn: boolean
  fault: { line: number | null; what: string } | null
}

/** One segment. Nothing after the first fault is looked at: it could only follow from it. */
async function check(file: string, heads: readonly Head[]): Promise<Checked> {
  const expected = new Map<number, Set<string>>()
  for (const { seq, hash } of heads) expected.set(seq, (expected.get(seq) ?? new Set()).add(hash))
  let seq = 0
  let prev = genesis
  let session: unknown = null
  let torn = false
  const bad = (line: number | null, what: string): Checked => ({
    lines: seq,
    torn: false,
    fault: { line, what },
  })
  try {
    for await (const { bytes, number, whole } of linesOf(file)) {
      if (!whole) {
        torn = true
        break
      }
      if (bytes === null) return bad(number, 'longer than any line that gater writes')
      const hash = sealOf(bytes)
      const line = hash === null ? null : envelope(bytes)
      if (hash === null || line === null)
        return bad(number, 'changed: its hash does not fit its content')
      session ??= line.session
      if (line.v !== 1)
        return bad(number, `of version ${String(line.v)}, which this gater does not know`)
      if (line.session !== session) return bad(number, 'of another session')
      if (line.seq !== seq) return bad(number, misplaced(line.seq, seq))
      if (line.prev !== prev)
        return bad(number, 'does not follow the line before it: one of them was replaced')
      const others = expected.get(seq)
      if (others !== undefined && (others.size !== 1 || !others.has(hash))) {
        return bad(number, 'rewritten: the head holds another hash for it')
      }
      prev = hash
      seq += 1
    }
  } catch (error) {
    return bad(null, `cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const last = Math.max(-1, ...heads.map((head) => head.seq))
  if (last >= seq) {
    return bad(
      seq + 1,
      `missing: the segment ends after ${plural(seq, 'line')}, its head counts ${last + 1}`,
    )
  }
  return { lines: seq, torn, fault: null }
}

function misplaced(seq: unknown, expected: number): string {
  if (typeof seq !== 'number') return 'has no number'
  if (seq > expected) return `${plural(seq - expected, 'line')} missing before it`
  return 'inserted, repeated or moved: its number was there before'
}

function envelope(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
