import { type Ground, isOutside, isWithin } from '../../action/place.ts'
import type { RiskClass } from '../../action/risk.ts'
import type { Line, Need, Part, Word } from '../../shell/line.ts'
import { basename } from './exec.ts'

/**
 * What a person has seen on the card of an approved command, for the judge of what runs inside it. Clonable.
 */
export interface GrantContext {
  /** The command as it was approved; its own shell starts with it once more. `null` for a single program. */
  text: string | null
  /** Every command of it that needs more than to read, with the classes that were shown for it. */
  shown: readonly Shown[]
  /** Whatever it starts, it may: what a person confirmed with its tree. */
  whole?: boolean
}

export interface Shown {
  program: string
  /** `null` stands for any number of words: what the text did not say. */
  words: readonly (string | null)[]
  classes: readonly RiskClass[]
}

export function contextOf(text: string | null, line: Line): GrantContext {
  return {
    text,
    shown: line.parts.flatMap((part) => {
      const program = part.program
      if (program === null || part.needs.length === 0) return []
      const words = part.argv.slice(1).map(wordOf)
      // What xargs and find append is not in the text.
      if (part.via.includes('xargs')) words.push(null)
      return [{ program, words, classes: part.needs.map((need) => need.class) }]
    }),
  }
}

/** The line without the needs that the grant answers for: what the card showed, and files of the workspace. */
export function uncovered(line: Line, { shown }: GrantContext, ground: Ground): Line {
  return {
    ...line,
    parts: line.parts.map((part) => {
      if (shown.some((one) => assists(one, part))) return { ...part, needs: [] }
      const classes = shown.filter((one) => covers(one, part)).flatMap((one) => one.classes)
      const local = staysInside(part, ground)
      const open = (need: Need) =>
        !classes.includes(need.class) && !(local && localClasses.has(need.class))
      return { ...part, needs: part.needs.filter(open) }
    }),
  }
}

// --- internal ---

/** Whoever approves a build approves that it makes and removes single files of the project. */
const localClasses: ReadonlySet<RiskClass> = new Set(['reversible', 'irreversible', 'latent'])

function staysInside(part: Part, ground: Ground): boolean {
  const touching = part.effects.filter(({ kind }) => kind !== 'read' && kind !== 'run')
  return (
    touching.length > 0 &&
    touching.every((effect) => {
      if (effect.kind !== 'write' && effect.kind !== 'delete') return false
      if (effect.kind === 'delete' && effect.recursive) return false
      const { absolute } = effect.path
      if (absolute === null || isOutside(absolute, ground)) return false
      // Hooks and settings of git run, and send, without being asked.
      return !absolute.includes('/.git/') && !isWithin(absolute, `${ground.workspace}/.git`)
    })
  )
}

/** What a program starts to do what it was shown for. */
const helpers: Readonly<Record<string, RegExp>> = {
  git: /^(?:ssh|gpg2?|gpgsm|git-.+)$/,
  rsync: /^ssh$/,
  scp: /^ssh$/,
  sftp: /^ssh$/,
}

/** Whether this is how a program reaches out that was shown to reach out. */
function assists({ program, classes }: Shown, part: Part): boolean {
  const helper = helpers[program]
  if (helper === undefined || !classes.some((one) => one === 'external' || one === 'production')) {
    return false
  }
  return [part.program ?? '', ...part.via].some(
    (name) => name !== program && helper.test(basename(name)),
  )
}

function covers(shown: Shown, part: Part): boolean {
  const program = part.program ?? part.argv[0]?.value
  if (program === undefined) return false
  const name = basename(program)
  return (
    basename(shown.program) === name &&
    fits(
      shown.words,
      part.argv.slice(1).map((word) => word.value),
    )
  )
}

/** Whether the words are those of the pattern, in which `null` is any number of words. */
function fits(pattern: readonly (string | null)[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return words.length === 0
  if (first !== null) return words[0] === first && fits(rest, words.slice(1))
  if (rest.length === 0) return true
  return words.some((_, at) => fits(rest, words.slice(at))) || fits(rest, [])
}

/** `{}` is filled in by find. */
function wordOf({ value, static: fixed }: Word): string | null {
  return fixed && !value.includes('{}') ? value : null
}
