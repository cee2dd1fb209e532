import { once } from 'node:events'
import type { Io } from '../action/io.ts'
import { decodeReply } from '../channel/wire.ts'
import { send } from '../host/client.ts'

export interface HookOptions {
  /** Stands in for `bin/gater-permission`. */
  permission?: boolean
  /** Stands in for the question that `bin/gater-shell` asks. */
  shell?: boolean
}

/**
 * What `bin/gater-hook`, `gater-permission` and `gater-shell` start where there is no curl: the same clients in Node.
 * Contract: never rejects; whatever goes wrong is exit code 2 with a message, which every agent takes as "no".
 */
export async function hook(
  agent: string | undefined,
  options: HookOptions,
  io: Io,
): Promise<number> {
  try {
    const socket = io.env.GATER_SOCKET
    if (!socket) return block(io, 'gater is not running (no $GATER_SOCKET)')
    if (options.shell) {
      io.stdout.write(await send(socket, '/v1/shell', await readAll(io)))
      return 0
    }
    if (!agent) return block(io, 'gater hook was started without the name of an agent')
    if (options.permission) return await relay(socket, `/v1/permission/${agent}`, io)

    const reply = decodeReply(await send(socket, `/v1/hook/${agent}`, await readAll(io)))
    if (reply === null) return block(io, 'no whole answer from gater')
    if (reply.exitCode === 0) io.stdout.write(`${reply.stdout}\n`)
    else io.stderr.write(`${reply.stderr}\n`)
    return reply.exitCode
  } catch (error) {
    return block(io, error instanceof Error ? error.message : String(error))
  }
}

// --- internal ---

function block(io: Io, why: string): number {
  io.stderr.write(
    `gater: ${why}; nothing ran. Stop and tell the person; do not look for another way.\n`,
  )
  return 2
}

async function readAll(io: Io): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Every line goes to gater as it is, one after the other, and gater's answer back. */
async function relay(socket: string, path: string, io: Io): Promise<number> {
  let rest = ''
  let last = Promise.resolve()
  let failed: unknown = null
  io.stdin.setEncoding('utf8')
  io.stdin.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      last = last.then(async () => {
        if (failed === null) io.stdout.write(await send(socket, path, line))
      })
      last.catch((error: unknown) => {
        failed = error
        io.stdin.destroy()
      })
    }
  })
  await once(io.stdin, 'close')
  await last
  return failed === null ? 0 : 1
}
