import type { Span } from '../action/verdict.ts'
import type { Need } from './line.ts'
import { type Draft, needRead } from './needs.ts'
import { type Feed, nothing, type Scope } from './scope.ts'
import { readShellCall } from './shells.ts'
import { addPart, exactSpan, type Simple, type WalkText } from './simple.ts'
import { plainTerm, type Term } from './term.ts'

/** `bash -c '…'`, `bash file`, `… | bash`. */
export function judgeShell(
  name: string,
  rest: readonly Term[],
  simple: Simple,
  scope: Scope,
  draft: Draft,
  walk: WalkText,
): Feed {
  const call = readShellCall(rest)
  const head = simple.terms[0] ?? plainTerm(name, simple.span)
  if (call.info) {
    addPart(simple, scope, draft, name, name)
    return nothing
  }
  const need = (term: Term, why: string, by: Need['by']) =>
    draft.needs.push({ span: term.span, class: 'unknown', by, why })
  if (call.problem !== null) need(call.problem.term, call.problem.why, 'operand')
  let script: { text: string; at: { span: Span; exact: boolean } } | null = null
  if (call.script !== null) {
    if (call.script.static)
      script = { text: call.script.value, at: exactSpan(call.script, 0, scope) }
    else need(call.script, 'what the shell runs is known only when it runs', 'dynamic')
  } else if (call.file !== null) {
    need(call.file, `runs the script \`${call.file.value}\``, 'program')
    needRead(draft, call.file, call.file.span, 0, 'effect', true)
  } else if (call.stdin) {
    const { feed } = scope
    if (feed.text !== null) {
      script = { text: feed.text, at: { span: feed.span ?? head.span, exact: feed.exact } }
    } else need(head, 'runs whatever it reads from stdin', 'dynamic')
  }
  addPart(simple, scope, draft, name, name)
  if (script !== null) {
    walk(
      script.text,
      {
        ...scope,
        shell: name === 'bash' ? 'bash' : name === 'zsh' ? 'zsh' : 'sh',
        via: [...scope.via, name],
        wrapped: scope.wrapped,
        depth: scope.depth + 1,
        feed: nothing,
      },
      script.at,
      true,
    )
  }
  return nothing
}

/** Words that a program joins with spaces and gives to a shell. */
export function judgeJoined(
  words: readonly Term[],
  simple: Simple,
  scope: Scope,
  draft: Draft,
  name: string,
  walk: WalkText,
): Feed {
  const dynamic = words.find((term) => !term.static)
  const [only] = words
  if (dynamic !== undefined || only === undefined) {
    const needs: Need[] = [...scope.wrapped]
    if (dynamic !== undefined)
      needs.push({
        span: dynamic.span,
        class: 'unknown',
        by: 'dynamic',
        why: 'what the shell runs is known only when it runs',
      })
    addPart(simple, { ...scope, via: scope.via.slice(0, -1) }, { ...draft, needs }, name, name)
    return nothing
  }
  const at =
    words.length === 1
      ? exactSpan(only, 0, scope)
      : { span: [only.span[0], words.at(-1)?.span[1] ?? only.span[1]] as const, exact: false }
  addPart(
    simple,
    { ...scope, via: scope.via.slice(0, -1) },
    { ...draft, needs: [...scope.wrapped] },
    name,
    name,
  )
  walk(words.map((term) => term.value).join(' '), scope, at, true)
  return nothing
}
