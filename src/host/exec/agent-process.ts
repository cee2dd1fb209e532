import { accessSync, closeSync, constants, openSync, realpathSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { delimiter, resolve } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { GaterError } from '../../action/error.ts'
import type { Profile } from './bpf.ts'
import type { Kernel } from './kernel.ts'
import type { FromSpawner, SpawnerData, ToSpawner } from './messages.ts'

export interface SpawnOptions {
  /** Absolute. */
  cwd: string
  env: Record<string, string>
  /**
   * Descriptors 0 to 2: `inherit` is gater's own, `pipe` gives a stream on the returned process, a number is a descriptor
   * of gater. With a path, all three are that terminal, which becomes the controlling one of a new session.
   */
  stdio: readonly ('inherit' | 'pipe' | 'ignore' | number)[] | { terminal: string }
  /** In a session of its own, without a controlling terminal. With a terminal it always is. */
  detached?: boolean
}

export interface AgentProcess {
  pid: number
  stdin: Socket | null
  stdout: Socket | null
  stderr: Socket | null
  exited: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
}

/**
 * Makes the terminal the controlling one, by opening it as the leader of a session that has none,
 * and becomes the agent.
 */
const viaTerminal = ': <"$0"; exec "$@"'

type Exited = Awaited<AgentProcess['exited']>

interface Waiting {
  spawned(pid: number): void
  failed(code: string): void
  exited(how: Exited): void
}

/** Starts the thread that wears the filter. `listening` rejects where the kernel refuses the filter. */
export function startSpawner(profile: Profile) {
  const { port1: port, port2 } = new MessageChannel()
  const data: SpawnerData = { port: port2, profile }
  const worker = new Worker(new URL('./spawner.js', import.meta.url), {
    workerData: data,
    transferList: [port2],
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let turn: Promise<unknown> = Promise.resolve()

  const listening = new Promise<number>((done, fail) => {
    worker.once('exit', () => {
      fail(unavailable('its thread ended', null))
      port.close()
    })
    port.on('message', (message: FromSpawner) => {
      switch (message.kind) {
        case 'listening':
          return done(message.listener)
        case 'unavailable':
          return fail(unavailable(message.message, message.hint))
        case 'spawned':
          return waiting.get(message.id)?.spawned(message.pid)
        case 'failed':
          waiting.get(message.id)?.failed(message.code)
          return void waiting.delete(message.id)
        case 'exited':
          waiting.get(message.id)?.exited(message)
          return void waiting.delete(message.id)
      }
    })
  })

  function spawn(
    kernel: Kernel,
    program: string,
    args: readonly string[],
    { cwd, env, stdio, detached }: SpawnOptions,
    announce: (how: { program: string; viaShell: boolean; env: SpawnOptions['env'] }) => void,
  ): Promise<AgentProcess> {
    const file = findAgent(program, cwd, env.PATH ?? '')
    const terminal = 'terminal' in stdio ? stdio.terminal : null
    const ends = 'terminal' in stdio ? terminalEnds(stdio.terminal) : stdioEnds(kernel, stdio)
    const id = ++lastId
    const message: ToSpawner = {
      kind: 'spawn',
      id,
      file: terminal === null ? file : '/bin/sh',
      argv0: terminal === null ? program : 'sh',
      args: terminal === null ? args : ['-c', viaTerminal, terminal, file, ...args],
      cwd,
      env,
      stdio: ends.theirs,
      detached: detached === true || terminal !== null,
    }
    const closeTheirs = () => {
      for (const fd of ends.toClose) closeSync(fd)
    }
    return new Promise((done, fail) => {
      let exited = (_how: Exited) => {}
      const end = new Promise<Exited>((resolved) => {
        exited = resolved
      })
      waiting.set(id, {
        spawned(pid) {
          closeTheirs()
          const [stdin = null, stdout = null, stderr = null] = ends.ours
          done({ pid, stdin, stdout, stderr, exited: end })
        },
        failed(code) {
          closeTheirs()
          for (const stream of ends.ours) stream?.destroy()
          fail(cannotStart(program, code))
        },
        exited: ({ exitCode, signal }) => exited({ exitCode, signal }),
      })
      announce({ program: realpathSync(file), viaShell: terminal !== null, env })
      port.postMessage(message)
    })
  }

  return {
    name: 'spawner',
    worker,
    listening,
    /** One after the other: the supervisor expects one new agent at a time. */
    spawn(...how: Parameters<typeof spawn>): Promise<AgentProcess> {
      const mine = turn.then(() => spawn(...how))
      turn = mine.catch(() => {})
      return mine
    },
  }
}

interface Ends {
  theirs: (number | 'ignore')[]
  ours: (Socket | null)[]
  toClose: number[]
}

function stdioEnds(
  kernel: Kernel,
  stdio: readonly ('inherit' | 'pipe' | 'ignore' | number)[],
): Ends {
  const ends: Ends = { theirs: [], ours: [], toClose: [] }
  for (const [index, one] of stdio.entries()) {
    if (one !== 'pipe') {
      ends.theirs.push(one === 'inherit' ? index : one)
      ends.ours.push(null)
      continue
    }
    const [mine, theirs] = kernel.socketPair(true)
    ends.theirs.push(theirs)
    ends.toClose.push(theirs)
    ends.ours.push(new Socket({ fd: mine, readable: index > 0, writable: index === 0 }))
  }
  return ends
}

function terminalEnds(path: string): Ends {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  return { theirs: [fd, fd, fd], ours: [null, null, null], toClose: [fd] }
}

/** The file that a shell would start for this name. */
function findAgent(program: string, cwd: string, path: string): string {
  const candidates = program.includes('/')
    ? [resolve(cwd, program)]
    : path.split(delimiter).map((folder) => resolve(cwd, folder, program))
  let denied = false
  for (const file of candidates) {
    try {
      if (!statSync(file).isFile()) continue
      accessSync(file, constants.X_OK)
      return file
    } catch (error) {
      denied ||= error instanceof Error && 'code' in error && error.code === 'EACCES'
    }
  }
  throw cannotStart(program, denied ? 'EACCES' : 'ENOENT')
}

function cannotStart(program: string, code: string): GaterError {
  if (code === 'ENOENT') return new GaterError(`\`${program}\` was not found`, { exit: 127 })
  return new GaterError(`\`${program}\` cannot be executed (${code})`, { exit: 126 })
}

export function unavailable(reason: string, hint: string | null): GaterError {
  return new GaterError(`the exec gate is not available: ${reason}`, {
    exit: 125,
    ...(hint === null ? {} : { hint }),
  })
}
