import type { Span } from '../action/verdict.ts'
import { printed } from './output.ts'
import { type Feed, nothing, type Scope } from './scope.ts'
import { isSourcePattern } from './source-names.ts'
import type { Term } from './term.ts'

/** What stdout holds. */
export function outputOf(name: string, rest: readonly Term[], scope: Scope): Feed {
  const text = printed(name, rest, scope.feed.text, scope.shell !== 'bash')
  const same = name === 'cat' || name === 'tee'
  if (name === 'git' && rest[0]?.value === 'ls-files') {
    const patterns = rest.slice(1).filter((term) => !term.value.startsWith('-'))
    return {
      ...nothing,
      text,
      found: {
        prefix: '',
        plain:
          patterns.length > 0 &&
          patterns.every((term) => term.static && isSourcePattern(term.value)),
      },
    }
  }
  if (text !== null)
    return {
      text,
      span: same ? scope.feed.span : null,
      exact: same && scope.feed.exact,
      found: null,
    }
  if (passing.has(name) && rest.every((term) => term.static))
    return { ...nothing, found: scope.feed.found }
  return nothing
}

/** Commands that pass on a selection of the lines that they read. */
const passing = new Set(['sort', 'uniq', 'head', 'tail', 'grep', 'shuf'])

/** xargs: the words from stdin stand at the end, or where the `-I` mark is. */
export function withStdin(words: readonly Term[], options: readonly Term[], feed: Feed): Term[] {
  const replace = options.findIndex((term) => /^-(?:I|i|-replace|J)/.test(term.value))
  const option = options[replace]
  const mark =
    option === undefined
      ? null
      : option.value.length > 2
        ? option.value.replace(/^-(?:[IiJ]|-replace=?)/, '') || '{}'
        : option.value === '-i'
          ? '{}'
          : (options[replace + 1]?.value ?? '{}')
  const stdin = (value: string, span: Span): Term => ({
    value,
    static: false,
    span,
    readings: null,
    prefix: feed.found?.prefix ?? '',
    found: { plain: feed.found?.plain ?? false },
  })
  if (mark !== null) {
    return words.map((term) =>
      term.value.includes(mark)
        ? {
            ...stdin(term.value, term.span),
            prefix:
              term.value === mark
                ? (feed.found?.prefix ?? '')
                : term.value.slice(0, term.value.indexOf(mark)),
          }
        : term,
    )
  }
  const last = words.at(-1)
  return last === undefined ? [...words] : [...words, stdin('…', last.span)]
}
