import type { Recorded } from '../journal/read.ts'

/**
 * What a person's answers have to show before a rule is offered (design.md, invariant 11).
 *
 * `lowerBound` is Wilson's for 95 %: with every answer untouched, 0.6 takes 6 of them and 0.75 takes 12. A pattern with
 * a `*` speaks of actions that nobody has seen, so it has to show more.
 */
export const thresholds = {
  sessions: 3,
  exact: { lowerBound: 0.6 },
  wildcard: { lowerBound: 0.75, values: 3 },
} as const

/** Milliseconds in which nobody reads a question. */
const glanceMs = 1500

/** This many answers within this time are a burst. */
const burst = { answers: 4, withinMs: 10_000 } as const

/** What an action's decision says about a rule that would have decided it. */
export type Weight =
  /** Approved as it was, by a person who had the time to read it. */
  | 'untouched'
  /** Approved, but in a glance, a burst, a group or under a lease. */
  | 'weak'
  | 'edited'
  | 'rejected'
  /** Nobody judged it: a rule, a time-out, no reviewer, a fault. */
  | 'none'

/**
 * Weighs the decisions of a journal in the order of time. A burst is seen only when its last answer is in, so each
 * decision is passed on after `burst.withinMs` of the journal's time, or at its end.
 */
export async function* weighed(
  actions: AsyncIterable<Recorded>,
): AsyncGenerator<{ action: Recorded; weight: Weight }> {
  const held: { action: Recorded; weight: Weight; at: number }[] = []
  let previousAnswer = Number.NEGATIVE_INFINITY
  for await (const action of actions) {
    const at = Date.parse(action.line.time)
    const one = { action, weight: weigh(action, at - previousAnswer), at }
    if (action.line.by === 'human') previousAnswer = at
    while (held[0] !== undefined && at - held[0].at > burst.withinMs) yield shiftOf(held)
    held.push(one)
    const answers = held.filter(({ action: { line } }) => line.by === 'human')
    if (answers.length >= burst.answers) {
      for (const answer of answers) if (answer.weight === 'untouched') answer.weight = 'weak'
    }
  }
  while (held.length > 0) yield shiftOf(held)
}

/** The lower end of the interval that holds the true share with 95 % confidence, by Wilson's score. */
export function wilson(successes: number, trials: number): number {
  if (trials === 0) return 0
  const z = 1.96
  const share = successes / trials
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return Math.max(0, (share + (z * z) / (2 * trials) - spread) / (1 + (z * z) / trials))
}

/** Who answers one question right after another had only that long for it, however long it had waited. */
function weigh({ line }: Recorded, sinceAnswerMs: number): Weight {
  if (line.by !== 'human') return 'none'
  if (line.decision !== 'approved') return line.decision
  const seenMs = Math.min(line.waitedMs, sinceAnswerMs)
  return line.evidence && seenMs >= glanceMs ? 'untouched' : 'weak'
}

function shiftOf<T>(held: T[]): T {
  const [first] = held.splice(0, 1)
  if (first === undefined) throw new Error('nothing is held')
  return first
}
