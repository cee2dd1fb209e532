import type { Action } from '../action/action.ts'
import type { RuleRef } from '../action/verdict.ts'
import { meaning } from './headline.ts'
import { longestReason, printable } from './printable.ts'
import type { Question } from './question.ts'

export type Fact = readonly [name: string, text: string]

/** What gater knows about a question besides its content. */
export function facts(question: Question, details: boolean): Fact[] {
  const { agent, channel, id, action, confidence } = question.proposal
  const { risk, attributes, rule, nearest } = question.verdict
  const found: Fact[] = []
  const add = (name: string, text: string) => found.push([name, text])
  if (question.commands !== undefined && question.commands > 1)
    add('commands', `${question.commands} on this line`)
  add('risk', [risk, ...attributes].map((name) => `${name}: ${meaning[name]}`).join('; '))
  if (action.kind === 'command') add('runs in', printable(action.cwd))
  const { seenUnder = [], caution } = question.proposal
  if (caution !== undefined) add('caution', printable(caution, 'prose'))
  if (seenUnder.length > 0) add('started by', seenUnder.map((one) => printable(one)).join(' ← '))
  if (question.editedFrom !== undefined)
    add('edited', `by a person; ${printable(agent)} wanted ${gist(question.editedFrom)}`)
  if (rule !== null) add('rule', quote(rule))
  else add('rule', nearest === null ? 'none' : `none; nearest is ${quote(nearest)}`)
  if (confidence !== null) add('confidence', `${confidence.toFixed(2)}, says ${printable(agent)}`)
  if (details) {
    add('agent', `${printable(agent)}, by channel ${printable(channel)}`)
    add('asked', `${time(question.raised)}, expires ${time(question.deadline)}`)
    add('id', printable(id))
  }
  return found
}

/** The characters that the headline speaks of, and their line: for a command that does not fit on the screen. */
export function worstPlace({ proposal, verdict }: Question): Fact[] {
  const span = verdict.findings[0]?.span
  if (span === undefined || proposal.action.kind !== 'command') return []
  const { command } = proposal.action
  const line = command.slice(0, span[0]).split('\n').length
  return [['worst', `line ${line}: ${printable(command.slice(...span))}`]]
}

/** The agent's own words on one line, in quotes. */
export function saying(question: Question): string {
  const { agent, reason } = question.proposal
  const words = reason?.trim().replace(/\s+/g, ' ') ?? ''
  const who = printable(agent)
  return words === ''
    ? `${who} gives no reason`
    : `${who} says: "${printable(words, 'prose', longestReason)}"`
}

// --- internal ---

function quote(rule: RuleRef): string {
  return `${rule.kind} \`${printable(rule.text)}\` (${printable(rule.origin)})`
}

function gist(action: Action): string {
  switch (action.kind) {
    case 'command':
      return `\`${printable(action.command)}\``
    case 'write':
      return `other content for ${printable(action.path)}`
    case 'call':
      return `\`${printable(action.tool)}\` with other arguments`
  }
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`
}
