import type { Action, Proposal } from './action/action.ts'
import type { DecidedBy, Decision, DecisionKind } from './action/decision.ts'
import { digest } from './action/digest.ts'
import { GaterError } from './action/error.ts'
import { agentMessage } from './action/message.ts'
import type { Outcome } from './action/outcome.ts'
import type { Verdict } from './action/verdict.ts'
import type { Journal } from './journal/append.ts'
import type { DecisionEntry } from './journal/record.ts'
import type { Clock } from './review/clock.ts'
import type { Change } from './review/question.ts'
import type { Queue } from './review/queue.ts'

/** The story of every action: propose → look → judge → review → record → answer. */
export interface Gate {
  /** Contract: never rejects; every fault is a no. An aborted signal withdraws the action. */
  propose(proposal: Proposal, signal: AbortSignal): Promise<Decision>
  outcome(id: string, outcome: Outcome): Promise<void>
}

/** An action with everything that looking at the machine told about it. */
export interface Examined {
  verdict: Verdict
  changes: readonly Change[]
  /** Hashes of what was looked at, for the digest. */
  seen: Readonly<Record<string, string>>
  /** How many commands the line holds; 1 for writes and calls. */
  commands: number
  /** Rules that would have allowed it, for key `a`. */
  offers: readonly (readonly string[])[]
}

export interface GateContext {
  /** Looks and judges; the same action looked at twice has the same `seen` unless the machine changed. */
  examine(action: Action, proposal: Proposal): Promise<Examined>
  queue: Queue
  journal: Journal
  clock: Clock
  now(): Date
  /** Milliseconds of awake time that a question waits. */
  timeoutMs: number
  project: string
  workspace: string
  branch(): string | null
  /** Writes rules that the person chose with their approval into the policy. */
  promote(rules: readonly string[]): Promise<void>
}

/** An action is shown again when it changed since it was shown or was edited, but not for ever. */
const rounds = 10

export function createGate(context: GateContext): Gate {
  const { queue, journal, clock } = context

  async function decide(proposal: Proposal, signal: AbortSignal): Promise<Decided> {
    let { action } = proposal
    let editor: string | undefined
    let examined = await context.examine(action, proposal)
    for (let round = 0; round < rounds; round++) {
      const { verdict } = examined
      const edited = action !== proposal.action
      const shown = { action, examined }
      if (verdict.kind === 'allow') {
        return edited
          ? { ...shown, kind: 'edited', by: 'human', reviewer: editor }
          : { ...shown, kind: 'approved', by: 'rule' }
      }
      if (verdict.kind === 'deny') return { ...shown, kind: 'rejected', by: 'rule' }

      const raised = context.now().getTime()
      const answered = await queue.ask(
        {
          // Each round is a question of its own: an answer to what was shown before must not fit what is shown now.
          id: round === 0 ? proposal.id : `${proposal.id}.${round}`,
          proposal: { ...proposal, action },
          verdict,
          changes: examined.changes,
          project: context.project,
          branch: context.branch(),
          raised,
          deadline: raised + context.timeoutMs,
          offers: examined.offers,
          ...(examined.commands > 1 && { commands: examined.commands }),
          ...(edited && { editedFrom: proposal.action }),
        },
        signal,
      )
      if ('none' in answered) return { ...shown, kind: 'rejected', by: answered.none }
      const { answer, reviewer } = answered
      if (answer.kind === 'reject') {
        return { ...shown, kind: 'rejected', by: 'human', reviewer, note: answer.note }
      }
      if (answer.kind === 'edit') {
        action = answer.action
        editor = reviewer
      }
      const again = await context.examine(action, proposal)
      // What was shown is what runs: an edit is judged anew, and what changed meanwhile is shown again.
      if (answer.kind === 'edit' || bound(action, again) !== bound(action, examined)) {
        examined = again
        continue
      }
      const { rules } = answer
      return { ...shown, kind: edited ? 'edited' : 'approved', by: 'human', reviewer, rules }
    }
    throw new GaterError('it changed again each time it was shown')
  }

  return {
    async propose(proposal, signal) {
      const start = clock.awake()
      let decided: Decided
      try {
        decided = await decide(proposal, signal)
      } catch (error) {
        decided = fault(proposal, error)
      }
      const waitedMs = clock.awake() - start
      try {
        await journal.decide(entry(context, proposal, decided, waitedMs))
        if (decided.rules !== undefined) await context.promote(decided.rules)
      } catch (error) {
        // Nothing runs before its decision is on disk.
        decided = fault(proposal, error)
      }
      const { kind, by, action, reviewer = null } = decided
      const rule = decided.examined?.verdict.rule ?? null
      const note = agentMessage({ kind, by, action, rule, note: decided.note ?? null })
      return { kind, by, action, rule, reviewer, waitedMs, note }
    },
    outcome: (id, outcome) => journal.outcome({ type: 'outcome', id, outcome }),
  }
}

/** A decision with what it rests on. */
interface Decided {
  kind: DecisionKind
  by: DecidedBy
  action: Action
  /** `null` when gater failed before it had looked. */
  examined: Examined | null
  reviewer?: string | undefined
  /** Rules that the person chose with the approval; they hold once the decision is on disk. */
  rules?: readonly string[] | undefined
  /** The person's own words. */
  note?: string | null
}

function fault(proposal: Proposal, error: unknown): Decided {
  const note = error instanceof Error ? error.message : String(error)
  return { kind: 'rejected', by: 'fault', action: proposal.action, examined: null, note }
}

/** What a decision is bound to. */
function bound(action: Action, examined: Examined): string {
  return digest(action, examined.seen)
}

function entry(
  context: GateContext,
  { id, agent, channel, action, reason, confidence }: Proposal,
  decided: Decided,
  waitedMs: number,
): DecisionEntry {
  const { kind, by, examined, reviewer = null, note = null } = decided
  const verdict = examined?.verdict ?? unjudged
  return {
    type: 'decision',
    id,
    agent,
    channel,
    project: context.project,
    workspace: context.workspace,
    branch: context.branch(),
    action,
    reason,
    confidence,
    risk: verdict.risk,
    attributes: verdict.attributes,
    verdict: verdict.kind,
    findings: verdict.findings,
    rule: verdict.rule,
    decision: kind,
    by,
    reviewer,
    note,
    waitedMs,
    edited: decided.action === action ? null : decided.action,
    digest: digest(decided.action, examined?.seen),
    evidence: true,
  }
}

/** What stands in the journal for an action that gater failed to judge. */
const unjudged: Verdict = {
  kind: 'deny',
  risk: 'unknown',
  attributes: [],
  findings: [],
  rule: null,
  nearest: null,
  gates: [],
}
