import { lstatSync, type Stats, statSync } from 'node:fs'
import { errno } from './numbers.ts'
import { link, processOf } from './target.ts'

/** A file as the target would find it: through its own root, every symbolic link followed. */
export interface Located {
  kind: 'located'
  /** Absolute, in the target's own view of the file system. */
  path: string
  /** Where gater itself can open it. */
  reach: string
  /** `null` where the last name does not exist yet; everything before it does. */
  stats: Stats | null
}

/** The kernel would fail the call with this error. */
export interface Unlocated {
  kind: 'unlocated'
  error: number
}

const LINKS_MAX = 40

/**
 * Follows `path` as the target would. `base` is the directory that a relative path starts from; with `last` "keep", a
 * symbolic link as the last name is not followed.
 *
 * Always through /proc/PID/root, whether the target sees the same files as gater or not: to find that out costs more
 * than the detour. By hand rather than by realpath: absolute links must stay inside that root, and `/proc/self` must
 * mean the target and not gater.
 */
export function locate(
  thread: number,
  base: string,
  path: string,
  last: 'follow' | 'keep' = 'follow',
): Located | Unlocated {
  const root = `/proc/${thread}/root`
  let names = (path.startsWith('/') ? path : `${base}/${path}`).split('/')
  let at = ''
  let stats: Stats | null = null
  let links = 0
  for (let index = 0; index < names.length; index++) {
    const name = names[index]
    if (name === undefined || name === '' || name === '.') continue
    if (name === '..') {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')))
      stats = null
      continue
    }
    const next = `${at}/${name}`
    if (next === '/proc/self' || next === '/proc/thread-self') {
      const rest = names.slice(index + 1).join('/')
      if (/^(?:exe|fd\/\d+)$/.test(rest)) return behind(`/proc/${thread}/${rest}`)
      at = `/proc/${processOf(thread)}${next === '/proc/self' ? '' : `/task/${thread}`}`
      stats = null
      continue
    }
    const isLast = index === names.length - 1
    const seen = look(root + next, false)
    if (typeof seen === 'number') {
      if (isLast && seen === errno.ENOENT) return found(root, next, null)
      return { kind: 'unlocated', error: seen }
    }
    if (!seen.isSymbolicLink() || (isLast && last === 'keep')) {
      at = next
      stats = seen
      continue
    }
    if (isLast && /^\/proc\/\d+\/(?:task\/\d+\/)?(?:fd\/\d+|exe)$/.test(next)) {
      return behind(root + next)
    }
    const text = link(root + next)
    links += 1
    if (text === null) return { kind: 'unlocated', error: errno.ENOENT }
    if (links > LINKS_MAX) return { kind: 'unlocated', error: errno.ELOOP }
    names = [...text.split('/'), ...names.slice(index + 1)]
    index = -1
    if (text.startsWith('/')) at = ''
  }
  const end = at || '/'
  const seen = stats ?? look(root + end, true)
  if (typeof seen === 'number') return { kind: 'unlocated', error: seen }
  return found(root, end, seen)
}

/** A descriptor, or a running program: its name may be stale or none at all (memfd), the file is what counts. */
export function behind(reach: string): Located | Unlocated {
  const stats = look(reach, true)
  const text = link(reach)
  if (typeof stats === 'number') return { kind: 'unlocated', error: stats }
  if (text === null) return { kind: 'unlocated', error: errno.EACCES }
  return { kind: 'located', path: text, reach, stats }
}

const found = (root: string, path: string, stats: Stats | null): Located => ({
  kind: 'located',
  path,
  reach: root + path,
  stats,
})

function look(path: string, follow: boolean): Stats | number {
  try {
    const options = { throwIfNoEntry: false } as const
    return (follow ? statSync(path, options) : lstatSync(path, options)) ?? errno.ENOENT
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code in errno ? errno[code as keyof typeof errno] : errno.EACCES
  }
}
