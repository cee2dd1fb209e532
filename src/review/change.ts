import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import type { Action } from '../action/action.ts'
import type { Effect } from '../action/effect.ts'
import type { Change } from './question.ts'

/** Files before and after, and a hash of each `before`, so that a file that changed since it was shown is shown again. */
export interface Changes {
  changes: readonly Change[]
  /** By `before PATH`. */
  seen: Readonly<Record<string, string>>
}

/** Bytes; a larger file is named, not shown. */
const shownBytes = 2 * 1024 * 1024

/**
 * What an action would make of files whose new content is known: a write, and the writes of a command line
 * (`cat <<EOF > f`, `tee`, `echo > f`) or of a call (a patch). Never rejects: what cannot be read is said in the change.
 */
export async function changesOf(action: Action, effects: readonly Effect[]): Promise<Changes> {
  const changes = new Map<string, Change>()
  const seen: Record<string, string> = {}
  for (const write of writesOf(action, effects)) {
    const { path, mode } = write
    const earlier = changes.get(path)
    const file = earlier === undefined ? await look(path) : { text: earlier.after, mode: null }
    if (earlier === undefined) seen[`before ${path}`] = file.hash ?? 'absent'
    const after =
      write.content === null ? null : (write.append ? (file.text ?? '') : '') + write.content
    changes.set(path, {
      path,
      before: earlier === undefined ? file.text : earlier.before,
      after,
      ...(file.unshown !== undefined && { unshown: file.unshown }),
      ...(mode !== undefined && mode !== file.mode && { modes: [file.mode, mode] as const }),
    })
  }
  return { changes: [...changes.values()], seen }
}

// --- internal ---

interface KnownWrite {
  path: string
  content: string | null
  append: boolean
  mode?: number
}

function writesOf(action: Action, effects: readonly Effect[]): KnownWrite[] {
  if (action.kind === 'write') return [{ ...action, append: false }]
  return effects.flatMap((effect): KnownWrite[] => {
    if (effect.kind === 'delete' && action.kind === 'call') {
      const { absolute: path } = effect.path
      return path === null || effect.recursive ? [] : [{ path, content: null, append: false }]
    }
    if (effect.kind !== 'write' || effect.content === undefined) return []
    const { absolute, glob } = effect.path
    if (absolute === null || glob) return []
    return [{ path: absolute, content: effect.content.text, append: effect.content.append }]
  })
}

interface Looked {
  text: string | null
  mode: number | null
  hash?: string
  unshown?: string
}

async function look(path: string): Promise<Looked> {
  try {
    const stat = await lstat(path)
    const mode = stat.mode & 0o7777
    if (stat.isSymbolicLink()) return { text: null, mode, hash: 'link', unshown: 'a symbolic link' }
    if (!stat.isFile()) return { text: null, mode, hash: 'no file', unshown: 'not a plain file' }
    if (stat.size > shownBytes) {
      const hash = `${stat.size} ${stat.mtimeMs} ${stat.ino}`
      return { text: null, mode, hash, unshown: `too large to show (${stat.size} bytes)` }
    }
    const bytes = await readFile(path)
    const hash = createHash('sha256').update(bytes).digest('hex')
    if (bytes.includes(0)) return { text: null, mode, hash, unshown: 'binary' }
    return { text: bytes.toString('utf8'), mode, hash }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    if (code === 'ENOENT' || code === 'ENOTDIR') return { text: null, mode: null }
    return { text: null, mode: null, hash: code, unshown: `it cannot be read (${code})` }
  }
}
