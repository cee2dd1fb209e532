import { url } from 'node:inspector'
import process from 'node:process'
import { GaterError } from '../action/error.ts'
import type { Kernel } from './kernel.ts'

/**
 * Closes a process that may approve, or that holds a pairing code, to others of the same user: to debuggers, and as
 * far as the kernel allows to reading its memory. For `gater run` and `gater review`, before they let anything in.
 * Returns what undoes the part that can be undone. Throws `GaterError` when somebody may be inside already.
 */
export function guardProcess(kernel: Kernel | { missing: string }): () => void {
  // Node opens its debugger on SIGUSR1, which any agent could send, unless somebody listens.
  const ignore = () => {}
  process.on('SIGUSR1', ignore)
  if (url() !== undefined) {
    throw new GaterError("gater's debugger is open: whoever reaches it could approve", {
      hint: 'start it without --inspect',
    })
  }
  if (!('missing' in kernel)) kernel.harden()
  return () => process.off('SIGUSR1', ignore)
}
