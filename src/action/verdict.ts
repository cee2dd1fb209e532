import type { Attribute, Risk, RiskClass } from './risk.ts'

/** Half-open range of UTF-16 offsets into the action's text (the command; for a write or call, its rendered form). */
export type Span = readonly [from: number, to: number]

/** One reason for a verdict, with the characters that it speaks of. */
export interface Finding {
  span: Span
  class: RiskClass
  /** Lower case, no full stop: "deletes 214 files", "`--output` writes a file". */
  why: string
}

/** What policy says, mildest first. */
export const verdictKinds = ['allow', 'contain', 'ask', 'deny'] as const

export type VerdictKind = (typeof verdictKinds)[number]

/** A rule as it is quoted to people and in the journal. */
export interface RuleRef {
  kind: VerdictKind
  /** The rule as written, e.g. `git push --force **`. */
  text: string
  /** `FILE:LINE` of the file that holds it, or `built-in`. */
  origin: string
}

export interface Verdict {
  kind: VerdictKind
  /** The worst class of all parts. */
  risk: Risk
  attributes: readonly Attribute[]
  /** Worst first. Empty for a plain allow. */
  findings: readonly Finding[]
  /** The rule that decided; `null` when the built-in defaults did. */
  rule: RuleRef | null
  /** Where no rule decided: the rule that comes closest, for the card. */
  nearest: RuleRef | null
  /** Hard gates that this action would pass, after rules that name the destination have opened theirs. */
  gates: readonly RiskClass[]
  /**
   * Set where it touches gater itself, which is always asked, in red, whatever a rule says: why, for the card
   * (design.md, invariant 7).
   */
  always?: string | null
}
