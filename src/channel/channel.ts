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
  /** Whether these arguments have it run without a screen of its own, so that gater may ask on the same terminal. */
  headless(args: readonly string[]): boolean
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
  /** The reply for a decision on a proposal. Contract: never throws. */
  reply(event: Propose, decision: Decision): Reply
  /** The reply to a call's result, for an agent that takes the note of an approval only then. Contract: never throws. */
  afterwards?(note: string): Reply
  /** The reply when gater itself failed: always a block in this agent's terms, with a message for the model. */
  refuse(message: string): Reply
  /**
   * For agents that start their shell through `bin/gater-shell`: the command inside the string that it was handed
   * (the body of `POST /v1/shell`), exactly as the hook proposed it; `null` when it is not precisely this agent's shape.
   * The host grants it once for each approved command of the same text, and grants what `Launch.passes` always.
   */
  unwrap?(text: string): string | null
  /**
   * For agents that ask a second time, through a tool of ours: answers one JSON-RPC line of `bin/gater-permission`
   * (the body of `POST /v1/permission/NAME`). `approved` tells the native input that was approved for a call,
   * `null` where none was. Returns the line to send back, or `null` for a notification.
   */
  permit?(line: string, approved: (callId: string) => Approved | null): string | null
  /** The reply for a `confirm` event. Contract: never throws. */
  confirm?(approved: boolean): Reply
}

/** What may run under the agent's own id of a call. */
export interface Approved {
  tool: string
  input: unknown
}

/** What a hook event means to gater. */
export type Event =
  | Propose
  /** A tool ended. `callId` names the call; `null` where the agent does not, and the same tool and input are the call. */
  | {
      kind: 'result'
      callId: string | null
      outcome: Outcome
      tool: string
      input: unknown
      /** The command, where by its output a layer below the hook refused it. Only the host knows whether one did. */
      refused?: string
    }
  /**
   * The agent would ask the person as well, about a call that it has asked gater about, without naming its id. `inputs`
   * are what the approved input may be: as it stands, and without what the agent may have added to it.
   */
  | { kind: 'confirm'; tool: string; inputs: readonly unknown[] }
  /** Something gater only answers: configuration changed, session ended. `block` says why it is refused. */
  | { kind: 'notice'; block: string | null }

export interface Propose {
  kind: 'propose'
  proposal: Proposal
  native: Native
}

/** The call in the agent's own words, as far as a reply needs them. */
export interface Native {
  tool: string
  input: Readonly<Record<string, unknown>>
  /** For a change of a file: the content that the change was worked out on; `null` where there was none. */
  before?: string | null
  /** A word without which the agent's own policy lets no call run: the reply puts it into what may run. */
  seal?: string
}

/** What the agent's hook process prints, and its exit code. `wire.ts` carries it there. */
export interface Reply {
  stdout: string
  stderr: string
  exitCode: number
  /** For a decision that lets the call run: what may run, for `permit`. */
  approved?: Approved
}

/** Named ways of looking at the machine that a channel may use. */
export interface Look {
  /** The agent's environment, as it was launched. */
  env: Readonly<Record<string, string | undefined>>
  /** Content of a text file; `null` where it does not exist. Throws where it cannot be read. */
  file(path: string): Promise<string | null>
  /** The last `bytes` of a text file, from the next line start on; `null` where it does not exist. Never throws. */
  tail(path: string, bytes: number): Promise<string | null>
}

export interface LaunchRequest {
  /** The agent's arguments after its program. */
  args: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Both ends of the agent's standard streams are a terminal and it was not told to be headless. */
  interactive: boolean
  /** Absolute directory of `gater-hook`, `gater-shell` and `gater-permission`. */
  bin: string
  /** Absolute paths of the proposal socket and of the node that runs gater. */
  socket: string
  node: string
  /** The person's home directory. */
  home: string
  /** Private directory of this session for files the launch needs. */
  dir: string
  readText(path: string): string | null
  /** Names in a directory; none where it does not exist. */
  list(path: string): readonly string[]
}

export interface Launch {
  args: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  /** One line each, said before the agent starts: what was changed, what stays open. */
  notes: readonly string[]
  /** False for a call that starts no agent, like `claude --version`: the host runs it as it is. */
  gated: boolean
  /** What the host makes before the start, in this order; paths below `LaunchRequest.dir`. */
  files?: readonly LaunchFile[]
  /** Beginnings of paths below `LaunchRequest.dir` where the agent keeps its state: the exec gate lets it write there. */
  state?: readonly string[]
  /**
   * Whether a string that `bin/gater-shell` was handed is what the agent's configuration, as it was at the start,
   * starts by itself (the person's own hooks and MCP servers, and gater's): granted as often as it comes.
   */
  passes(text: string): boolean
  /** Asks the agent's own program, before the agent starts, whether the gate holds. */
  check?: LaunchCheck
}

/** A program run of the agent that tells whether its hook will be asked; it is ended when it has told. */
export interface LaunchCheck {
  args: readonly string[]
  /** For its standard input, which stays open. */
  input: string
  /** What a line of its output tells: why the agent must not start, or notes; `null` for a line that tells nothing. */
  answer(line: string): { refused: string } | { notes: readonly string[] } | null
}

/** A file for this session alone, private to the person; or a symbolic link. */
export type LaunchFile = { path: string } & ({ content: string } | { link: string })
