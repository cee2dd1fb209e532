import type { Action } from '../../src/action/action.ts'
import type { Finding, Verdict } from '../../src/action/verdict.ts'
import type { Question } from '../../src/review/question.ts'

/** A question about an action, as the gate would ask it. */
export function question(
  action: Action,
  more: {
    id?: string
    verdict?: Partial<Verdict>
    reason?: string | null
    confidence?: number | null
  } & Partial<Omit<Question, 'id' | 'verdict' | 'proposal'>> = {},
): Question {
  const { id = 'q1', verdict, reason = null, confidence = null, ...rest } = more
  return {
    id,
    proposal: { id, action, agent: 'claude', channel: 'claude', reason, confidence },
    verdict: {
      kind: 'ask',
      risk: 'unknown',
      attributes: [],
      findings: [],
      rule: null,
      nearest: null,
      gates: [],
      ...verdict,
    },
    changes: [],
    project: 'shop',
    branch: 'feat/x',
    raised: Date.UTC(2026, 11, 1, 10),
    deadline: Date.UTC(2026, 11, 1, 10, 15),
    ...rest,
  }
}

export function command(text: string): Action {
  return { kind: 'command', command: text, cwd: '/home/ana/shop' }
}

/** A finding about the characters of `text` that read `part`. */
export function about(text: string, part: string, name: Finding['class'], why: string): Finding {
  const from = text.indexOf(part)
  return { span: [from, from + part.length], class: name, why }
}
