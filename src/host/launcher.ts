import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { GaterError } from '../action/error.ts'
import { inTerminal } from './terminal/pty.ts'

export interface LaunchPlan {
  /** Absolute. */
  path: string
  args: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** It draws on the person's terminal. Otherwise it gets a session of its own, without a controlling terminal. */
  interactive: boolean
  /** A terminal of gater's that the agent gets as its own, instead of gater's streams. */
  terminal?: string
}

/** Where an agent's output goes that would have gone to the person's terminal. */
export interface Screen {
  stdout(bytes: Buffer): void
  stderr(bytes: Buffer): void
}

/** An agent that runs. */
export interface Agent {
  pid: number
  /** Its exit code; 128 and the signal when one ended it. Settles when its output is through as well. */
  exit: Promise<number>
  signal(signal: NodeJS.Signals): void
  /** Ends it and what shares its process group, at last by force. */
  stop(): Promise<void>
}

/** Milliseconds between asking an agent to end and ending it. */
const grace = 5_000

/** An agent that was started, however it was. */
export interface Started {
  pid: number
  stdout: NodeJS.ReadableStream | null
  stderr: NodeJS.ReadableStream | null
  /** Settles when it has ended. */
  exited: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
}

/** Standard streams, or the terminal that is all three and the controlling one of a new session. */
export type Streams = readonly ('inherit' | 'pipe' | 'ignore')[] | { terminal: string }

/** Starts a program with these streams; rejects with `GaterError` 126 or 127. */
export type Start = (plan: LaunchPlan, streams: Streams) => Promise<Started>

/**
 * Starts the agent. Its standard streams are gater's own, byte for byte; only those of a non-interactive agent that
 * are the person's terminal are not handed on, since it could read the answers there: its input is empty then, and its
 * output goes by way of `screen`.
 *
 * Rejects with `GaterError` 126 or 127 when it cannot be executed.
 */
export async function launch(
  plan: LaunchPlan,
  terminals: Terminals,
  screen: Screen,
  start: Start = startPlainly,
): Promise<Agent> {
  const { interactive, terminal } = plan
  const streams = terminal === undefined ? streamsOf(interactive, terminals) : { terminal }
  const { pid, stdout, stderr, exited } = await start(plan, streams)
  stdout?.on('data', (bytes: Buffer) => screen.stdout(bytes))
  stderr?.on('data', (bytes: Buffer) => screen.stderr(bytes))
  const exit = through(exited, [stdout, stderr])

  const signal = (name: NodeJS.Signals) => {
    try {
      // A session of its own: the whole group, as a terminal would.
      process.kill(interactive ? pid : -pid, name)
    } catch {
      // It has ended.
    }
  }
  return {
    pid,
    exit,
    signal,
    async stop() {
      signal('SIGTERM')
      const force = setTimeout(() => signal('SIGKILL'), grace)
      await exit
      clearTimeout(force)
    },
  }
}

/** Milliseconds to wait for output after the agent has ended. */
const lastOutput = 500

/** Which of gater's standard streams are a terminal. */
export interface Terminals {
  stdin: boolean
  stdout: boolean
  stderr: boolean
}

/** Signals that a shell or a service manager ends a program with. */
export const forwarded: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']

// --- internal ---

function streamsOf(interactive: boolean, { stdin, stdout, stderr }: Terminals): Streams {
  return [
    !interactive && stdin ? 'ignore' : 'inherit',
    !interactive && stdout ? 'pipe' : 'inherit',
    !interactive && stderr ? 'pipe' : 'inherit',
  ]
}

const startPlainly: Start = async ({ path, args, cwd, env, interactive }, streams) => {
  const child =
    'terminal' in streams
      ? spawnInTerminal(streams.terminal, path, args, { cwd, env })
      : spawn(path, args, { cwd, env, detached: !interactive, stdio: [...streams] })
  const exited = new Promise<Awaited<Started['exited']>>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  await started(child, path)
  const { pid, stdout, stderr } = child
  if (pid === undefined) throw new GaterError(`\`${path}\` did not start`, { exit: 126 })
  return { pid, stdout, stderr, exited }
}

/** In a session of its own, its shell takes the terminal as the controlling one, and becomes the program. */
function spawnInTerminal(
  terminal: string,
  path: string,
  args: readonly string[],
  how: Pick<LaunchPlan, 'cwd' | 'env'>,
): ChildProcess {
  const start = inTerminal(terminal, path, args)
  return spawn(start.program, start.args, { ...how, detached: true, stdio: 'ignore' })
}

function started(child: ChildProcess, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'ENOENT'
      reject(
        new GaterError(`\`${path}\` cannot be executed (${error.code})`, {
          // The file is there: what is not found is the interpreter that its first line names.
          hint: gone ? 'is the interpreter in its first line installed?' : undefined,
          exit: gone ? 127 : 126,
          cause: error,
        }),
      )
    })
  })
}

/** Its output is through when its pipes close; what it left in the background may keep them open for ever. */
async function through(
  exited: Started['exited'],
  streams: readonly Started['stdout'][],
): Promise<number> {
  const closed = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream === null) resolve()
        else stream.once('close', resolve)
      }),
  )
  const { exitCode, signal } = await exited
  let patience: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    patience = setTimeout(resolve, lastOutput)
  })
  await Promise.race([Promise.all(closed), late])
  clearTimeout(patience)
  return exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal])
}
