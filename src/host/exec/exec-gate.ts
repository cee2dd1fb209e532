import { randomUUID } from 'node:crypto'
import { closeSync, readFileSync, writeSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { MessageChannel, Worker } from 'node:worker_threads'
import { type AgentProcess, type SpawnOptions, startSpawner, unavailable } from './agent-process.ts'
import { basename, type Exec, type JudgeSource } from './exec.ts'
import { type Kernel, openKernel } from './kernel.ts'
import type { FromSupervisor, StartSupervisor, SupervisorData, ToSupervisor } from './messages.ts'
import { probeExecGate } from './probe.ts'
import type { Housekeeping } from './shapes.ts'

/**
 * The exec gate: every execve of the agent and of all its descendants waits in the kernel (seccomp user notification)
 * until gater has answered. When gater dies, each further one fails with ENOSYS.
 *
 *     main thread      questions: onExec → allow, allow with its children (a grant), or refuse
 *     supervisor       verdicts that need no person, and all answers to the kernel
 *     spawner          wears the filter; the agent is its child
 *
 * What it is not: a sandbox. A hostile program can change its arguments between the look and the start, and programs
 * that were running before gater are not seen.
 */
export interface ExecGate {
  /** Starts the agent, or another one, under the gate. Rejects with a GaterError of exit 126 or 127 as a shell would. */
  spawn(program: string, args: readonly string[], options: SpawnOptions): Promise<AgentProcess>
  /**
   * The agent may run exactly this text once through its shell tool, children included.
   * Takes effect before it returns: call it before the hook is answered. Returns the withdrawal, for a call that the
   * agent never made; that has no effect once the grant was taken up.
   */
  grant(grant: Grant): () => void
  /** The agent process may change this file (absolute path), until the returned function is called. */
  expectWrite(path: string): () => void
  /** What still runs of the agent can start nothing any more. */
  stop(): Promise<void>
}

export interface Grant {
  id: string
  text: string
  /** Handed to the judge with each exec inside: which hard gates the card has shown. Must be clonable. */
  context: unknown
}

/** The answer to an exec. With `grant`, its children run too, under the judge, as long as the process lives. */
export type ExecAnswer =
  | { allow: true; grant?: { id: string; context: unknown } | undefined }
  | { allow: false; message: string }

export interface ExecGateOptions {
  /** The agent's name, for what is known of its ways (shapes.ts); anything else is an unknown agent. */
  agent: string
  /** Absolute home directory of the person. */
  home: string
  /** Absolute, `null` where there is none. */
  workspace: string | null
  judge: JudgeSource
  /**
   * What the configuration makes the agent start without a tool call, and a person has confirmed: gater's own hook, MCP
   * servers, status lines. These are not asked; name the file (`program`) wherever it is known.
   */
  configured?: readonly Housekeeping[]
  /** Beginnings of paths where the agent keeps its state, besides those of its shape. */
  state?: readonly string[]
  /**
   * What to do with an exec that nothing covers. It hangs meanwhile, and usually the agent with it, so after
   * `questionMs` it is refused whatever this does. `signal` is aborted when the answer has no use any more.
   * A rejection refuses.
   */
  onExec(exec: Exec, signal: AbortSignal): Promise<ExecAnswer>
  /** A grant was taken up by process `pid`. */
  onGranted?(id: string, pid: number): void
  /** The first process of a grant has ended; `execs` programs ran inside it. What it left behind asks again. */
  onGrantOver?(id: string, execs: number): void
  /** Refused without a question: what could not be read. */
  onExecRefused?(pid: number, why: string): void
  /** The agent process tried to change a file without a decision, and got EACCES. */
  onWriteRefused?(pid: number, path: string): void
  /** Something failed inside the gate. What depended on it was refused. */
  onFault(message: string): void
  /**
   * Also gate file writes of the agent process itself (not of the programs that it starts): for agents that write although
   * their hook died. Each open for writing then costs its whole tree a notification, about 30 µs.
   */
  writes?: boolean
  /** Milliseconds that an exec may hang for an answer; 60 s by default. */
  questionMs?: number
}

const QUESTION_MS = 60_000

/**
 * Starts the gate; most of its time goes into two worker threads. gater becomes child subreaper and not dumpable.
 * Rejects with a GaterError that says why where this machine cannot do it; nothing runs any more then.
 */
export async function startExecGate(options: ExecGateOptions): Promise<ExecGate> {
  if (process.platform !== 'linux') throw unavailable('this is not Linux', null)
  // node's thread pool must exist before a thread wears the filter, or the pool would inherit it.
  await stat('/')
  // The threads come up while this one looks at the machine.
  const supervisor = startSupervisor(options)
  const spawner = startSpawner(options.writes === true ? 'write' : 'exec')
  const questions = new Map<number, AbortController>()
  let listener = -1
  let stopping = false

  supervisor.port.on('message', (message: FromSupervisor) => {
    switch (message.kind) {
      case 'ask':
        return void ask(message.question, message.exec)
      case 'gone':
        questions.get(message.question)?.abort()
        questions.delete(message.question)
        return
      case 'granted':
        return options.onGranted?.(message.id, message.pid)
      case 'over':
        return options.onGrantOver?.(message.id, message.execs)
      case 'exec-refused':
        return options.onExecRefused?.(message.pid, message.why)
      case 'write-refused':
        return options.onWriteRefused?.(message.pid, message.path)
      case 'fault':
        return options.onFault(message.message)
    }
  })
  for (const { worker, name } of [supervisor, spawner]) {
    worker.on('error', (error) => options.onFault(`the ${name} of the exec gate failed: ${error}`))
    worker.on('exit', () => {
      if (!stopping) void stop()
    })
  }

  async function ask(question: number, exec: Exec): Promise<void> {
    const controller = new AbortController()
    questions.set(question, controller)
    const answer = await answerInTime(options, exec, controller)
    if (!questions.delete(question)) return
    supervisor.post(
      answer.allow
        ? { kind: 'allow', question, grant: answer.grant ?? null }
        : { kind: 'refuse', question, message: answer.message },
    )
  }

  async function stop(): Promise<void> {
    stopping = true
    for (const controller of questions.values()) controller.abort()
    questions.clear()
    await supervisor.stop()
    await spawner.worker.terminate()
    // Without a listener each further exec of what is left fails with ENOSYS, and so do those that hang.
    if (listener >= 0) closeSync(listener)
    listener = -1
  }

  let kernel: Kernel
  try {
    const probe = await probeExecGate()
    if (!probe.available) throw unavailable(probe.reason, null)
    kernel = await openKernel()
    kernel.adoptOrphans()
    kernel.hide()
    listener = await spawner.listening
    supervisor.listen(kernel, listener)
  } catch (error) {
    await stop()
    throw error
  }

  return {
    spawn: (program, args, how) =>
      spawner.spawn(kernel, program, args, how, (opening) =>
        supervisor.post({ kind: 'opening', ...opening }),
      ),
    grant({ id, text, context }) {
      supervisor.post({ kind: 'grant', id, text, context })
      return () => supervisor.post({ kind: 'revoke', id })
    },
    expectWrite(path) {
      const id = randomUUID()
      supervisor.post({ kind: 'expect', id, path })
      return () => supervisor.post({ kind: 'unexpect', id })
    },
    stop,
  }
}

/** Contract: never rejects. Whatever goes wrong, and no answer in time, is a refusal. */
async function answerInTime(
  options: ExecGateOptions,
  exec: Exec,
  controller: AbortController,
): Promise<ExecAnswer> {
  const limit = options.questionMs ?? QUESTION_MS
  const { signal } = controller
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ExecAnswer>((done) => {
    timer = setTimeout(() => {
      done({ allow: false, message: lateMessage(exec, limit) })
      controller.abort()
    }, limit)
    signal.addEventListener('abort', () => done({ allow: false, message: 'refused: withdrawn' }))
  })
  try {
    return await Promise.race([options.onExec(exec, signal), late])
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    options.onFault(`an exec was refused: ${detail}`)
    return { allow: false, message: 'refused: gater failed while it decided' }
  } finally {
    clearTimeout(timer)
  }
}

function lateMessage(exec: Exec, limit: number): string {
  const name = basename(exec.program)
  return (
    `refused: nobody answered within ${Math.round(limit / 1000)} s whether \`${name}\` may run; ` +
    'stop here and tell the person, do not look for another way'
  )
}

function startSupervisor(options: ExecGateOptions) {
  const { port1: port, port2 } = new MessageChannel()
  const data: SupervisorData = {
    port: port2,
    gater: process.pid,
    agent: options.agent,
    home: options.home,
    workspace: options.workspace,
    configured: options.configured ?? [],
    state: options.state ?? [],
    judge: options.judge,
    openFiles: openFilesBeforeNode(),
  }
  const worker = new Worker(new URL('./supervisor.js', import.meta.url), {
    workerData: data,
    transferList: [port2],
    // It closes descriptors that the kernel gave it, which node would warn about.
    trackUnmanagedFds: false,
  })
  /** Both ends of the line that wakes the thread; none before it listens and after it ended. */
  let wake: [mine: number, theirs: number] | null = null
  const ended = new Promise<void>((done) => {
    worker.once('exit', () => {
      for (const fd of wake ?? []) closeSync(fd)
      wake = null
      port.close()
      done()
    })
  })
  function post(message: ToSupervisor): void {
    if (wake === null) return
    port.postMessage(message)
    try {
      writeSync(wake[0], '!')
    } catch {
      // Full: it has not read what woke it before, and will find this message with the others.
    }
  }
  return {
    name: 'supervisor',
    worker,
    port,
    post,
    listen(kernel: Kernel, listener: number) {
      wake = kernel.socketPair(false)
      const start: StartSupervisor = { listener, wake: wake[1] }
      worker.postMessage(start)
    },
    async stop() {
      if (wake === null) await worker.terminate()
      else post({ kind: 'stop' })
      await ended
    },
  }
}

/**
 * The soft limit of open files that gater was started with. Node raises its own to the hard one, and agents that
 * use select() break when they inherit that; the parent still has the original.
 */
function openFilesBeforeNode(): bigint | null {
  try {
    const limits = readFileSync(`/proc/${process.ppid}/limits`, 'latin1')
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return soft === undefined ? null : BigInt(soft)
  } catch {
    return null
  }
}
