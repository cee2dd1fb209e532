import * as v from 'valibot'
import type { Action } from '../action/action.ts'
import { GaterError } from '../action/error.ts'
import { attributes, risks } from '../action/risk.ts'
import { verdictKinds } from '../action/verdict.ts'
import { diffChange, unifiedText } from './diff.ts'
import type { Answer, Answered, Question, Unanswered } from './question.ts'

/**
 * The questions as JSON lines: what `gater review --json` prints and reads (design.md, "Surfaces"), and what goes over
 * the review socket to a `gater review` in another terminal. Fields may be added; none changes its meaning.
 */
export type ReviewEvent = PendingEvent | AnsweredEvent

const risk = v.picklist(risks)
const riskClass = v.picklist([...risks, ...attributes])
const span = v.tuple([v.number(), v.number()])
const rule = v.nullable(
  v.object({ kind: v.picklist(verdictKinds), text: v.string(), origin: v.string() }),
)

const command = v.object({
  kind: v.literal('command'),
  command: v.string(),
  cwd: v.string(),
  shell: v.optional(v.picklist(['bash', 'zsh', 'sh'])),
  argv: v.optional(v.array(v.string())),
})
const write = v.object({
  kind: v.literal('write'),
  path: v.string(),
  content: v.nullable(v.string()),
  mode: v.optional(v.number()),
})
const call = v.object({ kind: v.literal('call'), tool: v.string(), input: v.unknown() })
const action = v.variant('kind', [command, write, call])

const PendingEvent = v.object({
  event: v.literal('pending'),
  id: v.string(),
  /** UTC, ISO 8601: when it was raised, and when it expires unless the machine sleeps. */
  time: v.string(),
  deadline: v.string(),
  session: v.string(),
  project: v.string(),
  branch: v.nullable(v.string()),
  agent: v.string(),
  channel: v.string(),
  kind: v.picklist(['command', 'write', 'call']),
  /** One of these three, by `kind`. */
  command: v.optional(v.string()),
  path: v.optional(v.string()),
  tool: v.optional(v.string()),
  reason: v.nullable(v.string()),
  confidence: v.nullable(v.number()),
  risk,
  attributes: v.array(v.picklist(attributes)),
  verdict: v.picklist(verdictKinds),
  findings: v.array(v.object({ span, class: riskClass, why: v.string() })),
  /** Hard gates that approving would pass. */
  gates: v.array(riskClass),
  rule,
  nearest: rule,
  /** It touches gater itself: why. */
  always: v.optional(v.nullable(v.string())),
  /** Unified diff of what would be written, where it is known. */
  diff: v.optional(v.string()),
  action,
  editedFrom: v.optional(action),
  changes: v.array(
    v.object({
      path: v.string(),
      before: v.nullable(v.string()),
      after: v.nullable(v.string()),
      unshown: v.optional(v.string()),
      modes: v.optional(v.tuple([v.nullable(v.number()), v.nullable(v.number())])),
    }),
  ),
  offers: v.array(v.array(v.string())),
  commands: v.optional(v.number()),
})
export type PendingEvent = v.InferOutput<typeof PendingEvent>

const AnsweredEvent = v.object({
  event: v.literal('answered'),
  id: v.string(),
  decision: v.picklist(['approved', 'edited', 'rejected']),
  /** `null` where no person answered: then `by` tells why. */
  reviewer: v.nullable(v.string()),
  by: v.picklist(['human', 'timeout', 'no-reviewer', 'withdrawn']),
})
export type AnsweredEvent = v.InferOutput<typeof AnsweredEvent>

// Strict: who approves and sends a command along means an edit.
const AnswerLine = v.variant('answer', [
  v.strictObject({
    id: v.string(),
    answer: v.literal('approve'),
    /** One of the event's `offers`: rules to be written as well. */
    rules: v.optional(v.array(v.string())),
  }),
  v.strictObject({
    id: v.string(),
    answer: v.literal('reject'),
    note: v.optional(v.nullable(v.string())),
  }),
  v.strictObject({
    id: v.string(),
    answer: v.literal('edit'),
    /** By the kind of the action: the command, a write's content (`null` deletes), or a call's input. */
    command: v.optional(v.string()),
    content: v.optional(v.nullable(v.string())),
    input: v.optional(v.unknown()),
  }),
])
export type AnswerLine = v.InferOutput<typeof AnswerLine>

const ReviewEventSchema = v.variant('event', [PendingEvent, AnsweredEvent])

/** The event for a question that waits. */
export function pendingEvent(question: Question, session: string): PendingEvent {
  const { proposal, verdict } = question
  const diff = question.changes.map((change) => unifiedText(change, diffChange(change))).join('')
  return {
    event: 'pending',
    id: question.id,
    time: new Date(question.raised).toISOString(),
    deadline: new Date(question.deadline).toISOString(),
    session,
    project: question.project,
    branch: question.branch,
    agent: proposal.agent,
    channel: proposal.channel,
    kind: proposal.action.kind,
    ...subject(proposal.action),
    reason: proposal.reason,
    confidence: proposal.confidence,
    risk: verdict.risk,
    attributes: [...verdict.attributes],
    verdict: verdict.kind,
    findings: verdict.findings.map((f) => ({
      span: [f.span[0], f.span[1]],
      class: f.class,
      why: f.why,
    })),
    gates: [...verdict.gates],
    rule: verdict.rule,
    nearest: verdict.nearest,
    ...(verdict.always == null ? {} : { always: verdict.always }),
    ...(diff === '' ? {} : { diff }),
    action: plain(proposal.action),
    ...(question.editedFrom === undefined ? {} : { editedFrom: plain(question.editedFrom) }),
    changes: question.changes.map((c) => ({ ...c, modes: c.modes && [c.modes[0], c.modes[1]] })),
    offers: (question.offers ?? []).map((offer) => [...offer]),
    commands: question.commands,
  }
}

/** The question of an event, for a card in another terminal. */
export function questionOf(event: PendingEvent): Question {
  return {
    id: event.id,
    proposal: {
      id: event.id,
      action: event.action,
      agent: event.agent,
      channel: event.channel,
      reason: event.reason,
      confidence: event.confidence,
    },
    verdict: {
      kind: event.verdict,
      risk: event.risk,
      attributes: event.attributes,
      findings: event.findings,
      rule: event.rule,
      nearest: event.nearest,
      gates: event.gates,
      ...(event.always == null ? {} : { always: event.always }),
    },
    changes: event.changes,
    project: event.project,
    branch: event.branch,
    raised: Date.parse(event.time),
    deadline: Date.parse(event.deadline),
    offers: event.offers,
    commands: event.commands,
    editedFrom: event.editedFrom,
  }
}

/** The event for a question that was answered, or ended without. */
export function answeredEvent(id: string, outcome: Answered | { none: Unanswered }): AnsweredEvent {
  if ('none' in outcome)
    return { event: 'answered', id, decision: 'rejected', reviewer: null, by: outcome.none }
  const decision = ({ approve: 'approved', edit: 'edited', reject: 'rejected' } as const)[
    outcome.answer.kind
  ]
  return { event: 'answered', id, decision, reviewer: outcome.reviewer, by: 'human' }
}

/** @throws GaterError for a line that is no event. */
export function parseReviewEvent(line: string): ReviewEvent {
  return parse(ReviewEventSchema, line, 'a review event')
}

/** @throws GaterError for a line that is no answer. */
export function parseAnswerLine(line: string): AnswerLine {
  return parse(AnswerLine, line, 'an answer')
}

/** The line for an answer to a question. */
export function answerLine(id: string, answer: Answer): AnswerLine {
  switch (answer.kind) {
    case 'approve':
      return { id, answer: 'approve', ...(answer.rules && { rules: [...answer.rules] }) }
    case 'reject':
      return { id, answer: 'reject', note: answer.note }
    case 'edit':
      return { id, answer: 'edit', ...edited(answer.action) }
  }
}

/**
 * The answer that a line gives to a question. Of an edit, only what is edited is taken from the line.
 * @throws GaterError for an edit that does not fit the action.
 */
export function answerOf(line: AnswerLine, question: Question): Answer {
  if (line.answer === 'approve') return { kind: 'approve', rules: line.rules }
  if (line.answer === 'reject') return { kind: 'reject', note: line.note ?? null }
  const action = question.proposal.action
  if (action.kind === 'command' && line.command !== undefined && line.command.trim() !== '')
    return { kind: 'edit', action: { ...action, command: line.command, argv: undefined } }
  if (action.kind === 'write' && line.content !== undefined)
    return { kind: 'edit', action: { ...action, content: line.content } }
  if (action.kind === 'call' && line.input !== undefined)
    return { kind: 'edit', action: { kind: 'call', tool: action.tool, input: line.input } }
  const field = { command: 'command', write: 'content', call: 'input' }[action.kind]
  throw new GaterError(`an edit of a ${action.kind} needs \`${field}\``)
}

// --- internal ---

function parse<S extends v.GenericSchema>(schema: S, line: string, what: string): v.InferOutput<S> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new GaterError(`not ${what}: not JSON`, { cause })
  }
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const issue = result.issues[0]
  const at = v.getDotPath(issue)
  if (at === null) throw new GaterError(`not ${what}: not a JSON object`)
  if (issue.expected === 'never')
    throw new GaterError(`not ${what}: \`${at}\` does not belong there`)
  throw new GaterError(`not ${what}: \`${at}\` should be ${issue.expected ?? 'something else'}`)
}

function subject(action: Action): { command?: string; path?: string; tool?: string } {
  switch (action.kind) {
    case 'command':
      return { command: action.command }
    case 'write':
      return { path: action.path }
    case 'call':
      return { tool: action.tool }
  }
}

function edited(action: Action): { command?: string; content?: string | null; input?: unknown } {
  switch (action.kind) {
    case 'command':
      return { command: action.command }
    case 'write':
      return { content: action.content }
    case 'call':
      return { input: action.input }
  }
}

/** The action without what only the judging needs. */
function plain(action: Action): PendingEvent['action'] {
  switch (action.kind) {
    case 'command':
      return { ...action, argv: action.argv && [...action.argv] }
    case 'write':
      return { ...action }
    case 'call':
      return { kind: 'call', tool: action.tool, input: action.input }
  }
}
