import { type FileHandle, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

/**
 * What is known about a segment outside of it: its last line that is certain to be on disk.
 * `seq` is -1 before the first line, `hash` then is the chain's start.
 */
export interface Head {
  /** File name of the segment, without directory. */
  segment: string
  seq: number
  hash: string
}

/** A head is one line of this many bytes, padded with blanks, so that it is overwritten by one write in one sector. */
const headBytes = 256

const headSchema = v.object({
  v: v.literal(1),
  segment: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.jsonl$/)),
  seq: v.pipe(v.number(), v.integer(), v.minValue(-1)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
})

/** Directory of the heads, one file per segment, so that sessions never wait for each other. */
export function headsDir(dir: string): string {
  return join(dir, 'heads')
}

/** Creates the head file of a new segment; rejects when there is one. */
export async function createHead(dir: string, head: Head): Promise<FileHandle> {
  const file = await open(headFile(dir, head.segment), 'wx', 0o600)
  try {
    await writeHead(file, head)
    await file.sync()
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Overwrites a head in place. It needs no room on the disk and is not synced: a head may lag, never lead. */
export async function writeHead(file: FileHandle, head: Head): Promise<void> {
  const text = JSON.stringify({ v: 1, ...head })
  await file.write(`${text.padEnd(headBytes - 1)}\n`, 0)
}

/** Every head of a journal by segment; a file that is not a head maps to `null`. */
export async function readHeads(dir: string): Promise<Map<string, Head | null>> {
  const heads = new Map<string, Head | null>()
  for (const name of await list(headsDir(dir))) {
    if (!name.endsWith('.json')) continue
    const segment = `${name.slice(0, -'.json'.length)}.jsonl`
    heads.set(segment, await readHead(dir, segment))
  }
  return heads
}

/** The head of one segment; `null` where it is missing, unreadable or speaks of another segment. */
export async function readHead(dir: string, segment: string): Promise<Head | null> {
  // A head may be read while it is overwritten: the second look sees it whole.
  for (const _ of [1, 2]) {
    const text = await readFile(headFile(dir, segment), 'utf8').catch(() => '')
    const head = parseHead(text)
    if (head?.segment === segment) return head
  }
  return null
}

/** A copy of heads kept elsewhere: `cat journal/heads/* > FILE`. `null` marks a line that is none. */
export function parseHeads(text: string): (Head | null)[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseHead)
}

function parseHead(text: string): Head | null {
  try {
    const { segment, seq, hash } = v.parse(headSchema, JSON.parse(text))
    return { segment, seq, hash }
  } catch {
    return null
  }
}

/** The file of a segment's head. */
export function headFile(dir: string, segment: string): string {
  return join(headsDir(dir), segment.replace(/\.jsonl$/, '.json'))
}

async function list(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).sort()
}
