import { createRequire } from 'node:module'
import { GaterError } from '../../action/error.ts'
import { encode, filter, type Profile } from './bpf.ts'
import { type Architecture, architecture } from './numbers.ts'

/**
 * The few kernel calls that Node does not offer, through koffi.
 *
 * Each thread binds its own. Calls are synchronous; where one fails, the error number is in `errno()`.
 */
export interface Kernel {
  arch: Architecture
  errno(): number
  /** From here on this thread and its children gain no privileges by execve. Cannot be undone. */
  forgoPrivileges(): void
  /**
   * Puts the calling thread and its future children under the filter.
   * Returns the listener's file descriptor. Throws where another listener stands above (EBUSY).
   */
  installFilter(profile: Profile): number
  /** Blocks until there is a notification; `false` when its process died meanwhile or a signal came. */
  receive(listener: number, note: Buffer): boolean
  /** Whether the process still hangs in the call that `note` tells of. */
  stillThere(listener: number, note: Buffer): boolean
  /** Lets the call go on (0) or fails it with an error number; `false` when the process is gone. */
  send(listener: number, note: Buffer, error: number): boolean
  /** The hard limit of RLIMIT_LOCKS, in which a grant travels; `null` when the process cannot be read. */
  readTag(pid: number): bigint | null
  writeTag(pid: number, tag: bigint): boolean
  /** Sets the soft limit of open files, no higher than the hard one. */
  limitOpenFiles(pid: number, soft: bigint): boolean
  /**
   * Reads the target's memory into `into`, one piece after the other; stops at the first page that is not there.
   * Returns bytes read, or -1.
   */
  readMemory(
    pid: number,
    pieces: readonly (readonly [at: bigint, length: number])[],
    into: Buffer,
  ): number
  /** Where a buffer lies in gater's own memory. */
  addressOf(buffer: Buffer): bigint
  /** `events` is a packed array of `struct pollfd`; -1 waits for ever. */
  poll(events: Buffer, count: number, milliseconds: number): number
  /** A descriptor that becomes readable when process `pid` ends; -1 on failure. */
  pidfd(pid: number): number
  /** A copy of descriptor `fd` of the process behind `pidfd`; -1 on failure. */
  copyDescriptor(pidfd: number, fd: number): number
  /** Makes this process adopt orphaned descendants, so that they stay below it. */
  adoptOrphans(): void
  /** Takes the exit status of a child that has ended, so that no zombie stays; others are left alone. */
  reap(pid: number): void
  /** Closes /proc/PID/mem and ptrace of this process to others of the same user. */
  hide(): void
  /** A connected pair of stream sockets, close-on-exec; without `wait`, reading and writing never block. */
  socketPair(wait: boolean): [number, number]
  /** Whether this kernel knows seccomp user notification. */
  hasNotification(): boolean
  /** Whether the file carries capabilities, which no_new_privs takes away like the setuid bit. */
  hasCapabilities(path: string): boolean
  /** A new pseudo-terminal: its master descriptor and the path of the other side. */
  openTerminal(): { master: number; path: string }
  resizeTerminal(master: number, columns: number, rows: number): boolean
}

/** `struct seccomp_notif`: id u64, pid u32, flags u32, nr i32, arch u32, ip u64, args u64[6]. */
export const NOTE_SIZE = 80

/** Readers of one notification; offsets in `struct seccomp_notif`. */
export const note = {
  id: (n: Buffer) => n.readBigUInt64LE(0),
  pid: (n: Buffer) => n.readUInt32LE(8),
  nr: (n: Buffer) => n.readInt32LE(16),
  audit: (n: Buffer) => n.readUInt32LE(20),
  argument: (n: Buffer, index: number) => n.readBigUInt64LE(32 + 8 * index),
  /** Arguments that are C ints: descriptors and flags. */
  int: (n: Buffer, index: number) => n.readInt32LE(32 + 8 * index),
} as const

const SECCOMP_SET_MODE_FILTER = 1
const SECCOMP_GET_ACTION_AVAIL = 2
const SPEC_ALLOW = 4
const NEW_LISTENER = 8
const WAIT_KILLABLE_RECV = 32
const SECCOMP_RET_USER_NOTIF = 0x7fc00000
const NOTIF_RECV = 0xc0502100
const NOTIF_SEND = 0xc0182101
const NOTIF_ID_VALID = 0x40082102
const CONTINUE = 1
const PR_SET_DUMPABLE = 4
const PR_SET_CHILD_SUBREAPER = 36
const PR_SET_NO_NEW_PRIVS = 38
const WNOHANG = 1
const RLIMIT_NOFILE = 7
const RLIMIT_LOCKS = 10
const AF_UNIX = 1
const SOCK_STREAM_CLOEXEC = 0o2000001
const SOCK_NONBLOCK = 0o4000
const OPEN_TERMINAL = 0o2000402 // O_RDWR | O_NOCTTY | O_CLOEXEC
const TIOCSWINSZ = 0x5414
const EINVAL = 22
const EBUSY = 16
/** Remote pieces per call; IOV_MAX is 1024. */
const PIECES = 256

/** As CommonJS: in each of three threads that is 10 ms less of a session's start than its ES module. */
function loadKoffi(): typeof import('koffi') {
  try {
    return createRequire(import.meta.url)('koffi')
  } catch (cause) {
    throw new GaterError('the optional package `koffi` cannot be loaded', { cause })
  }
}

/**
 * Binds the calls in this thread. Rejects with a GaterError where this is not Linux, not a known
 * architecture, or koffi (an optional dependency) is not installed.
 */
export async function openKernel(): Promise<Kernel> {
  const arch = architecture(process.arch)
  if (process.platform !== 'linux') throw new GaterError('this is not Linux')
  if (arch === null) throw new GaterError(`no table of system calls for \`${process.arch}\``)
  const koffi = loadKoffi()
  // The process's own symbols: whichever C library node itself was linked with.
  const libc = koffi.load(null)
  const prctl = libc.func('prctl', 'int', ['int', 'long', 'long', 'long', 'long'])
  const ioctl = libc.func('ioctl', 'int', ['int', 'ulong', 'void *'])
  const seccomp = libc.func('syscall', 'long', ['long', 'long', 'long', 'void *'])
  const syscall = libc.func('syscall', 'long', ['long', 'long', 'long', 'long'])
  const prlimit = libc.func('prlimit64', 'int', ['int', 'int', 'void *', 'void *'])
  const readv = libc.func('process_vm_readv', 'long', [
    'int',
    'void *',
    'ulong',
    'void *',
    'ulong',
    'ulong',
  ])
  const waitpid = libc.func('waitpid', 'int', ['int', 'void *', 'int'])
  const poll = libc.func('poll', 'int', ['void *', 'ulong', 'int'])
  const socketpair = libc.func('socketpair', 'int', ['int', 'int', 'int', 'void *'])
  const getxattr = libc.func('getxattr', 'long', ['str', 'str', 'void *', 'ulong'])
  const openpt = libc.func('posix_openpt', 'int', ['int'])
  const grantpt = libc.func('grantpt', 'int', ['int'])
  const unlockpt = libc.func('unlockpt', 'int', ['int'])
  const ptsname = libc.func('ptsname_r', 'int', ['int', 'void *', 'ulong'])

  const reply = Buffer.alloc(24)
  const limits = Buffer.alloc(16)
  const locals = Buffer.alloc(16)
  const remotes = Buffer.alloc(16 * PIECES)
  const errno = () => koffi.errno()

  const must = (result: number, what: string) => {
    if (result < 0) throw new GaterError(`${what} failed with error ${errno()}`)
    return result
  }

  return {
    arch,
    errno,
    forgoPrivileges: () => {
      must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 'no_new_privs')
    },
    installFilter(profile) {
      const program = filter(arch, profile)
      const instructions = encode(program)
      const header = Buffer.alloc(16)
      header.writeUInt16LE(program.length, 0)
      header.writeBigUInt64LE(koffi.address(instructions), 8)
      const install = (flags: number): number =>
        seccomp(arch.seccomp, SECCOMP_SET_MODE_FILTER, flags, header)
      let listener = install(NEW_LISTENER | SPEC_ALLOW | WAIT_KILLABLE_RECV)
      // Before 5.19: a signal may then interrupt the wait, and the same question appears twice.
      if (listener < 0 && errno() === EINVAL) listener = install(NEW_LISTENER | SPEC_ALLOW)
      if (listener < 0 && errno() === EBUSY) {
        throw new GaterError('another program already listens to system calls here', {
          hint: 'gater inside gater, or inside a sandbox that uses seccomp notification, cannot gate execs',
        })
      }
      return must(listener, 'seccomp')
    },
    receive(listener, into) {
      // The kernel refuses a request that is not zeroed.
      into.fill(0)
      return ioctl(listener, NOTIF_RECV, into) === 0
    },
    stillThere: (listener, from) => ioctl(listener, NOTIF_ID_VALID, from) === 0,
    send(listener, from, error) {
      from.copy(reply, 0, 0, 8)
      reply.fill(0, 8)
      if (error === 0) reply.writeUInt32LE(CONTINUE, 20)
      else reply.writeInt32LE(-error, 16)
      return ioctl(listener, NOTIF_SEND, reply) === 0
    },
    readTag: (pid) =>
      prlimit(pid, RLIMIT_LOCKS, null, limits) === 0 ? limits.readBigUInt64LE(8) : null,
    writeTag(pid, tag) {
      limits.writeBigUInt64LE(tag, 0)
      limits.writeBigUInt64LE(tag, 8)
      return prlimit(pid, RLIMIT_LOCKS, limits, null) === 0
    },
    limitOpenFiles(pid, soft) {
      if (prlimit(pid, RLIMIT_NOFILE, null, limits) !== 0) return false
      if (limits.readBigUInt64LE(8) < soft) return false
      limits.writeBigUInt64LE(soft, 0)
      return prlimit(pid, RLIMIT_NOFILE, limits, null) === 0
    },
    readMemory(pid, pieces, into) {
      const count = Math.min(pieces.length, PIECES)
      for (let index = 0; index < count; index++) {
        const piece = pieces[index]
        if (piece === undefined) break
        remotes.writeBigUInt64LE(piece[0], index * 16)
        remotes.writeBigUInt64LE(BigInt(piece[1]), index * 16 + 8)
      }
      locals.writeBigUInt64LE(koffi.address(into), 0)
      locals.writeBigUInt64LE(BigInt(into.length), 8)
      return readv(pid, locals, 1, remotes, count, 0)
    },
    addressOf: (buffer) => koffi.address(buffer),
    poll: (events, count, milliseconds) => poll(events, count, milliseconds),
    pidfd: (pid) => syscall(arch.pidfdOpen, pid, 0, 0),
    copyDescriptor: (pidfd, fd) => syscall(arch.pidfdGetfd, pidfd, fd, 0),
    adoptOrphans: () => {
      must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 'child subreaper')
    },
    reap: (pid) => {
      waitpid(pid, null, WNOHANG)
    },
    hide: () => {
      must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), 'not dumpable')
    },
    socketPair(wait) {
      const pair = Buffer.alloc(8)
      must(
        socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC | (wait ? 0 : SOCK_NONBLOCK), 0, pair),
        'socketpair',
      )
      return [pair.readInt32LE(0), pair.readInt32LE(4)]
    },
    hasNotification() {
      const action = Buffer.alloc(4)
      action.writeUInt32LE(SECCOMP_RET_USER_NOTIF)
      return seccomp(arch.seccomp, SECCOMP_GET_ACTION_AVAIL, 0, action) === 0
    },
    hasCapabilities: (path) => getxattr(path, 'security.capability', null, 0) > 0,
    openTerminal() {
      const master = must(openpt(OPEN_TERMINAL), 'posix_openpt')
      must(grantpt(master), 'grantpt')
      must(unlockpt(master), 'unlockpt')
      const name = Buffer.alloc(64)
      must(-Math.abs(ptsname(master, name, name.length)), 'ptsname')
      return { master, path: name.toString('latin1', 0, name.indexOf(0)) }
    },
    resizeTerminal(master, columns, rows) {
      const size = Buffer.alloc(8)
      size.writeUInt16LE(rows, 0)
      size.writeUInt16LE(columns, 2)
      return ioctl(master, TIOCSWINSZ, size) === 0
    },
  }
}
