import type { Effect } from './effect.ts'
import type { Risk } from './risk.ts'

/** What an agent wants to do, before anyone has judged it. */
export type Action = CommandAction | WriteAction | CallAction

/** A line for a shell. */
export interface CommandAction {
  kind: 'command'
  /** The line exactly as the shell will get it. */
  command: string
  /** Absolute directory in which it starts. */
  cwd: string
  /** The shell that will read it; where it is unknown, the line must be safe in each of them. */
  shell?: Shell
  /** Set when the action was seen at `execve`: the real argument vector, of which `command` is the quotation. */
  argv?: readonly string[]
}

export type Shell = 'bash' | 'zsh' | 'sh'

/** A file to be created, changed or deleted. */
export interface WriteAction {
  kind: 'write'
  /** Absolute path. */
  path: string
  /** The whole new content; `null` deletes the file. */
  content: string | null
  /** Permission bits of the new file; absent leaves them alone. */
  mode?: number
}

/** A tool of the agent that is neither a shell nor a plain file write: MCP tools, web fetches, the agent's own. */
export interface CallAction {
  kind: 'call'
  /** The tool's full name, e.g. `mcp__docs__search`. */
  tool: string
  input: unknown
  /**
   * What the channel knows for certain about this tool of its own agent.
   * Absent for MCP and unknown tools: those are judged by name and arguments, and asked.
   */
  known?: { risk: Risk; effects: readonly Effect[]; why: string }
}

/** An action with what is known about who wants it and why. */
export interface Proposal {
  /** Unique within the journal. */
  id: string
  action: Action
  /** The agent's name, e.g. `claude`. */
  agent: string
  /** The channel that carried it, e.g. `claude`, `socket`, `exec`. */
  channel: string
  /** The agent's own words; written to persuade, never trusted. */
  reason: string | null
  /** 0 to 1 as the agent states it; `null` where it does not. */
  confidence: number | null
  /** Where gater saw it without being told: the programs above it, nearest first. */
  seenUnder?: readonly string[]
  /** What will go wrong even if it is approved; gater's own words. */
  caution?: string
  /** The agent's own id of the call, for finding its result again. */
  callId?: string
}
