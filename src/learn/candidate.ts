import { dirname, relative, sep } from 'node:path'
import { isSecret } from '../action/place.ts'
import { verbs } from '../policy/rule.ts'
import type { Part } from '../shell/line.ts'
import { thresholds, wilson } from './evidence.ts'
import { subcommandWords } from './program.ts'

/** A pattern that a rule could have: exact words or path, or with one of them left open as `*`. */
export type Candidate =
  | { verb: 'run'; words: readonly string[] }
  /** Relative to `workspace`, with `/`. */
  | { verb: 'write'; path: string; workspace: string }

/** What one past action would be a sample of. */
export type Sample =
  | { verb: 'run'; words: readonly string[]; open: readonly number[] }
  | { verb: 'write'; path: string; workspace: string }

/** Words and paths that mean the same in a rule as in a command: no blank, quote, glob, comment or variable. */
const plain = /^[\w@%+=:,./^-]+$/

/**
 * The sample that a command's only part with needs is; `null` where no rule could say it exactly.
 * `open` are the positions that may vary: operands, never the program, a subcommand, an option or an option's value.
 */
export function runSample(part: Part): Sample | null {
  const words = part.argv.map(({ value }) => value)
  if (part.program === null || !part.argv.every((word) => word.static)) return null
  if (words.length === 0 || !words.every((word) => plain.test(word))) return null
  const operands = words.flatMap((word, at) => (at > 0 && !word.startsWith('-') ? [at] : []))
  const named = subcommandWords(
    part.program,
    operands.map((at) => words[at] ?? ''),
  )
  const open = operands.slice(named).filter((at) => !words[at - 1]?.startsWith('-'))
  return { verb: 'run', words, open }
}

/** The sample that a write is; `null` outside the workspace, for credentials, or where a rule could not say its path exactly. */
export function writeSample(path: string, workspace: string): Sample | null {
  const below = relative(workspace, path).split(sep).join('/')
  if (below === '' || below.startsWith('..') || !plain.test(below) || isSecret(path)) return null
  return { verb: 'write', path: below, workspace }
}

/**
 * The candidates that the samples could be evidence enough for: exact ones, and ones with a single `*` that enough
 * different values stand for. `samples` come with the number of their untouched approvals.
 */
export function candidates(samples: readonly { sample: Sample; untouched: number }[]): Candidate[] {
  const found = new Map<string, { candidate: Candidate; untouched: number; values: Set<string> }>()
  const count = (candidate: Candidate, untouched: number, value: string) => {
    const key = keyOf(candidate)
    const entry = found.get(key) ?? { candidate, untouched: 0, values: new Set() }
    entry.untouched += untouched
    entry.values.add(value)
    found.set(key, entry)
  }
  for (const { sample, untouched } of samples) {
    count(exactly(sample), untouched, '')
    for (const { candidate, value } of opened(sample)) count(candidate, untouched, value)
  }
  return [...found.values()]
    .filter(({ candidate, untouched, values }) =>
      isWide(candidate)
        ? values.size >= thresholds.wildcard.values &&
          wilson(untouched, untouched) >= thresholds.wildcard.lowerBound
        : wilson(untouched, untouched) >= thresholds.exact.lowerBound,
    )
    .map(({ candidate }) => candidate)
}

export function isWide(candidate: Candidate): boolean {
  return ruleText(candidate).includes('*')
}

/** The rule as `.gatercrc` has it, without allow or contain. */
export function ruleText(candidate: Candidate): string {
  if (candidate.verb === 'write') return `write ${candidate.path}`
  const text = candidate.words.join(' ')
  return verbs.some((verb) => verb === candidate.words[0]) ? `run ${text}` : text
}

function keyOf(candidate: Candidate): string {
  return candidate.verb === 'run'
    ? ruleText(candidate)
    : `${ruleText(candidate)} in ${candidate.workspace}`
}

export function exactly(sample: Sample): Candidate {
  if (sample.verb === 'write') return sample
  return { verb: 'run', words: sample.words }
}

export function* opened(sample: Sample): Generator<{ candidate: Candidate; value: string }> {
  if (sample.verb === 'write') {
    const { path, workspace } = sample
    const folder = dirname(path)
    if (folder === '.') return
    yield { candidate: { verb: 'write', path: `${folder}/*`, workspace }, value: path }
    return
  }
  for (const at of sample.open) {
    const words = sample.words.map((word, index) => (index === at ? '*' : word))
    yield { candidate: { verb: 'run', words }, value: sample.words[at] ?? '' }
  }
}
