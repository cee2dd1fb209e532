import { mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { GaterError } from '../action/error.ts'
import { headsDir } from './head.ts'
import { keeper } from './keep.ts'
import type { DecisionEntry, Entry, NoteEntry, OutcomeEntry } from './record.ts'
import type { Redact } from './redact.ts'
import { append, closeSegment, createSegment, type Segment, SegmentChanged } from './segment.ts'
import { tend } from './tend.ts'

export interface JournalOptions {
  /** Absolute; created with mode 0700 where it is missing. */
  dir: string
  /** Names the segment: letters, digits, `.`, `_` and `-`. */
  session: string
  /** From `createRedactor`; `null` writes everything as it is. */
  redact: Redact | null
  now(): Date
  /** One line for the person, without `gater: `: damage found, writing failed, writing works again. Each said once. */
  say(line: string): void
  /** Goes into the segment's first line, e.g. the agent and its arguments. */
  start?: Readonly<Record<string, unknown>>
}

/** The journal as one session writes it. Calls may overlap. */
export interface Journal {
  /** Absolute path of the segment that is written now. */
  segment(): string
  /**
   * Resolves when the decision is on disk; only then may the action run.
   * Rejects with `GaterError` when it is not: then the answer is no.
   */
  decide(entry: DecisionEntry): Promise<void>
  outcome(entry: OutcomeEntry): Promise<void>
  note(entry: NoteEntry): Promise<void>
  /** Waits for what is being written. Every later call rejects. */
  close(): Promise<void>
}

interface Waiting {
  entry: Entry
  resolve(): void
  reject(error: unknown): void
}

/**
 * Opens the journal and writes this session's first line, so that a journal that cannot be written is known before
 * the agent starts. Torn ends of older segments are repaired and damage is said; this session's own segment is always new.
 *
 * Rejects with `GaterError`.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { dir, session, say } = options
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(session)) {
    throw new GaterError(`\`${session}\` cannot name a session`)
  }
  const keep = keeper(options.redact)
  const waiting: Waiting[] = []
  let segment: Segment
  const inFlight = new Set<Promise<void>>()
  let writing = false
  let closed = false
  let failing: string | null = null

  try {
    await prepare(dir)
    segment = await nextSegment(dir, session)
    await syncDirectories(dir)
  } catch (error) {
    throw cannotWrite(dir, error)
  }

  async function record(entry: Entry): Promise<void> {
    if (closed) throw new GaterError('the journal is closed')
    const recording = enqueue(entry)
    inFlight.add(recording)
    try {
      await recording
    } catch (error) {
      throw cannotWrite(dir, error)
    } finally {
      inFlight.delete(recording)
    }
  }

  async function enqueue(entry: Entry): Promise<void> {
    const kept = await keep(entry)
    await new Promise<void>((resolve, reject) => {
      waiting.push({ entry: kept, resolve, reject })
      if (!writing) void writeAll()
    })
  }

  /** Whoever waits while a sync is under way shares the next one. */
  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0)
      try {
        await write(batch.map(({ entry }) => stamp(entry)))
        if (failing !== null) say(`the journal can be written again: ${dir}`)
        failing = null
        for (const { resolve } of batch) resolve()
      } catch (cause) {
        const error = cannotWrite(dir, cause)
        if (failing !== error.message) say(`${error.message}; everything is refused`)
        failing = error.message
        for (const { reject } of batch) reject(error)
      }
    }
    writing = false
  }

  async function write(entries: readonly object[]): Promise<void> {
    try {
      await append(segment, entries)
    } catch (error) {
      if (!(error instanceof SegmentChanged)) throw error
      const left = segment
      segment = await nextSegment(dir, session)
      await syncDirectories(dir)
      await closeSegment(left)
      const text = `${left.name} does not end after line ${left.seq}, where this session left it; going on in ${segment.name}`
      say(`the journal was changed by someone else: ${text}`)
      await append(segment, [stamp({ type: 'note', event: 'damaged', text }), ...entries])
    }
  }

  function stamp(entry: Entry): object {
    const { type, ...rest } = entry
    return { type, time: options.now().toISOString(), session, ...rest }
  }

  try {
    await record({ type: 'note', event: 'start', text: `session ${session}`, ...options.start })
    for (const found of await tend(dir, segment.name, options.now())) {
      say(found.text)
      await record({ type: 'note', ...found })
    }
  } catch (error) {
    await closeSegment(segment)
    throw error
  }

  return {
    segment: () => join(dir, segment.name),
    decide: record,
    outcome: record,
    note: record,
    async close() {
      closed = true
      await Promise.allSettled(inFlight)
      await closeSegment(segment)
    },
  }
}

/** The directories of the journal, for nobody but the person. */
async function prepare(dir: string): Promise<void> {
  for (const path of [dir, headsDir(dir)]) {
    // A recursive mkdir on a read-only file system says ENOENT; the plain one says what is wrong.
    await mkdir(path, { recursive: true, mode: 0o700 }).catch(() => mkdir(path))
    const { mode } = await stat(path)
    if ((mode & 0o022) !== 0) {
      throw new GaterError(`others may write to the journal's directory \`${path}\``, {
        hint: `chmod 700 ${path}`,
      })
    }
  }
}

/** A new segment: a name that was ever used is never written to again. */
async function nextSegment(dir: string, session: string): Promise<Segment> {
  for (let n = 1; ; n += 1) {
    try {
      return await createSegment(dir, n === 1 ? `${session}.jsonl` : `${session}.${n}.jsonl`)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

async function syncDirectories(dir: string): Promise<void> {
  for (const path of [headsDir(dir), dir]) {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EIO: 'the disk reports an error',
  EFBIG: 'the file is too large',
  EMFILE: 'too many open files',
  ENOTDIR: 'it is not a directory',
  ENOENT: 'the directory is missing',
}

function cannotWrite(dir: string, cause: unknown): GaterError {
  if (cause instanceof GaterError) return cause
  const code = codeOf(cause)
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
  return new GaterError(`cannot write the journal: ${reason}: ${dir}`, {
    hint: 'nothing runs that is not on disk first; make room, or set `journal.dir` in your own .gatercrc',
    cause,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
