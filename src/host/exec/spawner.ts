/**
 * The worker thread under whose filter the agent is born. It puts the filter on itself, which its children inherit
 * and gater's other threads do not have, so no second node and no launcher process is needed.
 */
import { spawn } from 'node:child_process'
import { workerData } from 'node:worker_threads'
import { GaterError } from '../../action/error.ts'
import { openKernel } from './kernel.ts'
import type { FromSpawner, SpawnerData, ToSpawner } from './messages.ts'

const { port, profile }: SpawnerData = workerData
const post = (message: FromSpawner) => port.postMessage(message)

try {
  const kernel = await openKernel()
  kernel.forgoPrivileges()
  post({ kind: 'listening', listener: kernel.installFilter(profile) })
  port.on('message', (message: ToSpawner) => start(message))
} catch (error) {
  const known = error instanceof GaterError
  post({
    kind: 'unavailable',
    message: known ? error.message : String(error),
    hint: known ? (error.hint ?? null) : null,
  })
}

/** libuv gives the child default signal actions (node itself ignores SIGPIPE) and its descriptors 0 to 2. */
function start({ id, file, argv0, args, cwd, env, stdio, detached }: ToSpawner): void {
  const fail = (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO'
    post({ kind: 'failed', id, code, message: String(error) })
  }
  try {
    const child = spawn(file, args, { argv0, cwd, env, stdio: [...stdio], detached })
    child.on('error', fail)
    child.on('exit', (exitCode, signal) => post({ kind: 'exited', id, exitCode, signal }))
    if (child.pid !== undefined) post({ kind: 'spawned', id, pid: child.pid })
  } catch (error) {
    fail(error)
  }
}
