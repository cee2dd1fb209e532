import type { Effect } from '../action/effect.ts'
import type { RiskClass } from '../action/risk.ts'
import type { Span } from '../action/verdict.ts'
import { isNumber } from './expansions.ts'
import type { Language, Program } from './facts/program.ts'
import { languages } from './languages/languages.ts'
import { judgeNumber } from './languages/words.ts'
import type { Need } from './line.ts'
import { type Draft, deletePlace, needRead, readPlace, writePlace } from './needs.ts'
import type { Meaning, Reading as OptionReading } from './options.ts'
import type { Scope } from './scope.ts'
import { exactSpan, type WalkText } from './simple.ts'
import type { Reading, Term } from './term.ts'
import { isHarmlessAssignment } from './variables.ts'

/** Shows no content of the files that it is given. */
const quiet = new Set(
  'ls dir vdir stat wc du file basename dirname realpath readlink test [ md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum echo printf touch cd pushd tree'.split(
    ' ',
  ),
)

/** Judges one word by what it means to its program. */
export function judgeMeaning(
  meaning: Meaning,
  name: string,
  program: Program,
  draft: Draft,
  scope: Scope,
  walk: WalkText,
  nested: (() => void)[],
  reading: OptionReading,
  rest: readonly Term[],
): void {
  const { term, from, arg, fact } = meaning
  const { span } = term
  const need = (
    type: RiskClass,
    why: string,
    by: Need['by'] = fact === null ? 'operand' : 'option',
  ): void => {
    draft.needs.push({
      span,
      class: type,
      by,
      why,
      ...(by === 'option' && fact !== null && { names: fact.names }),
    })
  }
  switch (arg) {
    case 'text':
      return
    case 'read':
      return void needRead(draft, term, span, from, 'effect', quiet.has(name))
    case 'write':
    case 'delete': {
      if (term.readings === null) {
        return void need(
          program.risk === 'read' || arg === 'delete' ? 'irreversible' : program.risk,
          `what \`${term.value}\` names is known only when it runs`,
          'dynamic',
        )
      }
      for (const each of term.readings) {
        const place: Reading = { ...each, text: each.text.slice(from) }
        if (arg === 'write')
          writePlace(draft, place, span, 'effect', contentOf(name, scope, meaning, rest))
        else
          deletePlace(
            draft,
            place,
            span,
            'effect',
            /r/i.test(
              rest
                .filter((word) => /^-\w+$/.test(word.value))
                .map((word) => word.value)
                .join(''),
            ) || reading.raised.some(({ fact: used }) => used.names.includes('--recursive')),
          )
      }
      return
    }
    case 'shell': {
      if (!term.static)
        return void need(
          'unknown',
          `what the shell runs is known only when it runs: \`${term.value}\``,
          'dynamic',
        )
      const text = term.value.slice(from)
      nested.push(() =>
        walk(
          text,
          { ...scope, via: [...scope.via, name], wrapped: draft.needs, depth: scope.depth + 1 },
          exactSpan(term, from, scope),
          true,
        ),
      )
      return
    }
    case 'argv':
    case 'program':
      if (fact?.option?.risk === undefined) need('unknown', `runs \`${term.value.slice(from)}\``)
      return
    case 'host':
    case 'url':
      draft.effects.push(netEffect(term, from, arg))
      if (program.risk === 'read' && (fact?.option?.risk ?? 'read') === 'read')
        need('external', `contacts \`${term.value.slice(from)}\``)
      return
    case 'cd':
      return
    case 'assignment':
      return void judgeAssignment(term, from, need)
    case 'format':
      return void judgeFormat(meaning, reading.meanings, scope, draft)
    case 'unknown':
      return void need('unknown', `gater cannot judge \`${term.value}\``)
    default:
      return void judgeLanguage(arg, term, from, name, draft, scope, need, nested, walk)
  }
}

/** zsh evaluates the operands that go with numeric conversions and with `*`; the format is used again until none is left. */
function judgeFormat(
  { term: format }: Meaning,
  meanings: readonly Meaning[],
  scope: Scope,
  draft: Draft,
): void {
  const texts = format.readings?.map(({ text }) => text) ?? null
  const operands = meanings.filter(({ fact, arg }) => fact === null && arg !== 'format')
  for (const [at, { term }] of operands.entries()) {
    const evaluated = texts?.some((text) => {
      const kinds = conversions(text)
      return kinds === null || kinds[at % kinds.length] === true
    })
    if (evaluated === false || isCount(term, scope)) continue
    const why = `zsh evaluates \`${term.value}\` as a number`
    draft.needs.push({ span: term.span, class: 'unknown', by: 'dynamic', why })
  }
}

/** For each operand that a format takes, whether it is a number. `null` where that cannot be told by counting. */
function conversions(format: string): readonly boolean[] | null {
  const found = [...format.matchAll(/%(?:%|([^a-zA-Z%]*)[hlLjztq]*([a-zA-Z]))/g)]
  if (found.some(([, between = '']) => /[*$]/.test(between))) return null
  return found.flatMap(([, , kind]) => (kind === undefined ? [] : !/[sbcq]/.test(kind)))
}

/** Whether the shell gets a number that needs no evaluating: all that bash takes, in zsh digits. */
function isCount({ value, readings }: Term, scope: Scope): boolean {
  if (!scope.zsh) return true
  const plain = value.replace(/^"(.*)"$/s, '$1')
  return readings?.every(({ text }) => judgeNumber(text).length === 0) ?? isNumber(plain, scope)
}

function contentOf(
  name: string,
  scope: Scope,
  meaning: Meaning,
  rest: readonly Term[],
): { text: string; append: boolean } | undefined {
  if (name !== 'tee' || meaning.fact !== null || scope.feed.text === null) return undefined
  const append = rest.some((term) => term.value === '-a' || term.value === '--append')
  return { text: scope.feed.text, append }
}

function judgeAssignment(
  term: Term,
  from: number,
  need: (type: RiskClass, why: string, by?: Need['by']) => void,
): void {
  const [key = '', value = ''] = splitOnce(
    term.static ? term.value.slice(from) : term.prefix.slice(from),
    '=',
  )
  if (!term.static || !isHarmlessAssignment(key, value))
    need('unknown', `the variable \`${key}\` may change what runs`, 'assignment')
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function netEffect(term: Term, from: number, arg: 'host' | 'url'): Effect {
  const text = term.static ? term.value.slice(from) : ''
  const match =
    arg === 'url'
      ? /^(?:[a-z][\w+.-]*:\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]+)(?::(\d+))?/i.exec(text)
      : /^(?:[a-z][\w+.-]*:\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)(?::(\d+))?/i.exec(text)
  return {
    kind: 'net',
    host: match?.[1]?.toLowerCase() ?? null,
    port: match?.[2] === undefined ? null : Number(match[2]),
  }
}

/** Languages in which what is not understood may run a command. */
const running: ReadonlySet<Language> = new Set(['awk', 'jq', 'number', 'sed', 'test', 'yq'])

function judgeLanguage(
  language: Language,
  term: Term,
  from: number,
  name: string,
  draft: Draft,
  scope: Scope,
  need: (type: RiskClass, why: string, by?: Need['by']) => void,
  nested: (() => void)[],
  walk: WalkText,
): void {
  if (language === 'number' && isCount(term, scope)) return
  if (term.readings === null) {
    if (term.found !== undefined || language === 'test') return
    return void need(
      'unknown',
      `what \`${term.value}\` means to ${name} is known only when it runs`,
      'dynamic',
    )
  }
  // tar opens its archive before `-C` takes effect.
  const placed = name === 'tar' ? { ...draft, cwds: scope.state.cwds } : draft
  for (const reading of term.readings) {
    if (reading.glob && language !== 'object' && language !== 'test') {
      return void need(
        'unknown',
        `what \`${term.value}\` means to ${name} is known only when it runs`,
        'dynamic',
      )
    }
    const at = exactSpan(term, from, scope)
    for (const finding of languages[language](reading.text.slice(from))) {
      const span: Span = at.exact
        ? [at.span[0] + finding.span[0], at.span[0] + finding.span[1]]
        : term.span
      if (finding.path !== undefined) {
        const place: Reading = { text: finding.path.text, glob: reading.glob, tilde: reading.tilde }
        if (finding.path.kind === 'write') writePlace(placed, place, span, 'operand')
        else readPlace(placed, place, span, 'operand')
        if (finding.class === 'read' || finding.path.kind === 'write') continue
      }
      if (finding.host !== undefined)
        draft.effects.push({ kind: 'net', host: finding.host.toLowerCase() || null, port: null })
      // A rule for the program does not know what its program text runs.
      const by = finding.class === 'unknown' && running.has(language) ? 'dynamic' : 'operand'
      draft.needs.push({ span, class: finding.class, by, why: finding.why })
      const { command } = finding
      if (command !== undefined) {
        nested.push(() =>
          walk(
            command,
            { ...scope, via: [...scope.via, name], wrapped: draft.needs, depth: scope.depth + 1 },
            { span, exact: false },
            true,
          ),
        )
      }
    }
  }
}
