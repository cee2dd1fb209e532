import type { Action } from '../action/action.ts'
import type { DecidedBy, DecisionKind } from '../action/decision.ts'
import type { Outcome } from '../action/outcome.ts'
import type { Attribute, Risk } from '../action/risk.ts'
import type { Finding, RuleRef, VerdictKind } from '../action/verdict.ts'

/** What both kinds of line share. `seq`, `time`, `prev` and `hash` are put on by `append.ts`. */
interface Envelope {
  v: 1
  /** Counts from 0 within the segment. */
  seq: number
  /** UTC, ISO 8601, milliseconds. */
  time: string
  session: string
  /** Hash of the line before; 64 zeros for the first. */
  prev: string
  /** SHA-256 of the line's bytes without `,"hash":"…"`. Always last. */
  hash: string
}

/** Written and on disk before the action runs, for refusals too. */
export interface DecisionEntry {
  type: 'decision'
  id: string
  agent: string
  channel: string
  /** Name of the workspace directory, and its absolute path. */
  project: string
  workspace: string
  branch: string | null
  action: Action
  reason: string | null
  confidence: number | null
  risk: Risk
  attributes: readonly Attribute[]
  verdict: VerdictKind
  findings: readonly Finding[]
  rule: RuleRef | null
  decision: DecisionKind
  by: DecidedBy
  reviewer: string | null
  note: string | null
  waitedMs: number
  /** The action as approved, when it was edited. */
  edited: Action | null
  /** What the decision is bound to (`action/digest.ts`). */
  digest: string
  /** False when it was answered as one of a group or under a lease: then it is no evidence for `tune`. */
  evidence: boolean
  /** Texts too large to be kept, e.g. `action.content`; size and hash stand in their place. Put on by `append.ts`. */
  omitted?: readonly string[]
}

/** Written when the action ended. */
export interface OutcomeEntry {
  type: 'outcome'
  id: string
  outcome: Outcome
}

/** First line of a segment, and anything gater itself has to say in the journal. */
export interface NoteEntry {
  type: 'note'
  /** e.g. `start`, `repaired`, `unmatched-result`. */
  event: string
  text: string
  [key: string]: unknown
}

export type Entry = DecisionEntry | OutcomeEntry | NoteEntry

export type Line<E extends Entry = Entry> = E & Envelope
