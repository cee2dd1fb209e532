import type { Effect } from '../action/effect.ts'
import { isOutside, placeOf } from '../action/place.ts'
import {
  type Attribute,
  attributes,
  isRisk,
  type Risk,
  type RiskClass,
  worse,
} from '../action/risk.ts'
import type { Span } from '../action/verdict.ts'
import { programs } from './facts/index.ts'
import type { Language, Program } from './facts/program.ts'
import { readFind } from './languages/find.ts'
import { languages } from './languages/languages.ts'
import type { Need, Word } from './line.ts'
import { type Draft, deletePlace, needRead, readPlace, writePlace } from './needs.ts'
import { type Meaning, type Reading as OptionReading, readOptions } from './options.ts'
import { printed } from './output.ts'
import { type Feed, fault, likelyCwd, nothing, type Scope } from './scope.ts'
import { isShell, readShellCall } from './shells.ts'
import { isSourcePattern } from './source-names.ts'
import { plainTerm, type Reading, type Term } from './term.ts'
import { transferOf } from './transfers.ts'
import { isHarmlessAssignment, isLocalName } from './variables.ts'

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

/** Deeper wrapping than this is not looked into. */
const deepest = 24

/** Shows no content of the files that it is given. */
const quiet = new Set(
  'ls dir vdir stat wc du file basename dirname realpath readlink test [ md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum echo printf touch cd pushd tree'.split(
    ' ',
  ),
)

/** Judges a simple command, and every command inside it; returns what it prints, where that is known. */
export function judgeSimple(simple: Simple, scope: Scope, walk: WalkText): Feed {
  const [head, ...rest] = simple.terms
  const draft: Draft = {
    ground: scope.ground,
    cwds: scope.state.cwds,
    needs: [...scope.wrapped, ...simple.needs],
    effects: [...simple.effects],
  }
  if (head === undefined) {
    if (draft.needs.length > 0 || draft.effects.length > 0)
      addPart(simple, scope, draft, null, null)
    return nothing
  }
  if (scope.depth > deepest) {
    draft.needs.push({
      span: simple.span,
      class: 'unknown',
      by: 'wrapper',
      why: 'wrapped too deeply to be read',
    })
    addPart(simple, scope, draft, null, null)
    return nothing
  }
  const name = programName(head, draft)
  const program = name === null ? undefined : programs.get(name)
  if (name === null || program === undefined || scope.state.functions.has(name)) {
    if (name !== null && !scope.state.functions.has(name)) {
      draft.needs.push({
        span: head.span,
        class: 'unknown',
        by: 'program',
        why: `gater does not know \`${name}\``,
      })
    }
    for (const term of rest) if (term.static && !term.value.startsWith('-')) mention(draft, term)
    addPart(simple, scope, draft, name, null)
    return nothing
  }
  if (isShell(name)) return judgeShell(name, rest, simple, scope, draft, walk)
  if ((program.style ?? 'gnu') === 'find') return judgeFind(name, rest, simple, scope, draft, walk)
  return judgeProgram(name, program, rest, simple, scope, draft, walk)
}

const trusted = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/
const launchers = /^(?:\.\/)?(?:\.venv|venv|env|node_modules|vendor)\/(?:\.?bin)\/([^/]+)$/

/** The name that facts are looked up by. A path counts for its last part only in directories of the system. */
function programName(head: Term, draft: Draft): string | null {
  if (!head.static) {
    draft.needs.push({
      span: head.span,
      class: 'unknown',
      by: 'dynamic',
      why: 'which program runs is known only when it runs',
    })
    return null
  }
  const name = head.value
  if (!/^[\x21-\x7e]+$/.test(name)) {
    draft.needs.push({
      span: head.span,
      class: 'unknown',
      by: 'program',
      why: 'the name of the program is not plain text',
    })
    return name
  }
  if (!name.includes('/')) return name
  const system = trusted.exec(name)?.[1]
  if (system !== undefined) return system
  draft.needs.push({
    span: head.span,
    class: 'unknown',
    by: 'program',
    why: `\`${name}\` is not a program of the system`,
  })
  return launchers.exec(name)?.[1] ?? name
}

/** An operand of a program that is not known: secret places are still named. */
function mention(draft: Draft, term: Term): void {
  const before = draft.needs.length
  for (const reading of term.readings ?? []) readPlace(draft, reading, term.span, 'operand')
  const kept = draft.needs.slice(before).filter((need) => need.class === 'secret')
  draft.needs.splice(before, draft.needs.length - before, ...kept)
}

function judgeProgram(
  name: string,
  program: Program,
  rest: readonly Term[],
  simple: Simple,
  scope: Scope,
  draft: Draft,
  walk: WalkText,
): Feed {
  const reading = readOptions(name, program, rest)
  const effective = reading.program
  const wraps = effective.wraps
  if (reading.info) {
    addPart(simple, scope, draft, name, `${reading.path} (information)`)
    return nothing
  }
  const own: Need[] = []
  const head = simple.terms[0] ?? plainTerm(name, simple.span)
  if (effective.risk !== 'read') {
    own.push({
      span: head.span,
      class: effective.risk,
      by: 'program',
      why: effective.why ?? `\`${reading.path}\` does more than read`,
    })
  }
  for (const attribute of effective.attributes ?? []) {
    own.push({
      span: head.span,
      class: attribute,
      by: 'program',
      why: effective.why ?? `\`${reading.path}\` shows private data`,
    })
  }
  if (effective.interactive && effective.risk === 'read') {
    own.push({
      span: head.span,
      class: 'unknown',
      by: 'program',
      why: `\`${name}\` needs a terminal`,
    })
  }
  for (const { term, fact } of reading.raised) {
    const { option } = fact
    for (const type of [option?.risk ?? 'read', ...(option?.attributes ?? [])]) {
      if (type !== 'read') {
        own.push({
          span: term.span,
          class: type,
          by: 'option',
          names: fact.names,
          why: option?.why ?? `\`${fact.names[0]}\` does more than print`,
        })
      }
    }
  }
  for (const problem of reading.problems) {
    own.push({
      span: problem.term.span,
      class: problem.class,
      by: problem.by,
      why: problem.why,
      ...(problem.names && { names: problem.names }),
    })
  }

  const meanings = reading.meanings
  const inner: Draft = { ...draft, needs: own, cwds: draft.cwds }
  for (const meaning of meanings)
    if (meaning.arg === 'cd' && name !== 'cd' && name !== 'pushd') changeDirectory(inner, meaning)
  const transfer = transferOf(reading)
  if (transfer !== null) {
    inner.effects.push(...transfer.effects)
    for (const { term, reading: file } of transfer.saves)
      writePlace(inner, file ?? unknownFile, term.span, 'effect')
  }
  const nested: (() => void)[] = []
  for (const meaning of meanings)
    judgeMeaning(meaning, name, effective, inner, scope, walk, nested, reading, rest)

  if (wraps !== undefined && reading.command !== null) {
    const words = rest.slice(reading.command)
    const by: Need['by'] = wraps.seenThrough ? 'program' : 'wrapper'
    if (wraps.atLeast !== undefined && !own.some((need) => need.class === wraps.atLeast)) {
      own.push({
        span: head.span,
        class: wraps.atLeast,
        by,
        why: effective.why ?? `\`${name}\` runs it elsewhere or with other rights`,
      })
    }
    const wrapped = [
      ...draft.needs,
      ...own.map((need): Need => {
        if (need.by === 'program') return { ...need, by }
        return need.by === 'operand' || need.by === 'option' ? { ...need, by: 'wrapper' } : need
      }),
    ]
    const below: Scope = {
      ...scope,
      state: { ...scope.state, cwds: inner.cwds },
      via: [...scope.via, name],
      wrapped,
      depth: scope.depth + 1,
    }
    if (wraps.kind === 'shell') {
      return judgeJoined(words, simple, below, draft, name, walk)
    }
    let terms = words
    if (wraps.kind === 'stdin') terms = withStdin(words, rest.slice(0, reading.command), scope.feed)
    return judgeSimple({ ...simple, terms, needs: [], effects: draft.effects }, below, walk)
  }

  if (name === 'read') assignRead(meanings, scope)
  draft.needs.push(...own)
  leaveHome(draft, inner.cwds, simple.span, name)
  if (name === 'cd' || name === 'pushd' || name === 'popd' || name === 'chdir')
    moveTo(meanings, name, scope, draft)
  addPart(simple, scope, { ...draft, cwds: inner.cwds }, name, reading.path)
  for (const run of nested) run()
  return outputOf(name, rest, scope)
}

/** `read` fills variables of the script, so that none of them shows what the environment held. */
function assignRead(meanings: readonly Meaning[], scope: Scope): void {
  for (const { term, from, arg } of meanings) {
    const variable = term.value.slice(from)
    if (arg === 'name' && term.static && isLocalName(variable))
      scope.state.values.set(variable, null)
  }
}

/** A file in the current directory whose name the text does not tell. */
const unknownFile: Reading = { text: './*', glob: true, tilde: false }

/** What stdout holds. */
function outputOf(name: string, rest: readonly Term[], scope: Scope): Feed {
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

/** Runs in a directory outside the workspace: what it reads there is outside, too. */
function leaveHome(draft: Draft, cwds: readonly (string | null)[], span: Span, name: string): void {
  if (cwds === draft.cwds && cwds.length === 1 && cwds[0] === draft.ground.cwd) return
  if (
    name === 'cd' ||
    name === 'echo' ||
    name === 'printf' ||
    name === 'true' ||
    name === 'pwd' ||
    name === ':'
  )
    return
  for (const cwd of cwds) {
    if (cwd === null) {
      draft.needs.push({
        span,
        class: 'unknown',
        by: 'state',
        why: 'in which directory it runs cannot be told',
      })
      return
    }
    if (isOutside(cwd, draft.ground)) {
      const effect: Effect = { kind: 'read', path: { text: cwd, absolute: cwd, glob: false } }
      draft.needs.push({
        span,
        class: 'read',
        by: 'effect',
        effect,
        why: `runs in \`${cwd}\`, outside the workspace`,
      })
      return
    }
  }
}

function changeDirectory(draft: Draft, meaning: Meaning): void {
  const { term, from } = meaning
  const [reading] = term.readings ?? []
  const text = reading?.text.slice(from)
  const cwd = likely(draft.cwds)
  if (term.readings?.length !== 1 || text === undefined || reading?.glob) draft.cwds = [null]
  else draft.cwds = [placeOf(text, cwd, draft.ground, reading).absolute]
}

function likely(cwds: readonly (string | null)[]): string | null {
  return cwds.at(-1) ?? null
}

/** `cd` changes the directory of everything after it; it may also fail, and what follows runs where it was. */
function moveTo(meanings: readonly Meaning[], name: string, scope: Scope, draft: Draft): void {
  const [meaning] = meanings
  let target: string | null
  if (name === 'popd') target = null
  else if (meaning === undefined) target = scope.ground.home
  else {
    const moved: Draft = { ...draft }
    changeDirectory(moved, meaning)
    target = meaning.term.value === '-' ? null : likely(moved.cwds)
  }
  const known = scope.state.cwds.filter((cwd) => cwd !== target)
  scope.state.cwds = known.length > 4 ? [null] : [...known, target]
  if (target !== null && isOutside(target, scope.ground)) {
    const effect: Effect = { kind: 'read', path: { text: target, absolute: target, glob: false } }
    draft.needs.push({
      span: meaning?.term.span ?? [0, 0],
      class: 'read',
      by: 'effect',
      effect,
      why: `goes to \`${target}\`, outside the workspace`,
    })
  }
}

function judgeMeaning(
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
      return needRead(draft, term, span, from, 'effect', quiet.has(name))
    case 'write':
    case 'delete': {
      if (term.readings === null) {
        return need(
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
        return need(
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
      return judgeAssignment(term, from, need)
    case 'unknown':
      return need('unknown', `gater cannot judge \`${term.value}\``)
    default:
      return judgeLanguage(arg, term, from, name, draft, scope, need, nested, walk)
  }
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
  if (term.readings === null) {
    if (term.found !== undefined || language === 'test') return
    return need(
      'unknown',
      `what \`${term.value}\` means to ${name} is known only when it runs`,
      'dynamic',
    )
  }
  // tar opens its archive before `-C` takes effect.
  const placed = name === 'tar' ? { ...draft, cwds: scope.state.cwds } : draft
  for (const reading of term.readings) {
    if (reading.glob && language !== 'object' && language !== 'test') {
      return need(
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
      draft.needs.push({ span, class: finding.class, by: 'operand', why: finding.why })
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

/** Where a word's text stands in the line: inside its quotes where no escape moves a character. */
function exactSpan(term: Term, from: number, scope: Scope): { span: Span; exact: boolean } {
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

/** `bash -c '…'`, `bash file`, `… | bash`. */
function judgeShell(
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
function judgeJoined(
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

/** xargs: the words from stdin stand at the end, or where the `-I` mark is. */
function withStdin(words: readonly Term[], options: readonly Term[], feed: Feed): Term[] {
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

function judgeFind(
  name: string,
  rest: readonly Term[],
  simple: Simple,
  scope: Scope,
  draft: Draft,
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
  leaveHome(draft, draft.cwds, simple.span, name)
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
    judgeSimple({ span: [first.span[0], last.span[1]], terms, needs: [], effects: [] }, below, walk)
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

/** Writes a part down. */
function addPart(
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
