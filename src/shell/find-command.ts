import { placeOf } from '../action/place.ts'
import { leaveHome, likely } from './directory.ts'
import { readFind } from './languages/find.ts'
import type { Need } from './line.ts'
import { type Draft, needRead, writePlace } from './needs.ts'
import { type Feed, nothing, type Scope } from './scope.ts'
import { addPart, type JudgeSimple, type Simple, type WalkText } from './simple.ts'
import { isSourcePattern } from './source-names.ts'
import type { Term } from './term.ts'

/** Judges `find`: where it starts, its actions, and the commands that it runs. */
export function judgeFind(
  name: string,
  rest: readonly Term[],
  simple: Simple,
  scope: Scope,
  draft: Draft,
  judge: JudgeSimple,
  walk: WalkText,
): Feed {
  const values = rest.map((term) => term.value)
  if (values.length === 1 && /^--?(?:help|version)$/.test(values[0] ?? '')) {
    addPart(simple, scope, draft, name, name)
    return nothing
  }
  for (const term of rest) {
    if (term.static) continue
    const safe =
      term.readings?.every(
        (reading) => !reading.glob || !findWords.some((word) => globCanBe(reading.text, word)),
      ) ?? /^[^-(!,\\]/.test(term.prefix)
    if (!safe)
      draft.needs.push({
        span: term.span,
        class: 'unknown',
        by: 'dynamic',
        why: `\`${term.value}\` may become an action of find`,
      })
  }
  const reading = readFind(values)
  let plain = false
  for (const [index, value] of values.entries()) {
    const next = rest[index + 1]
    if (
      (value === '-name' || value === '-iname' || value === '-path') &&
      next?.static &&
      values[index - 1] !== '!' &&
      values[index - 1] !== '-not'
    ) {
      plain =
        isSourcePattern(next.value) &&
        !values.includes('-o') &&
        !values.includes('-or') &&
        !values.includes(',')
    }
  }
  let prefix = './'
  for (const root of reading.roots) {
    const term = rest[root]
    if (term === undefined) continue
    needRead(draft, term, term.span, 0, 'effect', true)
    prefix = term.prefix
  }
  const deletes = reading.problems.some((problem) => problem.deletes)
  for (const problem of reading.problems) {
    const term = rest[problem.word]
    const file = problem.path === undefined ? undefined : rest[problem.path.word]
    if (file?.readings != null && problem.path?.kind === 'write') {
      for (const each of file.readings) writePlace(draft, each, file.span, 'effect')
    }
    draft.needs.push({
      span: term?.span ?? simple.span,
      class: problem.class,
      by: 'option',
      names: [values[problem.word] ?? ''],
      why: problem.why,
    })
  }
  if (deletes) {
    const roots =
      reading.roots.length === 0 ? ['.'] : reading.roots.map((root) => values[root] ?? '.')
    for (const root of roots)
      draft.effects.push({
        kind: 'delete',
        path: placeOf(root, likely(draft.cwds), draft.ground),
        recursive: true,
      })
  }
  leaveHome(draft, draft.cwds, simple.span, name, !deletes)
  addPart(simple, scope, draft, name, name)
  for (const command of reading.commands) {
    const terms = rest.slice(command.from, command.to).map(
      (term): Term =>
        term.value.includes('{}')
          ? {
              value: term.value,
              static: false,
              span: term.span,
              readings: null,
              prefix:
                term.value === '{}'
                  ? command.inDirectory
                    ? './'
                    : prefix
                  : term.prefix.slice(0, term.value.indexOf('{}')),
              found: { plain },
            }
          : term,
    )
    const [first, last] = [terms[0], terms.at(-1)]
    if (first === undefined || last === undefined) continue
    const predicate = rest[command.predicate]
    const asks: Need[] = values[command.predicate]?.startsWith('-ok')
      ? [
          {
            span: predicate?.span ?? first.span,
            class: 'unknown',
            by: 'option',
            names: ['-ok', '-okdir'],
            why: 'asks at the terminal',
          },
        ]
      : []
    const below: Scope = {
      ...scope,
      state: { ...scope.state, cwds: command.inDirectory ? [null] : scope.state.cwds },
      via: [...scope.via, name],
      wrapped: [...scope.wrapped, ...asks],
      depth: scope.depth + 1,
    }
    judge({ span: [first.span[0], last.span[1]], terms, needs: [], effects: [] }, below, walk)
  }
  return { ...nothing, found: { prefix, plain } }
}

const findWords = [
  '-delete',
  '-exec',
  '-execdir',
  '-ok',
  '-okdir',
  '-fprint',
  '-fprint0',
  '-fprintf',
  '-fls',
  '-files0-from',
]

/** Whether a glob could expand to this word; one that begins with anything but a free character cannot. */
function globCanBe(pattern: string, word: string): boolean {
  const fixed = pattern.split(/[*?[{]/)
  const start = fixed[0] ?? ''
  const end = /[\]*?}]([^*?[\]{}]*)$/.exec(pattern)?.[1] ?? ''
  return (
    word.startsWith(start.replace(/\\(.)/g, '$1')) && word.endsWith(end.replace(/\\(.)/g, '$1'))
  )
}
