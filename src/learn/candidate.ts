import { dirname, join, relative, sep } from 'node:path'
import type { Part } from '../shell/line.ts'
import { thresholds } from './evidence.ts'
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

/** The sample that a write is; `null` outside the workspace or where a rule could not say its path exactly. */
export function writeSample(path: string, workspace: string): Sample | null {
  const below = relative(workspace, path).split(sep).join('/')
  if (below === '' || below.startsWith('..') || !plain.test(below)) return null
  return { verb: 'write', path: below, workspace }
}

/** Every candidate that the samples suggest: each exact one, and each with one `*` that enough different values stand for. */
export function candidates(samples: readonly Sample[]): Candidate[] {
  const found = new Map<string, Candidate>()
  const values = new Map<string, { candidate: Candidate; seen: Set<string> }>()
  for (const sample of samples) {
    const exact = exactly(sample)
    found.set(keyOf(exact), exact)
    for (const { candidate, value } of opened(sample)) {
      const key = keyOf(candidate)
      const entry = values.get(key) ?? { candidate, seen: new Set<string>() }
      entry.seen.add(value)
      values.set(key, entry)
    }
  }
  const wide = [...values.values()]
    .filter(({ seen }) => seen.size >= thresholds.wildcard.values)
    .map(({ candidate }) => candidate)
  return [...wide, ...found.values()]
}

export function isWide(candidate: Candidate): boolean {
  return ruleText(candidate).includes('*')
}

/** The rule as `.gatercrc` has it, without allow or contain. */
export function ruleText(candidate: Candidate): string {
  return candidate.verb === 'run' ? candidate.words.join(' ') : `write ${candidate.path}`
}

/** Whether a rule of this pattern speaks of a part; `*` is one word. */
export function speaksOfPart(candidate: Candidate, part: Part): boolean {
  if (candidate.verb !== 'run' || candidate.words.length !== part.argv.length) return false
  return candidate.words.every((word, at) => word === '*' || word === part.argv[at]?.value)
}

/** Whether a rule of this pattern speaks of a path; `*` is one name. */
export function speaksOfPath(candidate: Candidate, path: string): boolean {
  if (candidate.verb !== 'write') return false
  const full = join(candidate.workspace, candidate.path)
  if (!full.includes('*')) return full === path
  const [wanted, got] = [full.split('/'), path.split('/')]
  return (
    wanted.length === got.length && wanted.every((name, at) => name === '*' || name === got[at])
  )
}

function keyOf(candidate: Candidate): string {
  return candidate.verb === 'run'
    ? ruleText(candidate)
    : `${ruleText(candidate)} in ${candidate.workspace}`
}

function exactly(sample: Sample): Candidate {
  if (sample.verb === 'write') return sample
  return { verb: 'run', words: sample.words }
}

function* opened(sample: Sample): Generator<{ candidate: Candidate; value: string }> {
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
