import type { Action, Proposal } from '../action/action.ts'
import type { Verdict } from '../action/verdict.ts'

/** What a person is asked. */
export interface Question {
  id: string
  proposal: Proposal
  verdict: Verdict
  /** Files before and after, for every write whose content is known; made by looking before asking. */
  changes: readonly Change[]
  /** For the top line: workspace name, branch. */
  project: string
  branch: string | null
  /** UTC milliseconds when it was raised, and when it expires (awake time). */
  raised: number
  deadline: number
  /**
   * What key `a` may write: each offer is a set of rules that together would have allowed this line.
   * Absent or empty, and always for a hard gate: the key is not there.
   */
  offers?: readonly (readonly string[])[]
  /** How many commands the line holds, where more than one. */
  commands?: number
  /** Set when this action is a person's edit of what the agent proposed, asked again. */
  editedFrom?: Action
}

/** A file before and after; `null` where there is none. */
export interface Change {
  path: string
  before: string | null
  after: string | null
  /** Why no diff can be shown: binary, too large, unreadable. */
  unshown?: string
  /** Permission bits before and after, where they are known and would change. */
  modes?: readonly [before: number | null, after: number | null]
}

/** What a person answered. */
export type Answer =
  /** `rules`: one of the question's offers, to be written into the policy as well. */
  | { kind: 'approve'; rules?: readonly string[] }
  | { kind: 'reject'; note: string | null }
  | { kind: 'edit'; action: Action }

/** An answer with who gave it, e.g. `terminal` or `review:pts/3`. */
export interface Answered {
  answer: Answer
  reviewer: string
}

/** Why a question ended without an answer. */
export type Unanswered = 'timeout' | 'no-reviewer' | 'withdrawn'
