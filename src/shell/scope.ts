import type { Shell } from '../action/action.ts'
import type { Ground } from '../action/place.ts'
import type { Finding, Span } from '../action/verdict.ts'
import type { Need, Part } from './line.ts'
import type { Reading, Setting, Values } from './term.ts'

/** What the walk collects. */
export interface Sink {
  parts: Part[]
  faults: Finding[]
}

/** What the line itself has changed by the time a command runs. */
export interface State {
  /** Directories in which it may be, likeliest last. */
  cwds: readonly (string | null)[]
  values: Map<string, Values>
  functions: Set<string>
}

/** Where in the line, and inside of what, a command stands. */
export interface Scope extends Setting {
  sink: Sink
  /** The whole line, which spans index. */
  lineText: string
  ground: Ground
  shell: Shell | undefined
  state: State
  /** Wrappers around it, outermost first, and what they need. */
  via: readonly string[]
  wrapped: readonly Need[]
  depth: number
  /** What it reads from stdin. */
  feed: Feed
}

/** What is known about the text on a pipe. */
export interface Feed {
  text: string | null
  /** Where that text stands in the line: offsets of its first and last character, where they map exactly. */
  span: Span | null
  exact: boolean
  /** It is names of files: below which directory, and whether none can be a secret. */
  found: { prefix: string; plain: boolean } | null
}

export const nothing: Feed = { text: null, span: null, exact: false, found: null }

export function fault(scope: Scope, span: Span, why: string): void {
  scope.sink.faults.push({ span, class: 'unknown', why })
}

/** A scope whose state changes do not come back: a subshell. */
export function inSubshell(scope: Scope): Scope {
  const { state } = scope
  return withState(scope, {
    cwds: state.cwds,
    values: new Map(state.values),
    functions: new Set(state.functions),
  })
}

/** A scope with its own state; looking up variables follows it. */
export function withState(scope: Scope, state: State): Scope {
  const next: Scope = { ...scope, state, values: (name) => valuesOf(next, name) }
  return next
}

/**
 * What a variable holds, where the text tells: it is assigned at exactly one place in the line, so that loops and branches
 * cannot give it another value.
 */
export function valuesOf(scope: Scope, name: string): Values {
  const { state, ground, source } = scope
  const text = (value: string): readonly Reading[] => [{ text: value, glob: false, tilde: false }]
  if (name === 'HOME') return text(ground.home)
  if (name === 'PWD') {
    const [cwd] = state.cwds
    return state.cwds.length === 1 && cwd != null ? text(cwd) : null
  }
  const values = state.values.get(name) ?? null
  if (values === null) return null
  const sites = new RegExp(
    `(?<![\\w$-])${name}(?:\\+?=|\\[)|\\b(?:for|select)\\s+${name}\\b|\\bread\\b[^;|&\\n]*\\b${name}\\b|\\$\\{${name}:?=`,
    'g',
  )
  return (source.match(sites) ?? []).length === 1 ? values : null
}

/** The directory that is named where one is wanted; the likeliest. */
export function likelyCwd(state: State): string | null {
  return state.cwds.at(-1) ?? null
}
