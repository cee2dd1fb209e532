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
}

/** A file before and after. */
export interface Change {
  path: string
  before: string | null
  after: string | null
  /** Why no diff can be shown: binary, too large, unreadable. */
  unshown?: string
}

/** What a person answered. */
export type Answer =
  | { kind: 'approve' }
  | { kind: 'reject'; note: string | null }
  | { kind: 'edit'; action: Action }

/** An answer with who gave it. */
export interface Answered {
  answer: Answer
  reviewer: string
}
