import type { Effect } from '../action/effect.ts'
import { type Attribute, attributes, isRisk, type Risk, worse } from '../action/risk.ts'
import type { Span } from '../action/verdict.ts'
import { likely } from './directory.ts'
import type { Need, Word } from './line.ts'
import type { Draft } from './needs.ts'
import { type Feed, fault, likelyCwd, type Scope } from './scope.ts'
import type { Term } from './term.ts'

/** A simple command on its way to becoming parts. */
export interface Simple {
  span: Span
  terms: readonly Term[]
  /** Needs of its redirections, assignments and expansions; they stay with the outermost program. */
  needs: readonly Need[]
  effects: readonly Effect[]
}

/** Reads a text as a script that a shell runs. `from` is where it stands in the line. */
export type WalkText = (
  text: string,
  scope: Scope,
  at: { span: Span; exact: boolean },
  fresh: boolean,
) => void

/** Judges a command that stands inside another one. */
export type JudgeSimple = (simple: Simple, scope: Scope, walk: WalkText) => Feed

/** Writes a part down. */
export function addPart(
  simple: Simple,
  scope: Scope,
  draft: Draft,
  name: string | null,
  facts: string | null,
): void {
  let risk: Risk = 'read'
  const lifted = new Set<Attribute>()
  for (const need of draft.needs) {
    if (isRisk(need.class)) risk = worse(risk, need.class)
    else lifted.add(need.class)
  }
  const words: Word[] = simple.terms.map(({ value, static: fixed, span }) => ({
    value,
    static: fixed,
    span,
  }))
  const effects: Effect[] =
    name === null ? draft.effects : [...draft.effects, { kind: 'run', program: name }]
  scope.sink.parts.push({
    span: simple.span,
    argv: words,
    program: name,
    via: scope.via,
    cwd:
      draft.cwds.length === 1
        ? likely(draft.cwds)
        : likelyCwd({ ...scope.state, cwds: draft.cwds }),
    risk,
    attributes: attributes.filter((attribute) => lifted.has(attribute)),
    needs: draft.needs,
    effects,
    facts,
  })
  if (scope.sink.parts.length === mostParts)
    fault(scope, simple.span, `more than ${mostParts} commands`)
}

/** More simple commands than this are not a line that a person can judge. */
const mostParts = 50

/** Where a word's text stands in the line: inside its quotes where no escape moves a character. */
export function exactSpan(term: Term, from: number, scope: Scope): { span: Span; exact: boolean } {
  const [start, end] = term.span
  const length = end - start
  const text = term.value
  const raw = scope.lineText.slice(start, end)
  if (raw === text) return { span: [start + from, end], exact: true }
  if (length === text.length + 2 && raw.slice(1, -1) === text)
    return { span: [start + 1 + from, end - 1], exact: true }
  if (from > 0 && raw.endsWith(text.slice(from)))
    return { span: [end - (text.length - from), end], exact: true }
  return { span: term.span, exact: false }
}
