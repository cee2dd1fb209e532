import type { Action } from './action.ts'
import type { DecidedBy, DecisionKind } from './decision.ts'
import type { RuleRef } from './verdict.ts'

/** What the agent's model is told of a decision: plain, and what to do next. `null` for a plain approval. */
export function agentMessage(decision: {
  kind: DecisionKind
  by: DecidedBy
  action: Action
  rule: RuleRef | null
  /** The person's own words, or what went wrong. */
  note: string | null
}): string | null {
  const { kind, by, rule, note } = decision
  if (kind === 'approved') return null
  if (kind === 'edited')
    return `The person changed this before approving it. It runs as: ${text(decision.action)}`
  switch (by) {
    case 'human':
      return note === null || note === ''
        ? 'The person rejected this; it did not run. Do not retry it or try to reach the same effect another way. Ask what they want instead.'
        : `The person rejected this; it did not run. They say: ${note}`
    case 'rule':
      return rule === null
        ? 'The policy denies this; it did not run. Do not look for a way around.'
        : `The policy denies this by the rule \`${rule.kind} ${rule.text}\` (${rule.origin}); it did not run. Do not look for a way around; choose another approach or ask.`
    case 'no-reviewer':
      return 'This needs a person to approve it, and nobody was there; it did not run. Do not look for a way around. Go on without it, or stop and say what you need.'
    case 'timeout':
      return 'This needs a person to approve it, and no answer came in time; it did not run. Stop here and say what you were about to do; do not look for a way around.'
    case 'withdrawn':
      return 'The call was withdrawn before it was decided; it did not run.'
    case 'fault':
      return `gater could not check this, so it did not run: ${note ?? 'unknown fault'}. Do not look for a way around; tell the person.`
  }
}

function text(action: Action): string {
  switch (action.kind) {
    case 'command':
      return action.command
    case 'write':
      return action.content === null
        ? `delete ${action.path}`
        : `write ${action.path} with other content`
    case 'call':
      return `${action.tool} ${JSON.stringify(action.input)}`
  }
}
