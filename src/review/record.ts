import { clip } from './layout.ts'
import { printable } from './printable.ts'
import type { Answer, Question, Unanswered } from './question.ts'

/** The line that stays when a card is gone. */
export function recordText(question: Question, answer: Answer): string {
  switch (answer.kind) {
    case 'approve': {
      const rules = answer.rules?.map((rule) => `\`allow ${printable(rule)}\``).join(', ')
      return `gater: approved ${nameOf(question)}${rules === undefined ? '' : `, and always: ${rules}`}`
    }
    case 'edit':
      return `gater: edited ${nameOf(question)}`
    case 'reject': {
      const note = answer.note === null ? '' : `: ${printable(answer.note, 'prose')}`
      return `gater: rejected ${nameOf(question)}${note}`
    }
  }
}

/** The line for a question that ended without an answer. */
export function endingText(question: Question, none: Unanswered): string {
  switch (none) {
    case 'timeout':
      return `gater: rejected ${nameOf(question)}: no answer in time`
    case 'no-reviewer':
      return `gater: rejected ${nameOf(question)}: nobody there to ask`
    case 'withdrawn':
      return `gater: the agent withdrew ${nameOf(question)}`
  }
}

/** The line for an answer that another answer, or the end of the time, came before. */
export function tooLateText(question: Question): string {
  return `gater: this answer came too late for ${nameOf(question)}`
}

// --- internal ---

function nameOf(question: Question): string {
  const { action } = question.proposal
  switch (action.kind) {
    case 'command':
      return `\`${clip(printable(action.command), 60)}\``
    case 'write':
      return `${action.content === null ? 'delete' : 'write'} \`${clip(printable(action.path), 60)}\``
    case 'call':
      return `call \`${clip(printable(action.tool), 60)}\``
  }
}
