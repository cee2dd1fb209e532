import { readFileSync, readlinkSync } from 'node:fs'
import { type Kernel, note } from './kernel.ts'
import { AT_EMPTY_PATH, AT_FDCWD, type Convention } from './numbers.ts'

/** The process behind a notification, while it hangs in its call. All of it is read from the outside. */
export interface Target {
  /** Thread id in gater's pid namespace: what the kernel reports. */
  thread: number
  convention: Convention
}

const PAGE = 4096
const PATH_MAX = 4096
/** More than the kernel accepts for arguments and environment together with the usual stack limit. */
const ARGUMENTS_MAX = 8 * 1024 * 1024
const FIRST_BYTES = 256

/** What a thread asked the kernel to execute; `null` when its memory cannot be read. */
export interface Request {
  /** As given, not resolved; empty for `fexecve`. */
  path: string
  /** Directory descriptor that `path` is relative to; `null` for the working directory. */
  directory: number | null
  argv: string[]
  /** Where its environment stands in the memory of the process. */
  environment: bigint
  /** An argument is not UTF-8: `argv` shows U+FFFD in its place and must not be compared. */
  lossy: boolean
}

/** Reads the arguments of execve or execveat. */
export function readRequest(kernel: Kernel, target: Target, from: Buffer): Request | null {
  const at = note.nr(from) === target.convention.execveat ? 1 : 0
  const path = readString(kernel, target, note.argument(from, at), PATH_MAX)
  const argv = path === null ? null : readArguments(kernel, target, note.argument(from, at + 1))
  if (path === null || argv === null) return null
  const descriptor = at === 1 ? note.int(from, 0) : AT_FDCWD
  const itself = path === '' && at === 1 && (note.int(from, 4) & AT_EMPTY_PATH) !== 0
  return {
    path,
    directory: descriptor === AT_FDCWD || (path.startsWith('/') && !itself) ? null : descriptor,
    argv,
    environment: note.argument(from, at + 2),
    lossy: argv.some((text) => text.includes('\ufffd')),
  }
}

/** The environment that a program would get, as `NAME=value`; `null` when it cannot be read. */
export function readEnvironment(kernel: Kernel, target: Target, at: bigint): string[] | null {
  return readArguments(kernel, target, at)
}

const toPageEnd = (at: bigint) => PAGE - Number(at % BigInt(PAGE))

/** A C string of at most `limit` bytes; `null` when it is longer or cannot be read. */
export function readString(
  kernel: Kernel,
  target: Target,
  at: bigint,
  limit: number,
): string | null {
  const bytes = readBytes(kernel, target.thread, at, limit)
  return bytes === null ? null : bytes.toString('utf8')
}

const chunk = Buffer.allocUnsafeSlow(PAGE)

function readBytes(kernel: Kernel, thread: number, at: bigint, limit: number): Buffer | null {
  const parts: Buffer[] = []
  for (let length = 0, position = at; length < limit; ) {
    // Never across a page: a short string at the end of a mapping must not fail for what follows it.
    const size = Math.min(length === 0 ? FIRST_BYTES : PAGE, toPageEnd(position))
    const got = kernel.readMemory(thread, [[position, size]], chunk)
    if (got <= 0) return null
    const end = chunk.subarray(0, got).indexOf(0)
    parts.push(Buffer.from(chunk.subarray(0, end < 0 ? got : end)))
    if (end >= 0) return parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts)
    length += got
    position += BigInt(got)
  }
  return null
}

const batch = Buffer.allocUnsafeSlow(FIRST_BYTES * 64)

function readArguments(kernel: Kernel, target: Target, at: bigint): string[] | null {
  // Linux takes a missing argv as an empty one.
  if (at === 0n) return []
  const pointers = readPointers(kernel, target, at)
  if (pointers === null) return null
  const argv: string[] = []
  let total = 0
  for (let from = 0; from < pointers.length; from += 64) {
    const some = pointers.slice(from, from + 64)
    const pieces = some.map((p) => [p, Math.min(FIRST_BYTES, toPageEnd(p))] as const)
    const got = kernel.readMemory(target.thread, pieces, batch)
    let offset = 0
    for (const [pointer, size] of pieces) {
      const here = batch.subarray(offset, Math.min(offset + size, Math.max(got, 0)))
      const end = here.indexOf(0)
      offset += size
      if (end >= 0) {
        argv.push(here.toString('utf8', 0, end))
        total += end
        continue
      }
      const long = readBytes(kernel, target.thread, pointer, ARGUMENTS_MAX)
      if (long === null) return null
      argv.push(long.toString('utf8'))
      total += long.length
    }
    if (total > ARGUMENTS_MAX) return null
  }
  return argv
}

function readPointers(kernel: Kernel, target: Target, at: bigint): bigint[] | null {
  const width = target.convention.pointer
  const pointers: bigint[] = []
  for (let position = at, first = true; pointers.length * width < ARGUMENTS_MAX; first = false) {
    const size = Math.min(first ? FIRST_BYTES : PAGE, toPageEnd(position))
    const got = kernel.readMemory(target.thread, [[position, size]], chunk)
    // An array that is not aligned could cross the page inside an element; no program has one.
    if (got < width) return null
    for (let offset = 0; offset + width <= got; offset += width) {
      const pointer =
        width === 8 ? chunk.readBigUInt64LE(offset) : BigInt(chunk.readUInt32LE(offset))
      if (pointer === 0n) return pointers
      pointers.push(pointer)
    }
    position += BigInt(got - (got % width))
  }
  return null
}

/** The process that a thread belongs to; the thread itself where /proc does not tell. */
export function processOf(thread: number): number {
  return Number(field(thread, 'Tgid') ?? thread)
}

/** The parent process; 0 where it cannot be seen. */
export function parentOf(pid: number): number {
  return Number(field(pid, 'PPid') ?? 0)
}

function field(pid: number, name: string): string | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return new RegExp(`^${name}:\\s*(\\d+)$`, 'm').exec(status)?.[1] ?? null
  } catch {
    return null
  }
}

/** The working directory as the process itself names it. */
export function cwdOf(thread: number): string | null {
  return link(`/proc/${thread}/cwd`)
}

export function link(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/** Children of a process; none where the kernel was built without that list. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

export interface Ancestor {
  pid: number
  argv: string[]
}

const ANCESTORS_MAX = 32

/** The chain of parents up to, and without, process `top`. Nearest first. */
export function ancestors(pid: number, top: number): Ancestor[] {
  const chain: Ancestor[] = []
  let parent = parentOf(pid)
  while (parent > 1 && parent !== top && chain.length < ANCESTORS_MAX) {
    chain.push({ pid: parent, argv: commandLine(parent) })
    parent = parentOf(parent)
  }
  return chain
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  } catch {
    return []
  }
}
