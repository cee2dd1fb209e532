import type { RiskClass } from '../action/risk.ts'
import { type Compiled, compile, type OptionFact } from './facts/compiled.ts'
import type { Arg, Operands, Program } from './facts/program.ts'
import { mayBeginWith, mayBeOption, type Term } from './term.ts'

/** What a program will make of its words. */
export interface Reading {
  /** The facts that hold after modes and subcommands. */
  program: Program
  /** Name with subcommands, e.g. `git log`. */
  path: string
  /** Options that do more than print otherwise. */
  raised: Raised[]
  meanings: Meaning[]
  problems: Problem[]
  /** Index of the first word of a wrapped command; `null` where there is none. */
  command: number | null
  /** Only asks for its version or help. */
  info: boolean
  operands: number
  /** Every spelling of the options that are there. */
  present: ReadonlySet<string>
  /** Facts to read it by once more, since an option made another program of it. */
  respelled?: Program
}

export interface Raised {
  term: Term
  fact: OptionFact
}

/** A word, or the end of one, that means something to the program. */
export interface Meaning {
  term: Term
  /** Where in the word's text the value begins: 2 in `-ofile`. */
  from: number
  arg: Arg
  /** The option that it belongs to; `null` for an operand. */
  fact: OptionFact | null
}

export interface Problem {
  term: Term
  class: RiskClass
  why: string
  by: 'option' | 'operand' | 'dynamic'
  names?: readonly string[]
}

/** Reads the words after a program's name in that program's own style. */
export function readOptions(name: string, program: Program, terms: readonly Term[]): Reading {
  const reading = createReader(name, program).read(terms)
  return reading.respelled === undefined
    ? reading
    : createReader(name, reading.respelled).read(terms)
}

/** Fields that change how options are read, so that a mode which names one is read a second time. */
const spelling = ['flags', 'values', 'optional', 'options', 'subcommands', 'style'] as const

const respelled = new WeakMap<Partial<Program>, Program>()

function respell(program: Program, fields: Partial<Program>, names: readonly string[]): Program {
  const known = respelled.get(fields)
  if (known !== undefined) return known
  const flags = `${fields.flags ?? program.flags ?? ''} ${names.join(' ')}`.trim()
  const made: Program = { ...program, ...fields, flags, modes: undefined }
  respelled.set(fields, made)
  return made
}

function createReader(name: string, program: Program) {
  const raised: Raised[] = []
  const meanings: Meaning[] = []
  const problems: Problem[] = []
  const present = new Set<string>()

  return { read }

  function read(terms: readonly Term[]): Reading {
    let current = compile(program)
    let path = name
    const done = (command: number | null, operands: readonly Term[], info = false): Reading => {
      const mode = current.modes.find(({ names }) => names.some((option) => present.has(option)))
      const again =
        mode !== undefined &&
        current.program === program &&
        spelling.some((field) => field in mode.fields)
          ? respell(program, mode.fields, mode.names)
          : undefined
      let effective = withModes(current, present)
      if (operands.length === 0 && command === null && !info && effective.bare !== undefined) {
        effective = { ...effective, ...effective.bare }
      }
      if (!info) nameOperands(effective, operands)
      return {
        program: effective,
        path,
        raised,
        meanings,
        problems,
        command,
        info,
        operands: operands.length,
        present,
        ...(again !== undefined && { respelled: again }),
      }
    }

    const [only] = terms
    if (terms.length === 1 && only?.static && current.info.has(only.value))
      return done(null, [], true)

    if (program.responses) {
      const files = terms.filter((term) => mayBeginWith('@', term))
      problems.push(
        ...files.map((term): Problem => {
          const why = `${name} takes options from the file in \`${term.value}\``
          return { term, class: 'unknown', why, by: 'dynamic' }
        }),
      )
    }
    const operands: Term[] = []
    let style = current.program.style ?? 'gnu'
    let subcommands = current.subcommands.size > 0
    let ended = style === 'none'
    let at = 0
    if (style === 'tar') at = readTar(terms, current)
    while (at < terms.length) {
      const term = terms[at]
      if (term === undefined) break
      if (ended || !mayBeOption(term) || term.value === '-') {
        const wraps =
          current.program.wraps !== undefined ? withModes(current, present).wraps : undefined
        if (wraps !== undefined) {
          const before = wraps.after ?? []
          const taken = operands.length
          if (taken < before.length) {
            meanings.push({ term, from: 0, arg: before[taken] ?? 'unknown', fact: null })
            operands.push(term)
            at += 1
            continue
          }
          if (wraps.assignments && /^[A-Za-z_]\w*=/.test(term.prefix)) {
            meanings.push({ term, from: 0, arg: 'assignment', fact: null })
            at += 1
            ended = true
            continue
          }
          return done(at, [])
        }
        if (subcommands && operands.length === 0 && !ended) {
          const sub = term.static ? current.subcommands.get(term.value) : undefined
          if (sub !== undefined) {
            current = compile(sub)
            path += ` ${term.value}`
            style = current.program.style ?? 'gnu'
            subcommands = current.subcommands.size > 0
            ended = style === 'none'
            present.clear()
            const rest = terms.slice(at + 1)
            if (rest.length === 1 && rest[0]?.static && current.info.has(rest[0].value))
              return done(null, [], true)
            at += 1
            continue
          }
          if (current.program.operands === undefined) {
            problems.push({
              term,
              class: 'unknown',
              why: term.static
                ? `\`${path} ${term.value}\` is not known`
                : `the subcommand of ${path} is known only when it runs`,
              by: term.static ? 'operand' : 'dynamic',
            })
            return { ...done(null, []), operands: 1 }
          }
        }
        if (style === 'dd' && term.static && term.value.includes('=')) {
          const key = term.value.slice(0, term.value.indexOf('=') + 1)
          const fact = current.options.get(key) ?? current.options.get(key.slice(0, -1))
          if (fact === undefined) problems.push(unlisted(term, key, path))
          else use(fact, term, [{ term, from: key.length }])
          at += 1
          continue
        }
        operands.push(term)
        if (style === 'posix') ended = true
        at += 1
        continue
      }
      if (term.value === '--' && term.static) {
        ended = true
        at += 1
        continue
      }
      if (!term.static) {
        at = readDynamic(term, at, current, operands, style === 'posix')
        continue
      }
      at = readOption(terms, at, current, style)
    }
    return done(null, operands)

    function readDynamic(
      term: Term,
      index: number,
      facts: Compiled,
      into: Term[],
      posix: boolean,
    ): number {
      const equals = term.prefix.indexOf('=')
      if (term.prefix.startsWith('--') && equals > 0) {
        const fact = findLong(facts, term.prefix.slice(0, equals))
        if (fact !== null && fact.args.length > 0) {
          use(fact, term, [{ term, from: equals + 1 }])
          return index + 1
        }
      }
      if (facts.harmless && !term.prefix.startsWith('-')) {
        into.push(term)
        if (posix) ended = true
        return index + 1
      }
      problems.push({
        term,
        class: 'unknown',
        why: `\`${term.value}\` may become an option of ${path}`,
        by: 'dynamic',
      })
      into.push(term)
      return index + 1
    }
  }

  function readOption(terms: readonly Term[], at: number, facts: Compiled, style: string): number {
    const term = terms[at]
    if (term === undefined) return at + 1
    const word = term.value
    const exact = facts.options.get(word)
    if (exact !== undefined) return takeArguments(exact, terms, at)
    if (facts.numeric && /^-\d+$/.test(word)) return at + 1

    const equals = word.indexOf('=')
    if (word.startsWith('--') || style === 'long' || style === 'find') {
      const name = equals < 0 ? word : word.slice(0, equals)
      let fact = word.startsWith('--') ? findLong(facts, name) : (facts.options.get(name) ?? null)
      if (fact === null && style === 'long' && word.startsWith('-')) {
        fact = facts.options.get(word.startsWith('--') ? name.slice(1) : `-${name}`) ?? null
      }
      if (fact === null) {
        if (!facts.program.lenient) problems.push(unlisted(term, name, path()))
        return at + 1
      }
      if (equals < 0) return takeArguments(fact, terms, at)
      if (fact.args.length === 0 && fact.option !== null) use(fact, term, [])
      else if (fact.args.length === 0) {
        problems.push({
          term,
          class: 'unknown',
          why: `\`${name}\` takes no value that is known`,
          by: 'option',
          names: [name],
        })
      } else use(fact, term, [{ term, from: equals + 1 }])
      return at + 1
    }

    for (let index = 1; index < word.length; index += 1) {
      const name = `-${word[index]}`
      const fact = facts.options.get(name)
      if (fact === undefined) {
        if (facts.numeric && /^\d+$/.test(word.slice(index))) return at + 1
        if (facts.program.lenient) continue
        problems.push(unlisted(term, name, path()))
        return at + 1
      }
      if (fact.args.length > 0) {
        const joined = index + 1 < word.length
        if (joined) {
          use(fact, term, [{ term, from: index + 1 }])
          return at + 1
        }
        return takeArguments(fact, terms, at)
      }
      use(fact, term, [])
    }
    return at + 1
  }

  function path(): string {
    return name
  }

  function takeArguments(fact: OptionFact, terms: readonly Term[], at: number): number {
    const term = terms[at]
    if (term === undefined) return at + 1
    if (fact.joined || fact.args.length === 0) {
      use(fact, term, [])
      return at + 1
    }
    const taken = terms.slice(at + 1, at + 1 + fact.args.length)
    if (taken.length < fact.args.length) {
      problems.push({
        term,
        class: 'unknown',
        why: `\`${term.value}\` lacks its argument`,
        by: 'option',
        names: fact.names,
      })
    }
    use(
      fact,
      term,
      taken.map((argument) => ({ term: argument, from: 0 })),
    )
    return at + 1 + taken.length
  }

  function use(
    fact: OptionFact,
    term: Term,
    values: readonly { term: Term; from: number }[],
  ): void {
    for (const spelling of fact.names) present.add(spelling)
    if (fact.option !== null) raised.push({ term, fact })
    for (const [index, value] of values.entries()) {
      meanings.push({ ...value, arg: fact.args[index] ?? 'unknown', fact })
    }
  }

  /** `tar xzf file`: the letters of the first word take their arguments from the words after it, in order. */
  function readTar(terms: readonly Term[], facts: Compiled): number {
    const [first] = terms
    if (
      first === undefined ||
      !first.static ||
      first.value.startsWith('-') ||
      !/^[A-Za-z]+$/.test(first.value)
    )
      return 0
    let at = 1
    for (const letter of first.value) {
      const fact = facts.options.get(`-${letter}`)
      if (fact === undefined) {
        problems.push(unlisted(first, `-${letter}`, name))
        continue
      }
      const takes = fact.joined ? 0 : fact.args.length
      use(
        fact,
        first,
        terms.slice(at, at + takes).map((term) => ({ term, from: 0 })),
      )
      at += takes
    }
    return at
  }

  function nameOperands(effective: Program, operands: readonly Term[]): void {
    const facts: Operands | undefined = effective.operands
    if (operands.length === 0) return
    if (effective.wraps !== undefined) return
    const [leading] = operands
    if (facts?.risk !== undefined && facts.risk !== 'read' && leading !== undefined) {
      problems.push({
        term: leading,
        class: facts.risk,
        why: facts.why ?? `${name} does more with an operand`,
        by: 'operand',
      })
    }
    const supplied = facts?.unless?.split(' ').some((option) => present.has(option)) ?? false
    const first = supplied ? [] : (facts?.first ?? [])
    for (const [index, term] of operands.entries()) {
      let arg = index < first.length ? first[index] : facts?.rest
      if (facts?.last !== undefined && operands.length > 1 && index === operands.length - 1)
        arg = facts.last
      const many = facts?.max !== undefined && index >= facts.max
      if (arg === undefined || many) {
        problems.push({
          term,
          class: 'unknown',
          why: `\`${term.value}\` is one operand more than ${name} is known to take`,
          by: 'operand',
        })
      } else {
        meanings.push({ term, from: 0, arg, fact: null })
      }
    }
  }
}

/** The first mode, in the order of the facts, of which one option is present overrides the fields that it names. */
function withModes(facts: Compiled, present: ReadonlySet<string>): Program {
  for (const { names, fields } of facts.modes) {
    if (names.some((name) => present.has(name))) return { ...facts.program, ...fields }
  }
  return facts.program
}

/** A long option by name or unambiguous abbreviation; all that share the abbreviation must be the same option. */
function findLong(facts: Compiled, name: string): OptionFact | null {
  const exact = facts.options.get(name)
  if (exact !== undefined) return exact
  const candidates = facts.long.filter((long) => long.startsWith(name))
  const [first] = candidates
  if (first === undefined || name.length < 3) return null
  const fact = facts.options.get(first) ?? null
  return candidates.every((candidate) => facts.options.get(candidate) === fact) ? fact : null
}

function unlisted(term: Term, option: string, path: string): Problem {
  return {
    term,
    class: 'unknown',
    why: `\`${option}\` is not a known option of ${path}`,
    by: 'option',
    names: [option],
  }
}
