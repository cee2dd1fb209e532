import { createHash } from 'node:crypto'
import {
  closeSync,
  type Dirent,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import type { Ground } from '../action/place.ts'

/** The machine that a line would run on. */
export interface Machine {
  ground: Ground
  /** The value of PATH that the agent's shell has. */
  path: string
  /** The rest of that environment, as far as programs are configured by it; the defaults hold for what is absent. */
  env?: Readonly<Record<string, string | undefined>>
}

/** What a directory holds; nothing where it cannot be read, since no other program of the person can read it either. */
export function entries(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Follows symlinks; `null` where there is nothing. */
export function stat(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}

/** The path without symlinks; `null` where there is nothing. */
export function real(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

/** The text of a regular file up to a size in bytes; `null` where there is none, `undefined` where it is too large. */
export function readText(path: string, most: number): string | null | undefined {
  const stats = stat(path)
  if (!stats?.isFile()) return null
  if (stats.size > most) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Tells a file from any other and from its own later states, without reading it. */
export function identity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`
}

const mostBytes = 1_000_000

/** Content hash of a script; what is too large is known by its identity. */
export function contentHash(path: string, stats: Stats): string {
  if (!stats.isFile() || stats.size > mostBytes) return identity(stats)
  try {
    const file = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(stats.size)
      readSync(file, buffer, 0, stats.size, 0)
      return createHash('sha256').update(buffer).digest('hex')
    } finally {
      closeSync(file)
    }
  } catch {
    return identity(stats)
  }
}
