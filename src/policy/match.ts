import type { Effect, Place } from '../action/effect.ts'
import { isWithin } from '../action/place.ts'
import type { Span } from '../action/verdict.ts'
import { type Compiled, compile } from '../shell/facts/compiled.ts'
import { programs } from '../shell/facts/index.ts'
import type { Part, Word } from '../shell/line.ts'
import { alternatives, literalBase, matchPath, matchText, mayMatchPath } from './glob.ts'
import type { Circumstances, Pattern, Rule } from './policy.ts'

/** `may`: it cannot be told from the text. */
export type Hit = 'yes' | 'may' | 'no'

/**
 * Whether a rule that loosens (`allow`, `contain`) speaks of this very command: word by word, as they stand. What is not
 * named is not covered: a `*` is no option and no word that the shell can still change, inside a word no `/` and no `..`.
 * `**` covers words that the shell can change; where that could make them more than words, the part has a need of its own.
 */
export function namesCommand(words: readonly string[], part: Part): boolean {
  return spellings(part).some((argv) => strictly(words, argv))
}

/**
 * Whether a rule that tightens (`ask`, `deny`) speaks of this command, however it is spelled: its options are found
 * wherever they stand and in every form, options that it does not name are skipped, and so are paths to the program.
 */
export function speaksOfCommand(words: readonly string[], part: Part): boolean {
  return [...spellings(part), ...moduleOf(part)].some((argv) => loosely(words, argv, part))
}

/**
 * The option whose value a span of the part is, in the spelling used: `--output` of `--output=x`, `-o` of `-o x`.
 * `null` where it is an operand.
 */
export function optionAt([from]: Span, part: Part): string | null {
  const at = part.argv.findIndex(({ span }) => span[0] <= from && from < span[1])
  const word = part.argv[at]?.value ?? ''
  if (at > 0 && isOption(word)) return nameIn(word)
  const before = at > 1 ? (part.argv[at - 1]?.value ?? '') : ''
  if (!isOption(before) || before.includes('=')) return null
  const short = /^-[^-]/.test(before) ? `-${before.at(-1)}` : before
  const takes = (name: string) =>
    levels(part).some(({ options }) => (options.get(name)?.args.length ?? 0) > 0)
  return [before, short].find(takes) ?? null
}

/** Whether a rule that loosens names an option, however it spells it. */
export function namesOption(words: readonly string[], option: string, part: Part): boolean {
  const names = [option, ...levels(part).flatMap((one) => one.options.get(option)?.names ?? [])]
  return words.some((word) => isOption(word) && names.some((name) => isSpelled(name, null, word)))
}

/** Whether a rule that loosens covers the whole of an effect. A forced push, or one that deletes, needs more than a push rule. */
export function coversEffect(pattern: Pattern, effect: Effect): boolean {
  switch (pattern.verb) {
    case 'read':
    case 'write':
    case 'delete':
      return effect.kind === pattern.verb && coversPlace(pattern.path, effect.path)
    case 'net':
      return (
        effect.kind === 'net' &&
        effect.host !== null &&
        matchText(pattern.host, effect.host.toLowerCase()) &&
        (pattern.port === null || pattern.port === String(effect.port))
      )
    case 'push':
      return (
        effect.kind === 'push' &&
        !effect.force &&
        !effect.deletes &&
        effect.remote !== null &&
        effect.branch !== null &&
        matchText(pattern.remote, effect.remote) &&
        matchText(pattern.branch, effect.branch)
      )
    case 'run':
    case 'call':
      return false
  }
}

/**
 * Whether a rule that tightens speaks of an effect, or may. `write` speaks of a deletion, too; `read` and `delete` of
 * what is moved away, which is then gone here and can be read there.
 */
export function speaksOfEffect(pattern: Pattern, effect: Effect, moves = false): Hit {
  if (moves && effect.kind === 'write' && 'path' in pattern) {
    return touches(pattern.path, effect.path, true)
  }
  switch (pattern.verb) {
    case 'read':
      return effect.kind === 'read' ? touches(pattern.path, effect.path, false) : 'no'
    case 'write':
      if (effect.kind === 'write') return touches(pattern.path, effect.path, false)
      return effect.kind === 'delete' ? touches(pattern.path, effect.path, true) : 'no'
    case 'delete':
      return effect.kind === 'delete' ? touches(pattern.path, effect.path, true) : 'no'
    case 'net':
      if (effect.kind !== 'net') return 'no'
      return both(
        may(effect.host, (host) => matchText(pattern.host, host.toLowerCase())),
        pattern.port === null ? 'yes' : may(effect.port, (port) => pattern.port === String(port)),
      )
    case 'push':
      if (effect.kind !== 'push') return 'no'
      return both(
        may(effect.remote, (remote) => matchText(pattern.remote, remote)),
        may(effect.branch, (branch) => matchText(pattern.branch, branch)),
      )
    case 'run':
    case 'call':
      return 'no'
  }
}

/**
 * Whether a rule applies now. What cannot be told (the branch of a detached HEAD, a variable that is not set) keeps a rule
 * that tightens in force, and one that loosens out of it.
 */
export function applies(rule: Rule, now: Circumstances): boolean {
  const tightens = rule.kind === 'ask' || rule.kind === 'deny'
  if (rule.until !== null && now.now.getTime() > rule.until.getTime()) return false
  const { branch, cwd, worktree, agent, env = {} } = rule.when
  const holds = (wanted: string | undefined, got: string | null, match = matchText) =>
    wanted === undefined || (got === null ? tightens : match(wanted, got))
  return (
    holds(branch, now.branch) &&
    holds(agent, now.agent) &&
    holds(cwd, now.cwd, matchPath) &&
    holds(worktree, now.worktree, matchWorktree) &&
    Object.entries(env).every(([name, value]) => {
      const got = now.env[name]
      return got === undefined ? tightens : matchText(value, got)
    })
  )
}

// --- internal ---

/** A worktree by its directory's name or its whole path. */
function matchWorktree(wanted: string, path: string): boolean {
  return wanted.startsWith('/')
    ? matchPath(wanted, path)
    : matchText(wanted, path.slice(path.lastIndexOf('/') + 1))
}

/** The command as unwrapped, and with the launchers that were taken off: `jest`, `npx jest`. */
function spellings(part: Part): Word[][] {
  if (part.argv.length === 0) return []
  const via = part.via.map((value) => ({ value, static: true, span: part.span }))
  return Array.from({ length: via.length + 1 }, (_, at) => [...via.slice(at), ...part.argv])
}

/** What `python -m NAME` runs. */
function moduleOf({ program, argv }: Part): Word[][] {
  if (program === null || !/^(?:python|pypy)[\d.]*$/.test(program)) return []
  const at = argv.findIndex(({ value }) => /^-[a-zA-Z]*m/.test(value))
  const word = argv[at]
  if (word === undefined) return []
  const joined = word.value.slice(word.value.indexOf('m') + 1)
  return [joined === '' ? argv.slice(at + 1) : [{ ...word, value: joined }, ...argv.slice(at + 1)]]
}

function nameIn(option: string): string {
  if (option.startsWith('--')) return option.split('=')[0] ?? option
  return option.slice(0, 2)
}

function strictly(pattern: readonly string[], argv: readonly Word[]): boolean {
  const at = pattern.indexOf('**')
  if (at === -1) {
    return (
      pattern.length === argv.length &&
      pattern.every((word, index) => strictWord(word, argv[index] as Word))
    )
  }
  const [head, tail] = [pattern.slice(0, at), pattern.slice(at + 1)]
  if (!head.every((word, index) => index < argv.length && strictWord(word, argv[index] as Word))) {
    return false
  }
  for (let taken = head.length; taken <= argv.length; taken++) {
    if (strictly(tail, argv.slice(taken))) return true
  }
  return false
}

function strictWord(pattern: string, { value, static: fixed }: Word): boolean {
  if (!fixed) return false
  if (pattern === '*') return !value.startsWith('-')
  return (alternatives(pattern) ?? []).some((one) => {
    if (!one.includes('*')) return one === value
    const climbs = value.split('/').includes('..') && !one.split('/').includes('..')
    return !climbs && matchPath(one, value)
  })
}

function loosely(pattern: readonly string[], argv: readonly Word[], part: Part): boolean {
  const facts = factsOf(part)
  const split = pattern.indexOf('--')
  const options = pattern.filter((word, at) => isOption(word) && (split === -1 || at < split))
  const rest = pattern.filter((word) => !options.includes(word) && word !== '--')
  return (
    options.every((option) => hasOption(option, argv, part, facts)) &&
    looseWords(rest, argv, facts, false, new Map())
  )
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word.length > 1 && word !== '--'
}

/** `skipping`: the program's name stands before; options, with what may be their values, are passed over. */
function looseWords(
  pattern: readonly string[],
  argv: readonly Word[],
  facts: Compiled | null,
  inside: boolean,
  known: Map<string, boolean>,
): boolean {
  const key = `${pattern.length} ${argv.length}`
  const before = known.get(key)
  if (before !== undefined) return before
  const found = looseStep(pattern, argv, facts, inside, known)
  known.set(key, found)
  return found
}

function looseStep(
  pattern: readonly string[],
  argv: readonly Word[],
  facts: Compiled | null,
  inside: boolean,
  known: Map<string, boolean>,
): boolean {
  const [wanted, ...wantedRest] = pattern
  const [word, ...rest] = argv
  const go = (p: readonly string[], a: readonly Word[]) => looseWords(p, a, facts, true, known)
  if (wanted === '**') return go(wantedRest, argv) || (word !== undefined && go(pattern, rest))
  if (word === undefined) return wanted === undefined
  if (inside && word.value.startsWith('-') && word.value !== '-') {
    if (go(pattern, rest)) return true
    // The word after an option may be its value, unless it is known to have none.
    const fact = facts?.options.get(word.value)
    const takes = fact === undefined ? !word.value.includes('=') : fact.args.length > 0
    if (takes && rest.length > 0 && go(pattern, rest.slice(1))) return true
  }
  if (wanted === undefined) return false
  const names = inside ? [word.value] : [word.value, baseName(word.value)]
  return names.some((name) => matchText(wanted, name)) && go(wantedRest, rest)
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Options that mean the same wherever there are both. */
const alike: readonly (readonly string[])[] = [
  ['-f', '--force'],
  ['-r', '-R', '--recursive'],
]

/** What `git push` takes before a branch instead of an option. */
const refspecMarks: Readonly<Record<string, string>> = {
  '--force': '+',
  '-f': '+',
  '--delete': ':',
  '-d': ':',
}

/** Whether an option that a rule names is there: `--force`, `--forc`, `-f`, `-vf`, `--output=x`, `-ox`. */
function hasOption(
  wanted: string,
  argv: readonly Word[],
  part: Part,
  facts: Compiled | null,
): boolean {
  const equals = wanted.indexOf('=')
  const name = equals === -1 ? wanted : wanted.slice(0, equals)
  const value = equals === -1 ? null : wanted.slice(equals + 1)
  const cluster = /^-[A-Za-z0-9]{2,}$/.test(wanted)
  if (cluster && !argv.some((word) => matchText(wanted, word.value))) {
    const letters = [...wanted.slice(1)].map((letter) => `-${letter}`)
    return letters.every((letter) => hasOption(letter, argv, part, facts))
  }
  const named = part.needs.some(
    (need) => need.names?.includes(name) === true && (value === null || need.names.length === 0),
  )
  const same = alike.find((group) => group.includes(name)) ?? []
  const names = new Set([name, ...same, ...(facts?.options.get(name)?.names ?? [])])
  const end = argv.findIndex((word) => word.value === '--')
  const before = end === -1 ? argv : argv.slice(0, end)
  const mark = part.facts === 'git push' ? [...names].map((one) => refspecMarks[one]) : []
  const marked = mark.some((one) => one !== undefined && argv.some((w) => w.value.startsWith(one)))
  return (
    named ||
    marked ||
    before.some((word, at) =>
      [...names].some((one) => isSpelled(one, value, word.value, before[at + 1]?.value)),
    )
  )
}

function isSpelled(name: string, value: string | null, word: string, next = ''): boolean {
  if (name.startsWith('--') || name.includes('*')) {
    const equals = word.indexOf('=')
    const given = equals === -1 ? word : word.slice(0, equals)
    const same = matchText(name, given) || (given.length > 2 && name.startsWith(given))
    if (!same || !given.startsWith('-')) return false
    return value === null || matchText(value, equals === -1 ? next : word.slice(equals + 1))
  }
  if (name.length > 2) return word === name || word.startsWith(`${name}=`)
  const at = /^-[^-]/.test(word) ? word.indexOf(name.charAt(1), 1) : -1
  if (at === -1) return false
  const joined = word.slice(at + 1).replace(/^=/, '')
  return value === null || matchText(value, joined === '' ? next : joined)
}

/** What gater knows about the options of the part's subcommand. */
function factsOf(part: Part): Compiled | null {
  return levels(part).at(-1) ?? null
}

/** What gater knows about the options of the part's program, of its subcommand, and so on. */
function levels(part: Part): Compiled[] {
  const program = part.program === null ? undefined : programs.get(part.program)
  const found: Compiled[] = []
  const names = part.facts?.split(' ').slice(1) ?? []
  for (let next = program; next !== undefined; ) {
    const facts = compile(next)
    found.push(facts)
    const name = names.shift()
    next = name === undefined ? undefined : facts.subcommands.get(name)
  }
  return found
}

function coversPlace(pattern: string, { absolute, glob }: Place): boolean {
  if (absolute === null) return false
  if (!glob) return matchPath(pattern, absolute)
  // Only a rule for the whole directory covers whatever the shell may find there.
  const base = pattern.slice(0, -'/**'.length)
  const whole = pattern.endsWith('/**') && literalBase(pattern) === base
  const climbs = absolute
    .split('/')
    .some((segment) => /^[.?*[\]]{2,}$/.test(segment) && segment.includes('.'))
  return whole && !climbs && isWithin(literalBase(absolute), base)
}

/** `below`: whatever lies below goes with it. */
function touches(pattern: string, { absolute, glob }: Place, below: boolean): Hit {
  if (absolute === null) return 'may'
  if (glob) {
    const meets =
      mayMatchPath(pattern, absolute) || (below && mayMatchPath(pattern, `${absolute}/**`))
    return meets ? 'may' : 'no'
  }
  if (matchPath(pattern, absolute)) return 'yes'
  if (!mayMatchPath(pattern, `${absolute}/**`)) return 'no'
  return below ? 'yes' : 'no'
}

function may<T>(got: T | null, test: (got: T) => boolean): Hit {
  return got === null ? 'may' : test(got) ? 'yes' : 'no'
}

function both(a: Hit, b: Hit): Hit {
  if (a === 'no' || b === 'no') return 'no'
  return a === 'yes' && b === 'yes' ? 'yes' : 'may'
}
