import { randomBytes } from 'node:crypto'

/**
 * A tag is a number in the hard limit of RLIMIT_LOCKS, which Linux has not enforced since 2.4. It is inherited by
 * every child, survives execve and orphaning, needs no privilege to set on one's own processes, and can only be
 * lowered: whoever wants to forge one must know a live tag below his own. Whose tag it is stands in `Tags`.
 */

/** Below this there is not enough room for nested grants. */
export const ROOM = 1n << 60n
const SPAN = 6

/** A tag for a process that carries `above`: lower, and not to be guessed. */
export function tagBelow(above: bigint): bigint {
  const top = above > 1n << 62n ? 1n << 62n : above
  return top - 1n - BigInt(`0x${randomBytes(SPAN).toString('hex')}`)
}

/** What a process may do without asking. */
export type Standing =
  /** The agent itself: its own programs, its tools' shells with a grant, its housekeeping. */
  | { kind: 'agent' }
  /** Runs under a grant as long as its root lives. */
  | { kind: 'granted'; grant: Grant }
  /** Housekeeping, or something allowed once: it runs, its children ask, but for those listed. */
  | { kind: 'single'; children: Children }

/** Argument vectors that a program may start, the first word by its last path component; `any` without limit. */
export type Children = readonly (readonly Pattern[])[] | 'any'

/** A word of an argument vector: equal to the string, or wholly matched by the expression. */
export type Pattern = string | RegExp

export interface Grant {
  id: string
  context: unknown
  /** The process that carries it, and a descriptor that tells when that ends. */
  root: { pid: number; pidfd: number }
  /** The grant inside which this one was given; it holds on when this one is over. */
  outer: Grant | null
  /** Programs that started under it, the first one not counted. */
  execs: number
  /** Its root has ended: what is left of its tree asks again. */
  over: boolean
}

export interface Tags {
  standing(tag: bigint): Standing | null
  set(tag: bigint, standing: Standing): void
  /** Grants with a living root. */
  living(): readonly Grant[]
  /** Marks a grant as over; its tags stay known, so that survivors are recognised. */
  end(grant: Grant): void
}

export function createTags(): Tags {
  const standings = new Map<bigint, Standing>()
  const grants = new Set<Grant>()
  return {
    standing: (tag) => standings.get(tag) ?? null,
    set(tag, standing) {
      standings.set(tag, standing)
      if (standing.kind === 'granted') grants.add(standing.grant)
    },
    living: () => [...grants],
    end(grant) {
      grant.over = true
      grants.delete(grant)
    },
  }
}

/** The grant that still holds for a process with this one, itself or one around it; `null` for a survivor. */
export function holding(grant: Grant): Grant | null {
  for (let at: Grant | null = grant; at !== null; at = at.outer) if (!at.over) return at
  return null
}

/** Whether the whole argument vector is what the patterns say. */
export function matches(argv: readonly string[], patterns: readonly Pattern[]): boolean {
  return (
    argv.length === patterns.length &&
    patterns.every((pattern, index) => {
      const word = argv[index] ?? ''
      return typeof pattern === 'string' ? pattern === word : pattern.exec(word)?.[0] === word
    })
  )
}
