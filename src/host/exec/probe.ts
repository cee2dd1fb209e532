import { closeSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { errorText } from '../../action/error.ts'
import { type Kernel, openKernel } from './kernel.ts'
import { ROOM } from './tags.ts'

/** Whether execs can be gated on this machine, and if not, why. */
export type Probe = { available: true } | { available: false; reason: string }

/**
 * Tries on gater itself each thing that the exec gate does to others, without changing anything.
 * What only shows in earnest (a listener that stands above gater already) is said by `startExecGate`.
 * Never rejects.
 */
export async function probeExecGate(): Promise<Probe> {
  try {
    const reason = reasonAgainst(await openKernel())
    return reason === null ? { available: true } : { available: false, reason }
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : errorText(error) }
  }
}

function reasonAgainst(kernel: Kernel): string | null {
  if (!kernel.hasNotification()) {
    return `seccomp user notification is not available (kernel ${release()}, or a container forbids it)`
  }
  const scope = ptraceScope()
  if (scope >= 2) {
    return `kernel.yama.ptrace_scope is ${scope}, so gater may not look at the programs that the agent starts`
  }
  if (!canReadMemory(kernel)) return 'process_vm_readv is not permitted (a container may forbid it)'
  if (!canCopyDescriptors(kernel)) return 'pidfd_getfd is not permitted (a container may forbid it)'
  const limit = kernel.readTag(process.pid)
  if (limit === null || limit < ROOM) {
    return 'RLIMIT_LOCKS is limited here (`ulimit -Hx`), and grants travel in it'
  }
  return null
}

function ptraceScope(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8'))
  } catch {
    // Without Yama the classic rule holds: one's own processes.
    return 0
  }
}

function canReadMemory(kernel: Kernel): boolean {
  const page = Buffer.alloc(8)
  return (
    kernel.readMemory(process.pid, [[kernel.addressOf(page), page.length]], Buffer.alloc(8)) === 8
  )
}

function canCopyDescriptors(kernel: Kernel): boolean {
  const pidfd = kernel.pidfd(process.pid)
  if (pidfd < 0) return false
  const copy = kernel.copyDescriptor(pidfd, pidfd)
  closeSync(pidfd)
  if (copy >= 0) closeSync(copy)
  return copy >= 0
}
