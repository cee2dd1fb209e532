import { isAbsolute } from 'node:path'
import * as v from 'valibot'
import type { Action } from '../action/action.ts'
import type { Outcome } from '../action/outcome.ts'

/**
 * What a program says on `$GATER_SOCKET` for itself (design.md, "For your own agent"; `schema/protocol.json`).
 * Unknown fields are an error: a misspelt `confidence` must not look like none.
 */
export interface ActionRequest {
  action: Action
  reason: string | null
  confidence: number | null
  /** The name by which the program wants to be known; `null` leaves it to the session. */
  agent: string | null
}

export interface OutcomeRequest {
  outcome: Outcome
  /** The one-time token of the reply that approved the action. */
  outcomeToken: string
}

/** What was read, or what is wrong with it and where: a path such as `changes.0`, or `$` for the whole. */
export type Read<T> = { ok: true; value: T } | { ok: false; error: string; at: string }

// Text that would change on its way through UTF-8 or a C string is not what would run.
const text = v.pipe(
  v.string(),
  v.check((value) => !value.includes('\0'), 'must not contain a NUL character'),
  v.check((value) => !/\p{Surrogate}/u.test(value), 'must not contain half of a surrogate pair'),
)
const absolute = v.pipe(text, v.check(isAbsolute, 'must be an absolute path'))

const common = {
  reason: v.optional(v.nullable(text)),
  confidence: v.optional(
    v.nullable(
      v.pipe(v.number(), v.minValue(0, 'must be at least 0'), v.maxValue(1, 'must be at most 1')),
    ),
  ),
  agent: v.optional(
    v.nullable(
      v.pipe(
        text,
        v.regex(/^[\w.@-]{1,64}$/, 'must be 1 to 64 letters, digits, `_`, `.`, `@` or `-`'),
      ),
    ),
  ),
}

const actionRequest = v.variant('kind', [
  v.strictObject({
    kind: v.literal('command'),
    command: v.pipe(
      text,
      v.check((value) => value.trim() !== '', 'must not be empty'),
    ),
    cwd: absolute,
    ...common,
  }),
  v.strictObject({
    kind: v.literal('write'),
    path: absolute,
    content: v.nullable(text),
    mode: v.optional(
      v.pipe(
        v.number(),
        v.integer('must be a whole number'),
        v.minValue(0, 'must be at least 0'),
        v.maxValue(0o777, 'must be at most 511 (octal 777)'),
      ),
    ),
    ...common,
  }),
  v.strictObject({
    kind: v.literal('call'),
    tool: v.pipe(
      text,
      v.check((value) => value.trim() !== '', 'must not be empty'),
    ),
    input: v.unknown(),
    ...common,
  }),
])

const outcomeRequest = v.strictObject({
  outcomeToken: v.string(),
  exitCode: v.nullable(v.pipe(v.number(), v.integer('must be a whole number'))),
  durationMs: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0, 'must be at least 0')))),
  changes: v.optional(v.array(absolute)),
})

export function readActionRequest(input: unknown): Read<ActionRequest> {
  const result = v.safeParse(actionRequest, input, { abortEarly: true })
  if (!result.success) return fault(result.issues[0])
  const { reason, confidence, agent, ...action } = result.output
  return {
    ok: true,
    value: {
      action,
      reason: reason ?? null,
      confidence: confidence ?? null,
      agent: agent ?? null,
    },
  }
}

export function readOutcomeRequest(input: unknown): Read<OutcomeRequest> {
  const result = v.safeParse(outcomeRequest, input, { abortEarly: true })
  if (!result.success) return fault(result.issues[0])
  const { outcomeToken, exitCode, durationMs, changes } = result.output
  return {
    ok: true,
    value: {
      outcomeToken,
      outcome: { exitCode, durationMs: durationMs ?? null, changes: changes ?? [] },
    },
  }
}

// --- internal ---

function fault(issue: v.BaseIssue<unknown>): { ok: false; error: string; at: string } {
  const at = v.getDotPath(issue) ?? '$'
  return { ok: false, error: wording(issue), at }
}

/** valibot's own messages speak of TypeScript types; these speak of JSON. */
function wording(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object') {
    return issue.expected === 'never' ? 'is not a field of this request' : 'is missing'
  }
  if (issue.type === 'variant' && issue.path !== undefined) {
    return 'must be "command", "write" or "call"'
  }
  if (issue.kind === 'schema') return `must be ${json[issue.type] ?? issue.type}`
  return issue.message
}

const json: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  array: 'an array',
  variant: 'a JSON object',
  strict_object: 'a JSON object',
  object: 'a JSON object',
}
