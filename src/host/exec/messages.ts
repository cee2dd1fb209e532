import type { MessagePort } from 'node:worker_threads'
import type { Profile } from './bpf.ts'
import type { Exec, JudgeSource } from './exec.ts'
import type { Housekeeping } from './shapes.ts'

/** What the supervisor thread is given at start. */
export interface SupervisorData {
  port: MessagePort
  /** gater's own process. */
  gater: number
  agent: string
  home: string
  workspace: string | null
  configured: readonly Housekeeping[]
  /** Beginnings of paths that are the agent's own state, besides those of its shape. */
  state: readonly string[]
  judge: JudgeSource
  /** Soft limit of open files to give the agent; `null` leaves gater's own. */
  openFiles: bigint | null
}

/** Sent over the worker's own channel once the filter is in place. */
export interface StartSupervisor {
  /** Where the notifications come from. */
  listener: number
  /** A descriptor that becomes readable when there are messages in `port`. */
  wake: number
}

export type ToSupervisor =
  /** The next program that gater itself starts is the agent; `program` is its realpath. */
  | {
      kind: 'opening'
      program: string
      viaShell: boolean
      env: Readonly<Record<string, string>>
    }
  /** One run of a tool's shell with exactly this text. */
  | { kind: 'grant'; id: string; text: string; context: unknown }
  | { kind: 'revoke'; id: string }
  /** `grant`: its children come with it, under the grant of this id. */
  | { kind: 'allow'; question: number; grant: { id: string; context: unknown } | null }
  | { kind: 'refuse'; question: number; message: string }
  /** The agent process may change this file. */
  | { kind: 'expect'; id: string; path: string }
  | { kind: 'unexpect'; id: string }
  | { kind: 'stop' }

export type FromSupervisor =
  | { kind: 'ask'; question: number; exec: Exec }
  /** The process ended or was killed before there was an answer. */
  | { kind: 'gone'; question: number }
  /** A grant was taken up by process `pid`. */
  | { kind: 'granted'; id: string; pid: number }
  /** The first process of a grant has ended. */
  | { kind: 'over'; id: string; execs: number }
  | { kind: 'exec-refused'; pid: number; why: string }
  | { kind: 'write-refused'; pid: number; path: string }
  | { kind: 'fault'; message: string }

export interface SpawnerData {
  port: MessagePort
  profile: Profile
}

export type ToSpawner = {
  kind: 'spawn'
  id: number
  file: string
  argv0: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
  stdio: readonly (number | 'ignore')[]
  /** In a session of its own, without a controlling terminal. */
  detached: boolean
}

export type FromSpawner =
  | { kind: 'listening'; listener: number }
  | { kind: 'unavailable'; message: string; hint: string | null }
  | { kind: 'spawned'; id: number; pid: number }
  | { kind: 'failed'; id: number; code: string; message: string }
  | { kind: 'exited'; id: number; exitCode: number | null; signal: NodeJS.Signals | null }
