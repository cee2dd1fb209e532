import { constants } from 'node:fs'
import { type FileHandle, lstat, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { genesis, seal } from './chain.ts'
import { createHead, headFile, writeHead } from './head.ts'

/** The file that one session writes, with its chain. Nobody else ever writes to it. */
export interface Segment {
  /** File name without directory. */
  name: string
  file: FileHandle
  head: FileHandle
  /** Of the next line. */
  seq: number
  prev: string
  /** Bytes that are certain to be whole lines. */
  size: number
}

/** The segment does not end any more where this session left it. */
export class SegmentChanged extends Error {}

/** Creates a segment and its head; rejects with `EEXIST` when the name is taken, whoever took it. */
export async function createSegment(dir: string, name: string): Promise<Segment> {
  const path = join(dir, name)
  if (await exists(path)) throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' })
  // The head comes first: a segment without a head would look as if someone had removed it.
  const head = await createHead(dir, { segment: name, seq: -1, hash: genesis })
  try {
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants
    const file = await open(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY, 0o600)
    return { name, file, head, seq: 0, prev: genesis, size: 0 }
  } catch (error) {
    await head.close()
    await unlink(headFile(dir, name))
    throw error
  }
}

/**
 * Appends entries, one line each, and resolves when they are on disk: written, synced, and then the head.
 * On any failure none of them counts: the segment is cut back to what it was, and its next line continues there.
 * Rejects with `SegmentChanged` when someone else wrote to, cut or removed the file.
 */
export async function append(segment: Segment, entries: readonly object[]): Promise<void> {
  await expectUntouched(segment)
  let { seq, prev, size } = segment
  try {
    for (const entry of entries) {
      const { text, hash } = seal({ ...envelope(entry, seq), prev })
      size += await writeLine(segment.file, `${text}\n`)
      prev = hash
      seq += 1
    }
    await segment.file.datasync()
  } catch (error) {
    await segment.file.truncate(segment.size)
    throw error
  }
  Object.assign(segment, { seq, prev, size })
  await writeHead(segment.head, { segment: segment.name, seq: seq - 1, hash: prev })
}

export async function closeSegment(segment: Segment): Promise<void> {
  await segment.file.close()
  await segment.head.close()
}

/** `v`, `type` and `seq` stand first, so that readers can tell lines apart before they parse them. */
function envelope(entry: object, seq: number): object {
  const { type, ...rest } = entry as { type?: unknown }
  return { v: 1, type, seq, ...rest }
}

async function expectUntouched(segment: Segment): Promise<void> {
  const { size, nlink } = await segment.file.stat()
  if (nlink !== 1 || size !== segment.size) throw new SegmentChanged(segment.name)
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

async function writeLine(file: FileHandle, text: string): Promise<number> {
  const bytes = Buffer.from(text)
  const { bytesWritten } = await file.write(bytes)
  if (bytesWritten !== bytes.length)
    throw Object.assign(new Error('short write'), { code: 'ENOSPC' })
  return bytes.length
}
