import type { DecidedBy } from '../action/decision.ts'
import type { Recorded } from '../journal/read.ts'
import { type Weight, weighed } from './evidence.ts'

/** What a journal says about how well attention is spent. */
export interface Stats {
  /** ISO 8601; `null` where there is nothing. */
  first: string | null
  last: string | null
  actions: number
  sessions: number
  by: Readonly<Record<DecidedBy, number>>
  /** What people answered. */
  answers: number
  weights: Readonly<Record<Weight, number>>
  /** Share of answers that approved an action as it was; `null` without answers. */
  untouchedShare: number | null
  /** Milliseconds that answered questions waited. */
  waited: { median: number; p95: number; total: number } | null
  /** What people are asked about most, costliest first. */
  costly: readonly Costly[]
}

/** Actions that begin alike, and what they cost in attention. */
export interface Costly {
  pattern: string
  answers: number
  /** Approved as they were. */
  untouched: number
  waitedMs: number
}

/** So many answers, nearly all of them an untouched yes, say that the questions are not worth asking. */
export const defect = { answers: 50, share: 0.98 } as const

/** Patterns named in `costly`. */
const named = 10

export async function stats(actions: AsyncIterable<Recorded>): Promise<Stats> {
  const by = { rule: 0, human: 0, timeout: 0, 'no-reviewer': 0, fault: 0, withdrawn: 0 }
  const weights = { untouched: 0, weak: 0, edited: 0, rejected: 0, none: 0 }
  const sessions = new Set<string>()
  const waits: number[] = []
  const patterns = new Map<string, Costly>()
  let [first, last]: [string | null, string | null] = [null, null]
  let count = 0
  for await (const { action, weight } of weighed(actions)) {
    const { line } = action
    count += 1
    first ??= line.time
    last = line.time
    by[line.by] += 1
    weights[weight] += 1
    sessions.add(line.session)
    if (line.by !== 'human') continue
    waits.push(line.waitedMs)
    const pattern = patternOf(line)
    const cost = patterns.get(pattern) ?? { pattern, answers: 0, untouched: 0, waitedMs: 0 }
    cost.answers += 1
    cost.untouched += line.decision === 'approved' ? 1 : 0
    cost.waitedMs += line.waitedMs
    patterns.set(pattern, cost)
  }
  waits.sort((a, b) => a - b)
  return {
    ...{ first, last, actions: count, sessions: sessions.size, by, answers: waits.length, weights },
    untouchedShare: waits.length === 0 ? null : (weights.untouched + weights.weak) / waits.length,
    waited:
      waits.length === 0
        ? null
        : {
            median: quantile(waits, 0.5),
            p95: quantile(waits, 0.95),
            total: waits.reduce((sum, ms) => sum + ms, 0),
          },
    costly: [...patterns.values()]
      .sort((a, b) => b.answers - a.answers || b.waitedMs - a.waitedMs)
      .slice(0, named),
  }
}

export function isDefect({
  answers,
  untouchedShare,
}: Pick<Stats, 'answers' | 'untouchedShare'>): boolean {
  return answers >= defect.answers && (untouchedShare ?? 0) >= defect.share
}

/** The first words of a command, up to its first option, path or quote; the directory of a write; the tool of a call. */
function patternOf({ action, workspace }: Recorded['line']): string {
  switch (action.kind) {
    case 'command': {
      const words = action.command.trim().split(/\s+/)
      const end = words.findIndex((word, at) => at > 0 && !/^[a-z][\w:-]*$/i.test(word))
      const kept = words.slice(0, Math.min(end === -1 ? words.length : end, 3))
      return kept.length < words.length ? `${kept.join(' ')} …` : kept.join(' ')
    }
    case 'write': {
      const path = action.path.startsWith(`${workspace}/`)
        ? action.path.slice(workspace.length + 1)
        : action.path
      const folder = path.slice(0, path.lastIndexOf('/') + 1)
      return `${action.content === null ? 'delete' : 'write'} ${folder}…`
    }
    case 'call':
      return `call ${action.tool}`
  }
}

/** The nearest value of a sorted list. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
