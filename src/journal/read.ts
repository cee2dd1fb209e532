import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GaterError } from '../action/error.ts'
import type { Outcome } from '../action/outcome.ts'
import { linesOf, type RawLine } from './lines.ts'
import { parseLine } from './parse.ts'
import type { DecisionEntry, Line } from './record.ts'

/** A line of the journal with where it stands. */
export interface Read<L extends Line = Line> {
  line: L
  /** Absolute path of the segment. */
  file: string
  /** Offset of the line after it. */
  end: number
}

/** What was decided on one action, and what came of it. */
export interface Recorded extends Read<Line<DecisionEntry>> {
  /** `null` where it did not run, still runs, or the agent does not say. */
  outcome: Outcome | null
}

export interface ReadOptions {
  /**
   * Called for each line that is none, because it was changed by hand or is of a newer gater, and with `null` for a
   * segment that cannot be read on. `gater log verify` says what is wrong.
   */
  skipped?(file: string, number: number | null): void
}

/**
 * Every line of the journal by time, streamed: at most one line of each session of one time is held.
 * Yields nothing where there is no journal yet; rejects with `GaterError` where its directory cannot be read.
 */
export async function* readJournal(dir: string, options: ReadOptions = {}): AsyncGenerator<Read> {
  yield* merged(await segmentsOf(dir), (file) => readSegment(file, options))
}

/**
 * Every decision by time, joined with its outcome. Holds the outcomes of the sessions of one time, nothing else.
 * A session that is writing meanwhile does no harm.
 */
export async function* readActions(
  dir: string,
  options: ReadOptions = {},
): AsyncGenerator<Recorded> {
  yield* merged(await segmentsOf(dir), (file) => actionsOf(file, options))
}

/**
 * The decisions that were written since `ends`, which says for each segment where reading it stopped, and is moved on.
 * Their outcomes are not known yet.
 */
export async function* readNew(
  dir: string,
  ends: Map<string, number>,
  options: ReadOptions = {},
): AsyncGenerator<Recorded> {
  for (const { file } of await segmentsOf(dir)) {
    for await (const { line, end } of readSegment(file, options, ends.get(file) ?? 0)) {
      ends.set(file, end)
      if (line.type === 'decision') yield { line, file, end, outcome: null }
    }
  }
}

/** The segments of a journal, absolute, in the order in which they were begun. */
export async function segmentsOf(dir: string): Promise<Begun[]> {
  let names: string[]
  try {
    const found = await readdir(dir, { withFileTypes: true })
    names = found
      .filter((one) => one.isFile() && one.name.endsWith('.jsonl'))
      .map((one) => one.name)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cannotRead(dir, cause)
  }
  const begun: Begun[] = []
  for (const name of names) {
    const file = join(dir, name)
    begun.push({ file, time: await beginning(file) })
  }
  return begun.sort((a, b) =>
    a.time < b.time ? -1 : a.time > b.time ? 1 : a.file < b.file ? -1 : 1,
  )
}

interface Begun {
  file: string
  /** ISO 8601; '' where the first line does not say. */
  time: string
}

async function* actionsOf(file: string, options: ReadOptions): AsyncGenerator<Recorded> {
  const outcomes = new Map<string, Outcome>()
  for await (const raw of rawLines(file, {})) {
    if (!starts(raw, 'outcome')) continue
    const line = parsed(raw)
    if (line?.type === 'outcome' && !outcomes.has(line.id)) outcomes.set(line.id, line.outcome)
  }
  for await (const { line, end } of readSegment(file, options)) {
    if (line.type !== 'decision') continue
    yield { line, file, end, outcome: outcomes.get(line.id) ?? null }
    outcomes.delete(line.id)
  }
}

async function* readSegment(file: string, options: ReadOptions, start = 0): AsyncGenerator<Read> {
  for await (const raw of rawLines(file, options, start)) {
    if (!raw.whole) continue
    const line = parsed(raw)
    if (line === null) options.skipped?.(file, raw.number)
    else yield { line, file, end: raw.end }
  }
}

async function* rawLines(file: string, options: ReadOptions, start = 0): AsyncGenerator<RawLine> {
  try {
    yield* linesOf(file, { start })
  } catch {
    options.skipped?.(file, null)
  }
}

function parsed(raw: RawLine): Line | null {
  return raw.bytes === null ? null : parseLine(raw.bytes)
}

/** `append.ts` puts the type first, so that most lines need not be parsed to be passed over. */
function starts(raw: RawLine, type: Line['type']): boolean {
  return raw.bytes?.toString('latin1', 0, 32).startsWith(`{"v":1,"type":"${type}"`) ?? false
}

/** Merges sorted sources; each is opened when its time comes. */
async function* merged<R extends Read>(
  segments: readonly Begun[],
  read: (file: string) => AsyncGenerator<R>,
): AsyncGenerator<R> {
  const waiting = [...segments]
  const active: { source: AsyncGenerator<R>; next: R }[] = []
  const advance = async (source: AsyncGenerator<R>) => {
    const { value, done } = await source.next()
    if (!done) active.push({ source, next: value })
  }
  try {
    while (waiting.length > 0 || active.length > 0) {
      const first = earliest(active)
      const begins = waiting[0]
      if (begins !== undefined && (first === undefined || begins.time <= first.next.line.time)) {
        waiting.shift()
        await advance(read(begins.file))
      } else if (first !== undefined) {
        active.splice(active.indexOf(first), 1)
        yield first.next
        await advance(first.source)
      }
    }
  } finally {
    for (const { source } of active) await source.return(undefined)
  }
}

function earliest<T extends { next: Read }>(active: readonly T[]): T | undefined {
  let first = active[0]
  for (const one of active) if (first && one.next.line.time < first.next.line.time) first = one
  return first
}

/** The time in the first line, which stands near its start; '' where there is none, which sorts first. */
async function beginning(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null)
  try {
    const { buffer, bytesRead } = (await handle?.read(Buffer.alloc(512), 0, 512, 0)) ?? nothing
    return /"time":"([0-9TZ:.-]{24})"/.exec(buffer.toString('utf8', 0, bytesRead))?.[1] ?? ''
  } catch {
    return ''
  } finally {
    await handle?.close()
  }
}

const nothing = { buffer: Buffer.alloc(0), bytesRead: 0 }

function cannotRead(path: string, cause: unknown): GaterError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new GaterError(`cannot read the journal \`${path}\`: ${why}`, { cause })
}
