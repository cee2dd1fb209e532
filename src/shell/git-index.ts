import { readFileSync } from 'node:fs'
import { identity, stat } from './machine.ts'

/** What a repository tracks, as far as it matters here. */
export interface GitIndex {
  /** Paths below the top of the work tree. */
  files: readonly string[]
  /** Paths of submodules and of repositories that were added as such. */
  links: readonly string[]
}

const mostBytes = 30_000_000
const gitLink = 0o160000
const known = new Map<string, { identity: string; index: GitIndex | null }>()

/** Reads an index file (gitformat-index(5), versions 2 to 4); `null` where it cannot be read. An absent one tracks nothing. */
export function readIndex(path: string): GitIndex | null {
  const stats = stat(path)
  if (stats === null) return { files: [], links: [] }
  if (stats.size > mostBytes) return null
  const now = identity(stats)
  const before = known.get(path)
  if (before?.identity === now) return before.index
  if (known.size >= 8) known.clear()
  const index = parseIndex(path)
  known.set(path, { identity: now, index })
  return index
}

function parseIndex(path: string): GitIndex | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    return null
  }
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = bytes.readUInt32BE(4)
  if (version < 2 || version > 4) return null
  const count = bytes.readUInt32BE(8)
  const hashLength = 20
  const files: string[] = []
  const links: string[] = []
  let at = 12
  let previous = ''
  for (let entry = 0; entry < count; entry += 1) {
    const flagsAt = at + 40 + hashLength
    if (flagsAt + 2 > bytes.length) return null
    const mode = bytes.readUInt32BE(at + 24)
    const extended = version > 2 && (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0
    let nameAt = flagsAt + (extended ? 4 : 2)
    let kept = ''
    if (version === 4) {
      const strip = readVarint(bytes, nameAt)
      kept = previous.slice(0, Math.max(0, previous.length - strip.value))
      nameAt = strip.end
    }
    const end = bytes.indexOf(0, nameAt)
    if (end < 0) return null
    const name = kept + bytes.toString('latin1', nameAt, end)
    const list = mode === gitLink ? links : files
    list.push(Buffer.from(name, 'latin1').toString('utf8'))
    previous = name
    at = version === 4 ? end + 1 : at + Math.floor((end - at + 8) / 8) * 8
  }
  return { files, links }
}

/** The offset encoding of packs: each further byte adds one. */
function readVarint(bytes: Buffer, from: number): { value: number; end: number } {
  let at = from
  let byte = bytes[at] ?? 0
  let value = byte & 0x7f
  while ((byte & 0x80) !== 0 && at < from + 8) {
    at += 1
    byte = bytes[at] ?? 0
    value = (value + 1) * 128 + (byte & 0x7f)
  }
  return { value, end: at + 1 }
}
