import { closeSync, openSync } from 'node:fs'
import process from 'node:process'
import type { Io } from '../action/io.ts'
import { checkEnvironment } from '../host/environment.ts'
import { packagePlaces } from '../host/package.ts'
import { openPipeline } from '../host/pipeline.ts'
import { type AgentProgram, resolveAgent } from '../host/program.ts'
import { shareScreen } from '../host/screen.ts'
import { type Asking, beforeTheAgent, runSession } from '../host/session.ts'
import { checkOutside, findWorkspace } from '../host/workspace.ts'
import { attachTerminal } from '../review/attach.ts'
import { createEditor } from '../review/edit.ts'
import { openTerminal } from '../review/terminal.ts'

export interface RunOptions {
  /** False: never ask. */
  input?: boolean
  /** Let a `gater review` elsewhere answer until the question's own time is over. */
  wait?: boolean
  /** The channel to use. */
  agent?: string
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
    if (!options.envOk) checkEnvironment(io.env)
    const agent = resolveAgent(words, { agent: options.agent, env: io.env, cwd: io.cwd })
    return await runAgent(agent, options, io)
  } catch (error) {
    throw beforeTheAgent(error)
  }
}

/** Runs an agent that was found. */
export async function runAgent(
  agent: AgentProgram,
  options: Pick<RunOptions, 'input' | 'wait' | 'dev'>,
  io: Io,
): Promise<number> {
  const workspace = findWorkspace(io.cwd, io.home)
  if (!options.dev) checkOutside(workspace, { gater: packagePlaces.root, node: process.execPath })
  const screen = shareScreen(openTerminal({ env: io.env }), io)
  const pipeline = await openPipeline({ agent: agent.name, workspace, io, say: screen.say })

  const edit = createEditor({ env: io.env, workspace: workspace.root })
  const attach: (Asking & { kind: 'terminal' })['attach'] = (desk, interrupt) =>
    attachTerminal(desk, screen.terminal, { name: 'terminal', edit, interrupt })
  const kind = options.input === false ? 'never' : askingKind(agent, io)
  const asking: Asking = kind === 'terminal' ? { kind, attach } : { kind }
  return runSession({
    ...pipeline,
    agent,
    workspace,
    io,
    asking,
    screen,
    wait: options.wait === true,
  })
}

// --- internal ---

function askingKind({ channel, args }: AgentProgram, io: Io): Asking['kind'] {
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
