import type { Action } from './action.ts'
import type { RuleRef } from './verdict.ts'

export type DecisionKind = 'approved' | 'edited' | 'rejected'

/** Who decided. `fault` is gater itself failing closed. */
export type DecidedBy = 'rule' | 'human' | 'timeout' | 'no-reviewer' | 'fault' | 'withdrawn'

/** What happens to an action. */
export interface Decision {
  kind: DecisionKind
  by: DecidedBy
  /** The action that may run: as proposed, or as edited. Meaningless when rejected. */
  action: Action
  /** For the agent: the person's note, the rule that denied, or what went wrong and what to do. */
  note: string | null
  /** The rule that decided; `null` or absent where a person or the built-in defaults did. */
  rule?: RuleRef | null
  /** Who answered, e.g. `terminal` or `review:pts/3`; `null` where no person did. */
  reviewer: string | null
  /** Milliseconds from proposal to decision. */
  waitedMs: number
}
