import type { Kernel } from './kernel.ts'
import { note } from './kernel.ts'
import { type Located, locate } from './location.ts'
import { AT_FDCWD, type FileCall } from './numbers.ts'
import { cwdOf, link, readString, type Target } from './target.ts'

/** Where a call keeps the paths that it changes, and whether a link as the last name is followed. */
type Where = readonly (readonly [directory: number | null, path: number, last: 'follow' | 'keep'])[]

const places: Readonly<Record<FileCall, Where>> = {
  open: [[null, 0, 'follow']],
  openat: [[0, 1, 'follow']],
  creat: [[null, 0, 'follow']],
  unlink: [[null, 0, 'keep']],
  unlinkat: [[0, 1, 'keep']],
  rmdir: [[null, 0, 'keep']],
  rename: [
    [null, 0, 'keep'],
    [null, 1, 'keep'],
  ],
  renameat: [
    [0, 1, 'keep'],
    [2, 3, 'keep'],
  ],
  renameat2: [
    [0, 1, 'keep'],
    [2, 3, 'keep'],
  ],
  // Both names: through the new one the old file could be written afterwards.
  link: [
    [null, 0, 'keep'],
    [null, 1, 'keep'],
  ],
  linkat: [
    [0, 1, 'follow'],
    [2, 3, 'keep'],
  ],
  symlink: [[null, 1, 'keep']],
  symlinkat: [[1, 2, 'keep']],
  mkdir: [[null, 0, 'keep']],
  mkdirat: [[0, 1, 'keep']],
  mknod: [[null, 0, 'keep']],
  mknodat: [[0, 1, 'keep']],
  chmod: [[null, 0, 'follow']],
  fchmodat: [[0, 1, 'follow']],
  fchmodat2: [[0, 1, 'follow']],
  truncate: [[null, 0, 'follow']],
  truncate64: [[null, 0, 'follow']],
}

/** The files that a call would change; `null` when they cannot be read. Names that lead nowhere give the error. */
export function readPlaces(
  kernel: Kernel,
  target: Target,
  call: FileCall,
  from: Buffer,
): readonly Located[] | { error: number } | null {
  const located: Located[] = []
  for (const [directory, path, last] of places[call]) {
    const text = readString(kernel, target, note.argument(from, path), 4096)
    if (text === null) return null
    const fd = directory === null ? AT_FDCWD : note.int(from, directory)
    const base = fd === AT_FDCWD ? cwdOf(target.thread) : link(`/proc/${target.thread}/fd/${fd}`)
    if (base === null && !text.startsWith('/')) return null
    const place = locate(target.thread, base ?? '/', text, last)
    if (place.kind === 'unlocated') return { error: place.error }
    located.push(place)
  }
  return located
}

/** Where the agent process itself may write. */
export interface WriteRules {
  /** Beginnings of paths that are the agent's own state. */
  state: readonly string[]
  /** Paths whose change was decided, by id of the decision. */
  expected: ReadonlyMap<string, string>
}

/** Devices and the process's own switches are not files that a person would look after. */
const noFiles = ['/dev/', '/proc/', '/sys/kernel/tracing/', '/sys/kernel/debug/tracing/']

/** Whether the agent process may change this file without a further decision. */
export function mayWrite(rules: WriteRules, call: FileCall, place: Located): boolean {
  const { path } = place
  const mkdir = call === 'mkdir' || call === 'mkdirat'
  if (mkdir && place.stats !== null) return true
  const within = (beginning: string) => path.startsWith(beginning) || `${path}/` === beginning
  if (noFiles.some(within) || rules.state.some(within)) return true
  if (mkdir && rules.state.some((beginning) => beginning.startsWith(`${path}/`))) return true
  for (const expected of rules.expected.values()) {
    if (path === expected) return true
    // Written beside it first and renamed over it: `file.tmp.PID.HEX`.
    if (path.startsWith(`${expected}.`) && !path.slice(expected.length).includes('/')) return true
    if (mkdir && expected.startsWith(`${path}/`)) return true
  }
  return false
}
