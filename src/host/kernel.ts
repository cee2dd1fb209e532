import process from 'node:process'
import { GaterError } from '../action/error.ts'

/** What gater needs from the kernel and Node does not offer; Linux only. */
export interface Kernel {
  /**
   * Makes this process the parent of orphans below it, so that a double fork does not leave its tree (prctl(2),
   * PR_SET_CHILD_SUBREAPER), and closed to debuggers of the same user (PR_SET_DUMPABLE).
   */
  harden(): void
  /** Who is at the other end of a connected unix socket (unix(7), SO_PEERCRED); `null` where the kernel does not say. */
  peer(fd: number): { pid: number; uid: number } | null
}

/** Loads koffi, an optional dependency. Contract: never rejects; without it, the reason for a person. */
export async function loadKernel(): Promise<Kernel | { missing: string }> {
  if (process.platform !== 'linux') return { missing: `not available on ${process.platform}` }
  try {
    const { load } = await import('koffi')
    const libc = load(null)
    const prctl = libc.func('int prctl(int, ulong, ulong, ulong, ulong)')
    const getsockopt = libc.func('int getsockopt(int, int, int, void *, void *)')
    return {
      harden() {
        if (prctl(setChildSubreaper, 1, 0, 0, 0) !== 0 || prctl(setDumpable, 0, 0, 0, 0) !== 0) {
          throw new GaterError('the kernel refused prctl', { exit: 125 })
        }
      },
      peer(fd) {
        const credentials = Buffer.alloc(12)
        const length = Buffer.alloc(4)
        length.writeUInt32LE(credentials.length)
        if (getsockopt(fd, socketLevel, peerCredentials, credentials, length) !== 0) return null
        const pid = credentials.readInt32LE(0)
        return pid > 0 ? { pid, uid: credentials.readUInt32LE(4) } : null
      },
    }
  } catch {
    return { missing: '`koffi` is not installed' }
  }
}

// <linux/prctl.h>, <asm-generic/socket.h>; the same on x86-64 and arm64.
const setDumpable = 4
const setChildSubreaper = 36
const socketLevel = 1
const peerCredentials = 17
