import type { Action } from '../action/action.ts'
import { canonical } from '../action/digest.ts'
import type { Recorded } from '../journal/read.ts'
import { type Weight, weighed } from './evidence.ts'

/** Everything that was ever decided on one and the same action in the same place. */
export interface Past {
  action: Action
  agent: string
  workspace: string
  branch: string | null
  /** Some text of it was redacted or omitted: it cannot be proof for a rule. */
  partial: boolean
  counts: Record<Weight, number>
  /** Sessions of the untouched approvals. */
  sessions: Set<string>
  /** Classes that it was ever shown with. */
  classes: Set<string>
  /** Milliseconds that its questions waited for a person. */
  waitedMs: number
  /** ISO 8601 times of the first and last decision. */
  first: string
  last: string
}

/** Folds a journal into its distinct actions; memory grows with those, not with the journal. */
export async function gather(actions: AsyncIterable<Recorded>): Promise<Past[]> {
  const pasts = new Map<string, Past>()
  for await (const { action, weight } of weighed(actions)) {
    const key = keyOf(action)
    const past = pasts.get(key) ?? begin(action)
    pasts.set(key, past)
    add(past, action, weight)
  }
  return [...pasts.values()]
}

/** A write is the same action whatever its content: rules speak of its path. */
function keyOf({ line }: Recorded): string {
  const { action, agent, workspace, branch } = line
  const what =
    action.kind === 'write'
      ? { kind: 'write', path: action.path, deletes: action.content === null }
      : action
  return canonical({ what, agent, workspace, branch })
}

function begin({ line }: Recorded): Past {
  const { action, agent, workspace, branch, time } = line
  return {
    ...{ action, agent, workspace, branch },
    partial: line.omitted !== undefined || /\bSECRET:/.test(JSON.stringify(action)),
    counts: { untouched: 0, weak: 0, edited: 0, rejected: 0, none: 0 },
    sessions: new Set(),
    classes: new Set(),
    waitedMs: 0,
    first: time,
    last: time,
  }
}

function add(past: Past, { line }: Recorded, weight: Weight): void {
  past.counts[weight] += 1
  if (weight === 'untouched') past.sessions.add(line.session)
  if (line.by === 'human') past.waitedMs += line.waitedMs
  for (const one of [line.risk, ...line.attributes]) past.classes.add(one)
  for (const { class: one } of line.findings) past.classes.add(one)
  past.last = line.time
}
