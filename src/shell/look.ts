import { attributes, isRisk, worse } from '../action/risk.ts'
import { lookForProgram } from './executable.ts'
import type { Line, Need, Part } from './line.ts'
import type { Machine } from './machine.ts'
import { lookAtObeyed } from './obeyed.ts'
import { lookAtCopies, lookAtReads, lookAtWrites } from './places.ts'
import { lookAtRepository } from './repository.ts'

export type { Machine } from './machine.ts'

/**
 * Adds what only the machine can tell: which program a name finds, where symlinks lead, what a glob matches, what the
 * repository's configuration makes git run, what a copied file holds. Executes nothing; every read is bounded, and
 * what lies beyond a bound is asked about. `seen` is what was found, for the digest.
 *
 * A line must not run by what `understand` says alone: whether `cat *` shows a secret, or `git status` runs a
 * program, stands only here.
 */
export function look(line: Line, machine: Machine): { line: Line; seen: Record<string, string> } {
  const seen: Record<string, string> = {}
  const { ground } = machine
  const parts = line.parts.map((text, at) => {
    if (at >= mostParts) return text
    const part = lookAtCopies(text, ground)
    const more = [
      ...lookForProgram(part, machine, seen),
      ...lookAtObeyed(part, machine),
      ...lookAtReads(part, ground),
      ...lookAtWrites(part, ground),
      ...lookAtRepository(part, machine),
    ]
    return part === text && more.length === 0 ? part : withNeeds(part, [...part.needs, ...more])
  })
  return { line: { ...line, parts }, seen }
}

/** A line of more parts is asked about in any case. */
const mostParts = 200

function withNeeds(part: Part, needs: readonly Need[]): Part {
  let { risk } = part
  const lifted = new Set(part.attributes)
  for (const need of needs) {
    if (isRisk(need.class)) risk = worse(risk, need.class)
    else lifted.add(need.class)
  }
  return { ...part, risk, attributes: attributes.filter((name) => lifted.has(name)), needs }
}
