import type { Verdict } from '../action/verdict.ts'
import type { Escalate } from './policy.ts'

/**
 * Raises a verdict where the agent itself is not sure; one way only: what it is sure of is judged as ever
 * (design.md, invariant 4).
 *
 * @param confidence 0 to 1 as the agent states it; `null` where it does not
 */
export function escalate(
  verdict: Verdict,
  confidence: number | null,
  { confidenceBelow }: Escalate,
  length: number,
): Verdict {
  if (verdict.kind !== 'allow' || confidence === null || confidence >= confidenceBelow) {
    return verdict
  }
  const why = `the agent's own confidence is ${confidence}, below ${confidenceBelow}`
  return {
    ...verdict,
    kind: 'ask',
    rule: null,
    nearest: verdict.rule,
    findings: [{ span: [0, length], class: verdict.risk, why }],
  }
}
