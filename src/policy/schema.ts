import * as v from 'valibot'

/** The shape of a `.gatercrc`; what its strings mean is checked when they are read as rules and durations. */

const text = v.pipe(v.string('expected text'), v.nonEmpty('expected text, not nothing'))

const when = v.strictObject({
  branch: v.optional(text),
  cwd: v.optional(text),
  worktree: v.optional(text),
  agent: v.optional(text),
  env: v.optional(v.record(v.string(), v.string('expected the text that the variable must have'))),
})

const entry = v.strictObject(
  {
    rule: text,
    when: v.optional(when),
    until: v.optional(text),
    net: v.optional(v.array(text, 'expected a list of hosts')),
    note: v.optional(text),
  },
  (issue) =>
    issue.kind === 'schema' && issue.expected === 'Object' ? 'expected a rule' : issue.message,
)

const entries = v.optional(
  v.nullable(
    v.array(
      v.union([text, entry], (issue) => nested(issue)),
      'expected a list of rules',
    ),
  ),
)

const gates = [
  'payment',
  'irreversible',
  'production',
  'external',
  'latent',
  'unknown',
  'secret',
] as const

const flag = v.boolean('expected true or false')

export const ConfigSchema = v.strictObject(
  {
    allow: entries,
    contain: entries,
    ask: entries,
    deny: entries,
    hardGates: v.optional(
      v.array(
        v.picklist(gates, `expected one of ${gates.join(', ')}`),
        'expected a list of classes',
      ),
    ),
    escalate: v.optional(
      v.strictObject({
        confidenceBelow: v.optional(
          v.pipe(
            v.number('expected a number from 0 to 1'),
            v.minValue(0, 'expected a number from 0 to 1'),
            v.maxValue(1, 'expected a number from 0 to 1'),
          ),
        ),
        novelty: v.optional(flag),
        secondOpinion: v.optional(v.null('second opinions are not in this version: expected null')),
      }),
    ),
    review: v.optional(v.strictObject({ timeout: v.optional(text) })),
    journal: v.optional(
      v.strictObject({
        dir: v.optional(v.nullable(text)),
        redact: v.optional(flag),
      }),
    ),
  },
  (issue) => (issue.expected === 'never' ? issue.message : 'expected keys with their values'),
)

export type Config = v.InferOutput<typeof ConfigSchema>

/** Every key that may stand at a place, for the hint at an unknown one. */
export const keysAt: Readonly<Record<string, readonly string[]>> = {
  '': ['allow', 'contain', 'ask', 'deny', 'hardGates', 'escalate', 'review', 'journal'],
  escalate: ['confidenceBelow', 'novelty', 'secondOpinion'],
  review: ['timeout'],
  journal: ['dir', 'redact'],
  entry: ['rule', 'when', 'until', 'net', 'note'],
  when: ['branch', 'cwd', 'worktree', 'agent', 'env'],
}

// --- internal ---

/** Of a union, what its object says is wrong: that an entry is a string is checked before. */
function nested(issue: v.BaseIssue<unknown>): string {
  return (
    issue.issues?.find((one) => one.path !== undefined)?.message ??
    'expected a rule: text in one line'
  )
}
