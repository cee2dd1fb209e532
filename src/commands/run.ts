import { closeSync, openSync } from 'node:fs'
import process from 'node:process'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { checkEnvironment } from '../host/environment.ts'
import { chooseExecGate, type ExecGateChoice } from '../host/exec/choose.ts'
import { checkOutside } from '../host/outside.ts'
import { packagePlaces } from '../host/package.ts'
import { openPipeline } from '../host/pipeline.ts'
import { type AgentProgram, resolveAgent } from '../host/program.ts'
import { type SharedScreen, shareScreen } from '../host/screen.ts'
import { type Asking, type Attach, beforeTheAgent, runSession } from '../host/session.ts'
import { findWorkspace, type Workspace } from '../policy/circumstances.ts'
import { loadPolicy } from '../policy/config.ts'
import type { Policy } from '../policy/policy.ts'
import { confirm } from '../policy/trust.ts'
import { attachTerminal } from '../review/attach.ts'
import { confirmFile, confirmPage } from '../review/confirm.ts'
import { createEditor } from '../review/edit.ts'
import { printable } from '../review/printable.ts'
import { openTerminal } from '../review/terminal.ts'

/** Over the agent's screen, in a tmux pane beside it, or in another terminal. */
export const uis = ['popup', 'split', 'elsewhere'] as const
type Ui = (typeof uis)[number]

export interface RunOptions {
  /** False: never ask. */
  input?: boolean
  /** Let a `gater review` elsewhere answer until the question's own time is over. */
  wait?: boolean
  /** Where an agent that draws asks: `popup` (by default), `split` or `elsewhere`. */
  ui?: Ui
  /** The channel to use. */
  agent?: string
  /** `auto`, `on` or `off`; `auto` by default. */
  execGate?: string
  /** Ask before starting without the exec gate. */
  strict?: boolean
  /** Start although the environment may load code into gater. */
  envOk?: boolean
  /** Start although gater lies inside the workspace. */
  dev?: boolean
}

/**
 * Runs an agent behind the gate. Resolves with the agent's exit code.
 * Rejects with `GaterError`: 125 when gater failed before the agent ran, 126 cannot be executed, 127 not found.
 */
export async function run(words: readonly string[], options: RunOptions, io: Io): Promise<number> {
  try {
    checkNotNested(io.env)
    if (!options.envOk) checkEnvironment(io.env)
    const execGate = await chooseExecGate(options.execGate ?? 'auto')
    const gated = execGate.stands
    const agent = resolveAgent(words, { agent: options.agent, env: io.env, cwd: io.cwd, gated })
    return await runAgent(agent, { ...options, execGate }, io)
  } catch (error) {
    throw beforeTheAgent(error)
  }
}

/** Runs an agent that was found. */
export async function runAgent(
  agent: AgentProgram,
  options: Pick<RunOptions, 'input' | 'wait' | 'ui' | 'dev' | 'strict'> & {
    execGate: ExecGateChoice
  },
  io: Io,
): Promise<number> {
  const workspace = findWorkspace(io.cwd, io.home)
  if (!options.dev)
    checkOutside(workspace.root, { gater: packagePlaces.root, node: process.execPath })
  const screen = shareScreen(openTerminal({ env: io.env }), io)
  const kind = options.input === false ? 'never' : askingKind(agent, io)
  if (options.strict) await confirmWithout(options.execGate, kind === 'never' ? null : screen)
  const policy = await confirmedPolicy(workspace, kind === 'never' ? null : screen, io)
  const pipeline = await openPipeline({ policy, agent: agent.name, workspace, io, say: screen.say })

  const edit = createEditor({ env: io.env, workspaces: () => [workspace.root] })
  const attach: Attach = (desk, terminal, interrupt) =>
    attachTerminal(desk, terminal, { name: 'terminal', edit, interrupt })
  const asking: Asking =
    kind === 'terminal'
      ? { kind, attach }
      : kind === 'never'
        ? { kind }
        : await askingBeside(options.ui ?? 'popup', attach, screen, io)
  return runSession({
    ...pipeline,
    agent,
    workspace,
    io,
    asking,
    screen,
    policy,
    execGate: options.strict ? requiredOf(options.execGate) : options.execGate,
    wait: options.wait === true,
  })
}

// --- internal ---

function requiredOf(choice: ExecGateChoice): ExecGateChoice {
  return choice.stands ? { ...choice, required: true } : choice
}

/** `--strict`: a person says whether the agent starts without the exec gate. */
async function confirmWithout(choice: ExecGateChoice, screen: SharedScreen | null): Promise<void> {
  if (choice.stands) return
  const text = [
    `The exec gate cannot stand: ${choice.why}.`,
    'Only what the agent itself asks would be decided; when its hook dies, nothing else holds.',
  ]
  if (
    screen !== null &&
    (await confirmPage({ text, yes: 'yes, start all the same' }, screen.terminal))
  )
    return
  throw new GaterError(`the exec gate is not available: ${choice.why}`, {
    hint: 'leave out `--strict` to run with what the agent itself asks',
    exit: 125,
  })
}

/** The policy, after the person was shown what loosens it since they last confirmed it. */
async function confirmedPolicy(
  workspace: Workspace,
  screen: SharedScreen | null,
  io: Io,
): Promise<Policy> {
  const say = (line: string) => io.stderr.write(`gater: ${printable(line)}\n`)
  const loaded = await loadPolicy(io, workspace)
  let confirmed = false
  for (const { file, diff, text } of loaded.pending) {
    if (screen !== null && (await confirmFile({ name: file, diff }, screen.terminal))) {
      confirm(io, file, text)
      confirmed = true
    } else {
      say(
        `${file} is not confirmed: only what it tightens holds; to confirm it: gater trust ${file}`,
      )
    }
  }
  const { policy, notes } = confirmed ? await loadPolicy(io, workspace) : loaded
  for (const note of notes) say(note)
  return policy
}

/** Where to ask about an agent that draws on the person's terminal. */
async function askingBeside(
  ui: Ui,
  attach: Attach,
  { say, leave }: SharedScreen,
  { env }: Io,
): Promise<Asking> {
  const elsewhere: Asking = { kind: 'elsewhere', pane: ui === 'split' }
  if (ui !== 'popup') return elsewhere
  const fallBack = (why: string) => {
    say(`${why}: questions are asked elsewhere`)
    return elsewhere
  }
  if (!env.TERM || env.TERM === 'dumb')
    return fallBack('no window over a terminal without a cursor')
  if (env.ACCESSIBLE) return fallBack('no window with ACCESSIBLE set')
  try {
    const { openPopUp } = await import('../host/terminal/popup.ts')
    return { kind: 'popup', attach, popup: await openPopUp({ color: !env.NO_COLOR, say: leave }) }
  } catch (error) {
    return fallBack(
      error instanceof GaterError ? error.message : 'no window: @xterm/headless is missing',
    )
  }
}

/** An agent's own gater would ask what the outer one has asked already, and fight with it for the screen. */
function checkNotNested(env: Io['env']): void {
  if (!env.GATER_SOCKET) return
  throw new GaterError('this already runs under gater (GATER_SOCKET is set)', {
    hint: 'start the agent itself; what it does is asked by the gater outside',
    exit: 125,
  })
}

function askingKind({ channel, args }: AgentProgram, io: Io): 'terminal' | 'elsewhere' | 'never' {
  if (!hasTerminal()) return 'never'
  // An agent that asks by itself is taken for a plain program: its own screen would need one of its own.
  const draws = channel !== null && !channel.headless(args)
  return draws && io.stdin.isTTY && io.stdout.isTTY ? 'elsewhere' : 'terminal'
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r+'))
    return true
  } catch {
    return false
  }
}
