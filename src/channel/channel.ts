import type { Proposal } from '../action/action.ts'
import type { Decision } from '../action/decision.ts'
import type { Outcome } from '../action/outcome.ts'

/**
 * How one agent speaks: its native event becomes proposals, gater's decision becomes its native reply.
 * Pure; files are read by the reader that is passed in. The host does everything that touches the machine.
 */
export interface Channel {
  name: string
  /** Base names of the programs that are this agent. */
  programs: readonly string[]
  /** Versions that `test/agents` ran against, as a range for people. */
  tested: string
  /**
   * How to start the agent behind the gate, or why not.
   * Contract: throws `GaterError` (exit 125) for arguments that would remove the gate and cannot be merged.
   */
  launch(request: LaunchRequest): Launch
  /**
   * Reads an event of the agent's hook.
   * Contract: throws `GaterError` for anything it does not understand; the host answers that with `refuse`.
   */
  read(event: unknown, look: Look): Promise<Event>
  /** The reply for a decision on a proposal. */
  reply(event: Event, decision: Decision): Reply
  /** The reply when gater itself failed: always a block in this agent's terms, with a message for the model. */
  refuse(message: string): Reply
}

/** What a hook event means to gater. */
export type Event =
  | { kind: 'propose'; proposal: Proposal; native: unknown }
  /** A tool ended. `callId` names the call. */
  | { kind: 'result'; callId: string; outcome: Outcome; tool: string; input: unknown }
  /** Something gater only answers: configuration changed, session ended. `block` says why it is refused. */
  | { kind: 'notice'; block: string | null }

/** Body and exit code for the agent's hook process. */
export interface Reply {
  stdout: string
  stderr: string
  exitCode: number
}

/** Named ways of looking at the machine that a channel may use. */
export interface Look {
  /** Content of a text file; `null` where it does not exist. Throws where it cannot be read. */
  file(path: string): Promise<string | null>
}

export interface LaunchRequest {
  /** The agent's arguments after its program. */
  args: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Both ends of the agent's standard streams are a terminal and it was not told to be headless. */
  interactive: boolean
  /** Absolute path of `bin/gater-hook` and friends. */
  bin: string
  /** Private directory of this session for files the launch needs. */
  dir: string
  readText(path: string): string | null
}

export interface Launch {
  args: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  /** One line each, said before the agent starts: what was changed, what stays open. */
  notes: readonly string[]
}
