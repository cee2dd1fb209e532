import * as v from 'valibot'
import { attributes, risks } from '../action/risk.ts'
import { verdictKinds } from '../action/verdict.ts'
import type { Line } from './record.ts'

const text = v.string()
const textOrNull = v.nullable(text)
const number = v.number()

const envelope = {
  v: v.literal(1),
  seq: v.pipe(number, v.integer(), v.minValue(0)),
  time: v.pipe(text, v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)),
  session: text,
  prev: text,
  hash: text,
}

const risk = v.picklist(risks)

const action = v.variant('kind', [
  v.looseObject({
    kind: v.literal('command'),
    command: text,
    cwd: text,
    shell: v.optional(v.picklist(['bash', 'zsh', 'sh'])),
    argv: v.optional(v.array(text)),
  }),
  v.looseObject({
    kind: v.literal('write'),
    path: text,
    content: textOrNull,
    mode: v.optional(number),
  }),
  v.looseObject({ kind: v.literal('call'), tool: text, input: v.unknown() }),
])

const decision = v.looseObject({
  ...envelope,
  type: v.literal('decision'),
  id: text,
  agent: text,
  channel: text,
  project: text,
  workspace: text,
  branch: textOrNull,
  action,
  reason: textOrNull,
  confidence: v.nullable(number),
  risk,
  attributes: v.array(v.picklist(attributes)),
  verdict: v.picklist(verdictKinds),
  findings: v.array(
    v.object({
      span: v.tuple([number, number]),
      class: v.picklist([...risks, ...attributes]),
      why: text,
    }),
  ),
  rule: v.nullable(v.object({ kind: v.picklist(verdictKinds), text, origin: text })),
  decision: v.picklist(['approved', 'edited', 'rejected']),
  by: v.picklist(['rule', 'human', 'timeout', 'no-reviewer', 'fault', 'withdrawn']),
  reviewer: textOrNull,
  note: textOrNull,
  waitedMs: number,
  edited: v.nullable(action),
  digest: text,
  evidence: v.boolean(),
  omitted: v.optional(v.array(text)),
})

const outcome = v.looseObject({
  ...envelope,
  type: v.literal('outcome'),
  id: text,
  outcome: v.looseObject({
    exitCode: v.nullable(number),
    durationMs: v.nullable(number),
    changes: v.array(text),
  }),
})

const note = v.looseObject({ ...envelope, type: v.literal('note'), event: text, text })

const line = v.variant('type', [decision, outcome, note])

/** Reads a line of a segment; `null` where it is none. Whether it fits its chain is `verify`'s question. */
export function parseLine(bytes: Buffer): Line | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return v.is(line, value) ? (value as Line) : null
  } catch {
    return null
  }
}
