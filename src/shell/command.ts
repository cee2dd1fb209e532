import { changeDirectory, leaveHome, moveTo } from './directory.ts'
import { programs } from './facts/index.ts'
import type { Program } from './facts/program.ts'
import { judgeFind } from './find-command.ts'
import type { Need } from './line.ts'
import { judgeMeaning } from './meaning.ts'
import { type Draft, readPlace, writePlace } from './needs.ts'
import { type Meaning, readOptions } from './options.ts'
import { outputOf, withStdin } from './pipe.ts'
import { type Feed, nothing, type Scope } from './scope.ts'
import { judgeJoined, judgeShell } from './shell-call.ts'
import { isShell } from './shells.ts'
import { addPart, type Simple, type WalkText } from './simple.ts'
import { plainTerm, type Reading, type Term } from './term.ts'
import { transferOf } from './transfers.ts'
import { isLocalName } from './variables.ts'

/** Deeper wrapping than this is not looked into. */
const deepest = 24

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
  if ((program.style ?? 'gnu') === 'find')
    return judgeFind(name, rest, simple, scope, draft, judgeSimple, walk)
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
  leaveHome(draft, inner.cwds, simple.span, name, effective.risk === 'read')
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
