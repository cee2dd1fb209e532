import { isAbsolute, join, normalize } from 'node:path'
import { GaterError } from '../action/error.ts'
import { alternatives, mostAlternatives } from './glob.ts'
import type { Pattern, VerdictKind } from './policy.ts'

/** The verbs of the rule language; a rule without one speaks of a command to run. */
export const verbs = ['run', 'read', 'write', 'delete', 'push', 'net', 'call'] as const

/** What paths in rules are relative to. */
export interface RuleBase {
  /** Absolute; `null` where paths may not be relative (design.md, "Workspace"). */
  workspace: string | null
  home: string
  cwd: string
}

/**
 * The pattern of a rule as written, e.g. `git push --force **` or `write src/**`. `null` where it has a relative path,
 * would loosen, and there is no workspace for it to be relative to; one that tightens is taken from the cwd then.
 *
 * Throws `GaterError`, without a place, for what could never match as it is meant.
 */
export function parsePattern(kind: VerdictKind, text: string, base: RuleBase): Pattern | null {
  if (/\p{Cc}/u.test(text)) throw new GaterError('a rule is one line without control characters')
  const trimmed = text.trim()
  const words = trimmed.split(/ +/)
  const [verb = '', first] = words
  if (trimmed === '') throw new GaterError('a rule without words', { hint: example(kind) })
  if (!isVerb(verb)) return run(words)
  if (first === undefined) {
    throw new GaterError(`\`${verb}\` of what?`, {
      hint: `${usage[verb]}; for a program of that name: \`run ${verb}\``,
    })
  }
  const rest = trimmed.slice(verb.length).trim()
  checkAlternatives(rest)
  switch (verb) {
    case 'run':
      return run(words.slice(1))
    case 'read':
    case 'write':
    case 'delete': {
      const path = absolute(kind, rest, base)
      return path === null ? null : { verb, path }
    }
    case 'net':
      return net(only(verb, rest))
    case 'push':
      return push(only(verb, rest))
    case 'call':
      return { verb, tool: only(verb, rest) }
  }
}

/** The instant that `until` names: a day (its last moment, UTC) or an ISO 8601 time with its zone. Throws `GaterError`. */
export function parseUntil(text: string): Date {
  const day = /^\d{4}-\d\d-\d\d$/.test(text)
  const instant = new Date(day ? `${text}T23:59:59.999Z` : text)
  const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const real = !Number.isNaN(instant.getTime()) && (!day || instant.toISOString().startsWith(text))
  if (real && (day || zoned)) return instant
  throw new GaterError(`\`${text}\` is no date`, {
    hint: 'a day such as 2027-01-31, or a time with its zone such as 2027-01-31T18:00Z',
  })
}

/** Milliseconds of `90s`, `15m`, `2h`, `1d`. Throws `GaterError`. */
export function parseDuration(text: string): number {
  const found = /^(\d{1,6})(s|m|h|d)$/.exec(text)
  const [, count, unit = ''] = found ?? []
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN)
  // setTimeout takes 31 bits, and a question that waits for longer is forgotten.
  if (Number.isInteger(ms) && ms > 0 && ms < 2 ** 31) return ms
  throw new GaterError(`\`${text}\` is no duration`, { hint: 'e.g. 90s, 15m, 2h, 1d' })
}

// --- internal ---

const unitMs: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3 }

type Verb = (typeof verbs)[number]

const usage: Readonly<Record<Verb, string>> = {
  run: 'run PROGRAM ARGUMENTS, e.g. `run npm test`',
  read: 'read PATH, e.g. `read docs/**`',
  write: 'write PATH, e.g. `write src/**`',
  delete: 'delete PATH, e.g. `delete dist/**`',
  push: 'push REMOTE/BRANCH, e.g. `push origin/feat/*`',
  net: 'net HOST[:PORT], e.g. `net api.example.com:443`',
  call: 'call TOOL, e.g. `call mcp__docs__*`',
}

function isVerb(word: string): word is Verb {
  return (verbs as readonly string[]).includes(word)
}

function example(kind: VerdictKind): string {
  return kind === 'deny' ? 'e.g. `git push --force **`' : 'e.g. `git status **` or `write src/**`'
}

function run(words: readonly string[]): Pattern {
  for (const word of words) {
    checkAlternatives(word)
    if (/^(&&?|\|\|?&?|;;?|[0-9]*[<>].*)$/.test(word) || /;$/.test(word)) {
      throw new GaterError(
        `\`${word}\` joins commands or redirects; a rule speaks of one command`,
        {
          hint: 'one rule for each command, and `write PATH` for what a redirection writes',
        },
      )
    }
    if (/['"`\\$]/.test(word)) {
      throw new GaterError(`\`${word}\` has quotes or \`$\`, but a rule has plain words`, {
        hint: 'use `*` for a word with blanks or special characters',
      })
    }
  }
  return { verb: 'run', words }
}

function only(verb: Verb, rest: string): string {
  if (!rest.includes(' ')) return rest
  throw new GaterError(`\`${verb}\` takes one word`, { hint: usage[verb] })
}

function net(text: string): Pattern {
  const found = /^(?:\[([\da-fA-F:]+)\]|([^:/\s]+))(?::(\d{1,5}|\*))?$/.exec(text)
  if (found === null) throw new GaterError(`\`${text}\` is no host`, { hint: usage.net })
  const port = found[3] === undefined || found[3] === '*' ? null : found[3]
  return { verb: 'net', host: (found[1] ?? found[2] ?? '').toLowerCase(), port }
}

function push(text: string): Pattern {
  const at = text.indexOf('/')
  const [remote, branch] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1 || branch === '') {
    throw new GaterError(`\`${text}\` names no branch of a remote`, { hint: usage.push })
  }
  return { verb: 'push', remote, branch }
}

function absolute(kind: VerdictKind, text: string, base: RuleBase): string | null {
  const path = text === '~' || text.startsWith('~/') ? join(base.home, text.slice(1)) : text
  const tightens = kind === 'ask' || kind === 'deny'
  const root = base.workspace ?? (tightens ? base.cwd : null)
  if (path.split('/').some((segment) => segment.includes('**') && segment !== '**')) {
    throw new GaterError(`\`**\` stands for whole directories in \`${text}\``, {
      hint: 'e.g. `src/**` or `src/**/*.ts`',
    })
  }
  const braced = alternatives(path) ?? []
  if (braced.some((one) => isAbsolute(one)) && !isAbsolute(path)) {
    throw new GaterError(`\`${text}\` is relative or absolute, depending on its alternative`, {
      hint: 'write one rule for each',
    })
  }
  if (!isAbsolute(path) && root === null) return null
  if (/\{[^}]*\.\.[^{]*\}/.test(path)) {
    throw new GaterError(`\`..\` inside \`{…}\` of \`${text}\``, {
      hint: 'write one rule for each',
    })
  }
  const whole = normalize(isAbsolute(path) ? path : join(root ?? '/', path))
  return whole.length > 1 && whole.endsWith('/') ? `${whole}**` : whole
}

function checkAlternatives(text: string): void {
  if (alternatives(text) !== null) return
  throw new GaterError(`more than ${mostAlternatives} alternatives in \`${text}\``)
}
