import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { genesis, sealOf } from './chain.ts'
import { type Head, readHead } from './head.ts'
import { longestLine } from './lines.ts'

/** Segments looked at when a session starts, newest first; `gater log verify` looks at all. */
const newest = 50

/** A line that is still torn after this long has nobody who is writing it: a write takes microseconds. */
const tornAfterMs = 60_000

/** What was found wrong at the end of an older segment. */
export interface Found {
  event: 'repaired' | 'damaged'
  text: string
  [key: string]: unknown
}

/**
 * Looks at the ends of other sessions' newest segments. A torn last line, left by a crash before its fsync, is moved to
 * `torn/`: its action never ran. Anything else that does not fit the head is damage: it is left as it is, and said.
 */
export async function tend(dir: string, own: string, now: Date): Promise<Found[]> {
  const found: Found[] = []
  for (const { name, mtimeMs } of await segments(dir, own)) {
    const [head, end] = [
      await readHead(dir, name),
      await readEnd(join(dir, name)).catch(() => null),
    ]
    const wrong =
      head === null ? 'its head is missing' : end === null ? 'it cannot be read' : misfit(end, head)
    if (wrong !== null || end === null) {
      found.push({
        event: 'damaged',
        text: `the journal is damaged: ${name}: ${wrong}; going on in ${own}, see \`gater log verify\``,
        segment: name,
      })
    } else if (end.torn > 0 && now.getTime() - mtimeMs > tornAfterMs) {
      const aside = await setAside(dir, name, end)
      found.push({
        event: 'repaired',
        text: `a crash left an unfinished last line in ${name}; it was moved to ${aside}, its action did not run`,
        segment: name,
      })
    }
  }
  return found
}

interface End {
  /** Seq and hash of the last whole line; of the chain's start where there is none; `null` where it does not fit its hash. */
  last: { seq: number; hash: string } | null
  size: number
  /** Bytes after the last line feed. */
  torn: number
}

function misfit(end: End, head: Head): string | null {
  if (end.last === null) return 'its last line was changed'
  if (end.last.seq < head.seq)
    return `lines are missing at its end: ${end.last.seq + 1} of at least ${head.seq + 1} are there`
  if (end.last.seq === head.seq && end.last.hash !== head.hash) return 'its last line was replaced'
  return null
}

async function segments(dir: string, own: string): Promise<{ name: string; mtimeMs: number }[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jsonl') && name !== own)
  const dated = await Promise.all(
    names.map(async (name) => ({
      name,
      mtimeMs: await stat(join(dir, name)).then(
        (stats) => stats.mtimeMs,
        () => 0,
      ),
    })),
  )
  return dated.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(0, newest)
}

async function readEnd(path: string): Promise<End> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    for (let want = 64 * 1024; ; want *= 4) {
      const from = Math.max(0, size - want)
      const bytes = Buffer.alloc(size - from)
      await file.read(bytes, 0, bytes.length, from)
      const end = bytes.lastIndexOf(10)
      const start = end <= 0 ? -1 : bytes.lastIndexOf(10, end - 1)
      if (start === -1 && from > 0 && want <= longestLine) continue
      return {
        last: lastLine(bytes.subarray(start + 1, Math.max(end, 0)), end === -1),
        size,
        torn: bytes.length - end - 1,
      }
    }
  } finally {
    await file.close()
  }
}

function lastLine(line: Buffer, none: boolean): End['last'] {
  if (none) return { seq: -1, hash: genesis }
  const hash = sealOf(line)
  const seq = Number(
    /^\{"v":1,"type":"\w+","seq":(\d+),/.exec(line.toString('utf8'))?.[1] ?? Number.NaN,
  )
  return hash === null || Number.isNaN(seq) ? null : { seq, hash }
}

async function setAside(dir: string, name: string, end: End): Promise<string> {
  const folder = join(dir, 'torn')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const from = end.size - end.torn
  const segment = await open(join(dir, name), 'r+')
  try {
    const bytes = Buffer.alloc(end.torn)
    await segment.read(bytes, 0, bytes.length, from)
    const kept = await open(join(folder, `${name}.${from}`), 'w', 0o600)
    try {
      await kept.writeFile(bytes)
      await kept.sync()
    } finally {
      await kept.close()
    }
    await segment.truncate(from)
    await segment.sync()
  } finally {
    await segment.close()
  }
  return join('torn', `${name}.${from}`)
}
