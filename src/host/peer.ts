import type { Socket } from 'node:net'
import process from 'node:process'
import type { Kernel } from './kernel.ts'
import { ancestry, type ProcessRef } from './process.ts'

/** Who is at the other end, or why it is not to be talked to. */
export type Peer = { process: ProcessRef } | { refused: string }

/**
 * Reads the peer of a unix socket from the kernel. Refused is another user, whoever runs below one of `hosts` (it is
 * an agent's process, or nested in one), and whoever cannot be traced up to the first process.
 */
export function identify(socket: Socket, kernel: Kernel, hosts: readonly ProcessRef[]): Peer {
  const fd = descriptor(socket)
  const peer = fd === null ? null : kernel.peer(fd)
  if (peer === null) return { refused: 'the kernel does not say who it is' }
  if (peer.uid !== process.getuid?.()) return { refused: `it belongs to user ${peer.uid}` }
  const line = ancestry(peer.pid)
  const [self, ...above] = line ?? []
  if (self === undefined) return { refused: `process ${peer.pid} cannot be traced to its origin` }
  const host = above.find((one) => hosts.some((other) => other.pid === one.pid))
  return host === undefined
    ? { process: self }
    : { refused: `process ${peer.pid} runs below gater (process ${host.pid})` }
}

/** Node has it but does not document it. */
function descriptor(socket: Socket): number | null {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (handle === null || typeof handle !== 'object') return null
  const fd: unknown = Reflect.get(handle, 'fd')
  return typeof fd === 'number' && fd >= 0 ? fd : null
}
