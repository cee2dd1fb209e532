import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, open, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { GaterError } from '../action/error.ts'
import { type Io, stateDir } from '../action/io.ts'
import type { Launch, LaunchFile, Look } from '../channel/channel.ts'
import { createGate, type Gate, type GateContext } from '../gate.ts'
import { type Journal, openJournal } from '../journal/append.ts'
import type { Redact } from '../journal/redact.ts'
import { branchOf, type Workspace } from '../policy/circumstances.ts'
import type { Policy } from '../policy/policy.ts'
import type { Attached } from '../review/attach.ts'
import { awakeClock } from '../review/clock.ts'
import { notify } from '../review/notify.ts'
import { createQueue, type Desk, type Queue } from '../review/queue.ts'
import type { Terminal } from '../review/surface.ts'
import { createActions } from './actions.ts'
import { agentEnvironment } from './environment.ts'
import { type ExecGateChoice, layersLine } from './exec/choose.ts'
import { openSessionExecs, type SessionExecs } from './exec/session-execs.ts'
import type { Housekeeping } from './exec/shapes.ts'
import { createGrants } from './grants.ts'
import { guardProcess } from './guard.ts'
import { createHooks } from './hooks.ts'
import { loadKernel } from './kernel.ts'
import { type Agent, forwarded, launch, type Start } from './launcher.ts'
import { packagePlaces } from './package.ts'
import { newCode } from './pairing.ts'
import { processRef } from './process.ts'
import type { AgentProgram } from './program.ts'
import { type ReviewServer, serveReview } from './review-server.ts'
import type { SharedScreen } from './screen.ts'
import { selfCheck } from './self-check.ts'
import { serveProposals } from './server.ts'
import {
  liveSessions,
  makePrivateDir,
  openSessions,
  reapSessions,
  removeSession,
  type SessionRecord,
  writeSession,
} from './sessions.ts'
import type { PopUp } from './terminal/popup.ts'
import { openPane } from './tmux.ts'

/** Puts a desk's questions to the person on a terminal. */
export type Attach = (desk: Desk, terminal: Terminal, interrupt: () => void) => Attached

/** Who is asked. */
export type Asking =
  /** The person, on the terminal that gater has; a `gater review` as well. */
  | { kind: 'terminal'; attach: Attach }
  /** The person, in a window over the screen of the agent, which gets a terminal of its own; so a `gater review`. */
  | { kind: 'popup'; popup: PopUp; attach: Attach }
  /** Only a `gater review` in another terminal, or in a tmux pane beside, since the agent draws on this one. */
  | { kind: 'elsewhere'; pane: boolean }
  /** Nobody, or with `wait` a `gater review`. */
  | { kind: 'never' }

export interface SessionOptions {
  agent: AgentProgram
  workspace: Workspace
  io: Io
  asking: Asking
  /** Questions wait for a reviewer until their own deadline. */
  wait: boolean
  /** Judges: see `gate.ts`. */
  examine: GateContext['examine']
  promote: GateContext['promote']
  /** Milliseconds of awake time that a question waits. */
  timeoutMs: number
  journal: { dir: string; redact: Redact | null }
  screen: SharedScreen
  /** Whether the exec gate is to stand, and what it judges by. */
  execGate: ExecGateChoice
  policy: Policy
  protects: readonly string[]
}

/** Milliseconds of awake time that a question of the exec gate waits: the agent hangs meanwhile. */
const execTimeoutMs = 60_000

/** Awake milliseconds that a question waits while nobody is there to answer it. */
const patience = 20_000

/**
 * Runs an agent behind the gate, from its start to its end. Resolves with the agent's exit code.
 * Rejects with `GaterError` when it was not started.
 */
export async function runSession(options: SessionOptions): Promise<number> {
  const closing: (() => unknown)[] = []
  try {
    return await run(options, (close) => closing.unshift(close))
  } catch (error) {
    throw beforeTheAgent(error)
  } finally {
    for (const close of closing) await close()
  }
}

/** An error from before the agent ran, with an exit code that is no agent's: 125 unless it is 126 or 127. */
export function beforeTheAgent(error: unknown): unknown {
  if (!(error instanceof GaterError) || error.exit >= 125) return error
  return new GaterError(error.message, { hint: error.hint, exit: 125, cause: error })
}

// --- internal ---

async function run(
  options: SessionOptions,
  finally_: (close: () => unknown) => void,
): Promise<number> {
  const { agent, workspace, io, asking, screen, wait } = options
  finally_(guardProcess(await loadKernel()))

  const dir = await openSessions(stateDir(io))
  await reapSessions(dir)
  const self = processRef(process.pid)
  if (self === null) throw new GaterError('gater cannot see its own process', { exit: 125 })
  const id = newSessionId(io.now())
  const record: SessionRecord = {
    v: 1,
    id,
    ...self,
    since: io.now().toISOString(),
    agent: agent.name,
    project: workspace.name,
    workspace: workspace.root,
    branch: branchOf(workspace.root),
    dir: await makePrivateDir(id, io.env),
    review: false,
  }
  finally_(() => removeSession(dir, record))
  if (asking.kind === 'popup') finally_(asking.popup.close)
  const started = start(options, record)
  if (!started.gated) return runUngated(options, started)
  await writeSession(dir, record)
  for (const file of started.files ?? []) await make(file)

  const journal = await openJournal({
    ...options.journal,
    session: id,
    now: io.now,
    say: screen.say,
    start: { agent: agent.name, workspace: workspace.root, args: agent.args },
  })
  finally_(() => journal.close())
  const deciding = new Set<Promise<unknown>>()
  finally_(() => Promise.allSettled(deciding))

  const clock = awakeClock()
  const queue = createQueue(clock, patienceOf(options))
  finally_(() => queue.close())
  const context: GateContext = {
    examine: options.examine,
    promote: options.promote,
    queue,
    journal,
    clock,
    now: io.now,
    timeoutMs: options.timeoutMs,
    project: workspace.name,
    workspace: workspace.root,
    branch: () => branchOf(workspace.root),
  }
  const gate = awaited(createGate(context), deciding)
  const grants = createGrants()
  const { execs, choice } = await openSessionExecs(options.execGate, {
    refused: grants.refuse,
    agent: agent.name,
    hooked: agent.channel !== null,
    workspace: workspace.root,
    home: io.home,
    policy: options.policy,
    protects: options.protects,
    env: agentEnvironment(started.env),
    socket: socketOf(record),
    gate: awaited(
      createGate({ ...context, timeoutMs: Math.min(options.timeoutMs, execTimeoutMs) }),
      deciding,
    ),
    configured: ownPrograms(agent.name),
    state: started.state ?? [],
    passes: started.passes,
    say: screen.say,
    note: (text) => void note(journal, 'exec-gate', text),
  })
  if (execs !== null) finally_(() => execs.stop())

  let running: Agent | null = null
  const alarm = (line: string) => {
    screen.say(`ALARM: ${line}; the agent is stopped`)
    void note(journal, 'unmatched-result', line)
    void running?.stop()
  }
  const server = await serveProposals({
    path: socketOf(record),
    session: id,
    actions: createActions(gate, agent.name, execs?.allow),
    hooks: createHooks({
      gate,
      grants,
      allow: execs?.allow,
      channel: agent.channel,
      passes: started.passes,
      look: lookAt(started.env),
      say: screen.say,
      alarm,
    }),
    channels: new Map(agent.channel === null ? [] : [[agent.channel.name, agent.channel]]),
  })
  finally_(() => server.close())

  const checked = await selfChecked(options, started)
  screen.say(layersLine(agent.name, agent.channel !== null, choice))
  for (const line of [...started.notes, ...checked]) screen.say(line)
  if (asking.kind !== 'never' || wait) {
    const review = await openReview(options, record, dir, queue)
    if (review !== null) finally_(() => review.close())
  }
  if (asking.kind === 'terminal') {
    const attached = asking.attach(queue, screen.terminal, () => running?.signal('SIGINT'))
    finally_(() => attached.detach())
  }
  if (asking.kind === 'elsewhere') finally_(notify(queue, screen.terminal))

  // Before the agent starts: a signal that comes meanwhile is its, too.
  const forwarding = forward(draws(asking), finally_)
  const stream = (name: 'stdin' | 'stdout' | 'stderr') => io[name].isTTY === true
  running = await launch(
    {
      path: agent.path,
      args: [...agent.wrapper, ...started.args],
      env: agentEnvironment(started.env),
      cwd: io.cwd,
      interactive: draws(asking),
      ...(asking.kind === 'popup' && { terminal: asking.popup.terminal }),
    },
    { stdin: stream('stdin'), stdout: stream('stdout'), stderr: stream('stderr') },
    screen,
    execs === null ? undefined : startUnder(execs),
  )
  forwarding.to(running)
  if (asking.kind === 'popup') return underWindow(asking, running, queue, screen)
  return running.exit
}

/** The agent draws on the person's terminal. */
function draws(asking: Asking): boolean {
  return asking.kind === 'elsewhere' || asking.kind === 'popup'
}

/** An agent in a terminal of its own, until its end; what gater has to say waits until the screen is the person's again. */
async function underWindow(
  { popup, attach }: Asking & { kind: 'popup' },
  agent: Agent,
  queue: Queue,
  screen: SharedScreen,
): Promise<number> {
  const uncover = screen.cover()
  try {
    const { host, window } = popup.host(agent)
    const attached = attach(queue, window, () => host.press('\x03'))
    await agent.exit
    await attached.detach()
    return await host.exit
  } finally {
    await popup.close()
    uncover()
  }
}

/** A call that starts no agent, like `claude --version`: as if gater were not there. */
async function runUngated(options: SessionOptions, { args }: Launch): Promise<number> {
  const { agent, io, screen } = options
  const env = { ...io.env }
  const plan = { path: agent.path, args: [...agent.wrapper, ...args], env, cwd: io.cwd }
  const none = { stdin: false, stdout: false, stderr: false }
  return (await launch({ ...plan, interactive: true }, none, screen)).exit
}

/** Arguments and environment as the channel wants them. */
function start({ agent, io, asking }: SessionOptions, record: SessionRecord): Launch {
  const env = { ...io.env, GATER_SOCKET: socketOf(record), GATER_NODE: process.execPath }
  if (agent.channel === null) {
    return { args: agent.args, env, notes: [], gated: true, passes: () => false }
  }
  return agent.channel.launch({
    args: agent.args,
    env,
    cwd: io.cwd,
    interactive: draws(asking),
    bin: packagePlaces.bin,
    socket: socketOf(record),
    node: process.execPath,
    home: io.home,
    dir: record.dir,
    readText,
    list,
  })
}

/** What the agent's own program says of the gate, where its channel asks it. */
async function selfChecked(
  { agent, io }: SessionOptions,
  { check, env }: Launch,
): Promise<readonly string[]> {
  if (check === undefined) return []
  return selfCheck(agent, check, { cwd: io.cwd, env: agentEnvironment(env) })
}

/** The review socket, where the kernel can say who connects to it; says how to use it. */
async function openReview(
  { io, asking, screen, agent }: SessionOptions,
  record: SessionRecord,
  dir: string,
  queue: Queue,
): Promise<ReviewServer | null> {
  const kernel = await loadKernel()
  if ('missing' in kernel) {
    const only = asking.kind === 'terminal' || asking.kind === 'popup' ? 'this terminal' : 'nobody'
    screen.say(`no \`gater review\` can be let in (${kernel.missing}): ${only} can answer`)
    return null
  }
  const code = io.env.GATER_REVIEW_CODE || newCode()
  const server = await serveReview({
    dir,
    session: record.id,
    desk: queue,
    code,
    kernel,
    hosts: () => liveSessions(dir),
    say: screen.say,
  })
  await writeSession(dir, { ...record, review: true })
  if (io.env.GATER_REVIEW_CODE) return server
  if (asking.kind === 'elsewhere' && asking.pane && (await openPane(io, code, queue))) {
    screen.say(`${agent.name} asks in the other pane`)
  } else {
    screen.say(`to answer in another terminal: gater review, with the pairing code ${code}`)
  }
  return server
}

function patienceOf({ asking, wait }: SessionOptions): number {
  if (wait) return Number.POSITIVE_INFINITY
  return asking.kind === 'never' ? 0 : patience
}

/** Signals go on to the agent; those of the terminal reach an interactive one by themselves. */
function forward(
  interactive: boolean,
  finally_: (close: () => unknown) => void,
): { to(agent: Agent): void } {
  const early: NodeJS.Signals[] = []
  let pass: Agent['signal'] = (signal) => void early.push(signal)
  for (const signal of forwarded) {
    const fromTerminal = signal === 'SIGINT' || signal === 'SIGQUIT'
    const handler = () => {
      if (!(interactive && fromTerminal)) pass(signal)
    }
    process.on(signal, handler)
    finally_(() => process.off(signal, handler))
  }
  return {
    to(agent) {
      pass = agent.signal
      for (const signal of early) agent.signal(signal)
    },
  }
}

function lookAt(env: Look['env']): Look {
  return {
    env,
    file: async (path) => readFile(path, 'utf8').catch(absent),
    async tail(path, bytes) {
      try {
        const file = await open(path)
        try {
          const { size } = await file.stat()
          const from = Math.max(0, size - bytes)
          const buffer = Buffer.alloc(size - from)
          const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
          const text = buffer.toString('utf8', 0, bytesRead)
          return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
        } finally {
          await file.close()
        }
      } catch {
        return null
      }
    },
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

async function make(file: LaunchFile): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true, mode: 0o700 })
  if ('link' in file) await symlink(file.link, file.path)
  else await writeFile(file.path, file.content, { mode: 0o600 })
}

function socketOf(record: SessionRecord): string {
  return join(record.dir, 'gater.sock')
}

/** Sorts by time. */
function newSessionId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]|\..*/g, '')
  return `${stamp}-${randomBytes(4).toString('hex')}`
}

async function note(journal: Journal, event: string, text: string): Promise<void> {
  await journal.note({ type: 'note', event, text }).catch(() => {})
}

/** A gate whose decisions are waited for before the journal is closed. */
function awaited({ propose, outcome }: Gate, deciding: Set<Promise<unknown>>): Gate {
  return {
    propose(proposal, signal) {
      const decision = propose(proposal, signal)
      deciding.add(decision)
      return decision.finally(() => deciding.delete(decision))
    },
    outcome,
  }
}

function startUnder(execs: SessionExecs): Start {
  return ({ path, args, cwd, env, interactive }, streams) =>
    execs.spawn(path, args, {
      cwd,
      env: agentEnvironment(env),
      stdio: streams,
      detached: !interactive,
    })
}

/** gater's own programs that an agent starts: they ask gater and nothing else. */
function ownPrograms(agent: string): Housekeeping[] {
  return ['gater-hook', 'gater-permission'].map((name) => ({
    program: join(packagePlaces.bin, name),
    argv: [name, agent],
    children: 'any',
  }))
}
