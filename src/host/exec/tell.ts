import { closeSync, writeSync } from 'node:fs'
import type { Kernel } from './kernel.ts'
import { processOf } from './target.ts'

const POLLOUT = 4
/** PIPE_BUF: a writable pipe takes this much without blocking. */
const LIMIT = 4096

/**
 * Writes one `gater: …` line to the standard error of a process that hangs in a call, so that whoever reads its output
 * learns why the call failed. Best effort: never blocks, and does nothing where the descriptor cannot be had.
 *
 * By pidfd_getfd and not by opening /proc/PID/fd/2: that fails on sockets, and would overwrite a file from its start.
 */
export function tell(kernel: Kernel, thread: number, message: string): void {
  const pidfd = kernel.pidfd(processOf(thread))
  if (pidfd < 0) return
  const stderr = kernel.copyDescriptor(pidfd, 2)
  closeSync(pidfd)
  if (stderr < 0) return
  try {
    const events = pollfd([[stderr, POLLOUT]])
    if (kernel.poll(events, 1, 0) === 1 && (events.readInt16LE(6) & POLLOUT) !== 0) {
      writeSync(stderr, Buffer.from(`gater: ${oneLine(message)}\n`).subarray(0, LIMIT))
    }
  } catch {
    // The reader is gone: the refusal stands without its reason.
  } finally {
    closeSync(stderr)
  }
}

/** `struct pollfd`: fd i32, events i16, revents i16. */
export function pollfd(entries: readonly (readonly [fd: number, events: number])[]): Buffer {
  const bytes = Buffer.alloc(entries.length * 8)
  for (const [index, [fd, events]] of entries.entries()) {
    bytes.writeInt32LE(fd, index * 8)
    bytes.writeInt16LE(events, index * 8 + 4)
  }
  return bytes
}

/** The message may quote what an agent wrote; it must not steer the terminal that it lands on. */
function oneLine(message: string): string {
  return message.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
