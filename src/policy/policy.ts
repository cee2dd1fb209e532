import { join, resolve } from 'node:path'
import { type Io, stateDir } from '../action/io.ts'
import type { RiskClass } from '../action/risk.ts'
import type { RuleRef, VerdictKind } from '../action/verdict.ts'

/** What may run: every layer of configuration merged, read once at start. */
export interface Policy {
  rules: readonly Rule[]
  hardGates: ReadonlySet<RiskClass>
  escalate: Escalate
  /** Milliseconds of awake time that a question waits. */
  reviewTimeoutMs: number
  journal: { dir: string | null; redact: boolean }
  /** Directory that path rules are relative to; `null` where none may be (design.md, "Workspace"). */
  workspace: string | null
}

export interface Escalate {
  confidenceBelow: number
  novelty: boolean
  secondOpinion: string | null
}

/** One line of policy. */
export interface Rule extends RuleRef {
  pattern: Pattern
  when: When
  /** UTC instant after which the rule no longer applies; `null` for never. */
  until: Date | null
  /** Hosts a contained run may reach. */
  net: readonly string[]
  note: string | null
  /** Where it comes from. Of a project file that is not trusted, `allow` and `contain` were dropped when read. */
  layer: 'default' | 'user' | 'project'
}

/** What a rule speaks of. Paths are absolute globs; words of `run` are matched one by one, `**` is any number. */
export type Pattern =
  | { verb: 'run'; words: readonly string[] }
  | { verb: 'read' | 'write' | 'delete'; path: string }
  | { verb: 'net'; host: string; port: string | null }
  | { verb: 'push'; remote: string; branch: string }
  | { verb: 'call'; tool: string }

/** All that are present must hold; each is a glob. `env` maps a name to the value it must have. */
export interface When {
  branch?: string
  cwd?: string
  worktree?: string
  agent?: string
  env?: Readonly<Record<string, string>>
}

/** The circumstances that `when` is tested against, and that paths are relative to. */
export interface Circumstances {
  agent: string
  /** Current branch; `null` outside a repository or when detached. */
  branch: string | null
  worktree: string | null
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  now: Date
}

export type { VerdictKind }

/** The journal's directory: `journal.dir` of the person's own file, below the home directory, else in the state directory. */
export function journalPlace({ journal }: Policy, io: Pick<Io, 'env' | 'home'>): string {
  return journal.dir === null ? join(stateDir(io), 'journal') : resolve(io.home, journal.dir)
}
