import { programs } from '../shell/facts/index.ts'
import type { Program } from '../shell/facts/program.ts'
import type { Part } from '../shell/line.ts'

/** How many of the leading operands name what is done, rather than what it is done to. */
export function subcommandWords(program: string, operands: readonly string[]): number {
  const named = pathOf(program, operands)
  const last = named.at(-1)
  // Nobody knows what the first word means to a program that nobody knows.
  if (last === undefined) return 1
  return named.length - 1 + (last.subcommands === undefined ? 0 : 1)
}

/**
 * Whether a part may run code of the workspace: then its rule is `contain`, never `allow` (invariant 11).
 * What is not known to do without is taken to do so.
 */
export function runsWorkspace(part: Part): boolean {
  if (part.program === null) return true
  const operands = part.argv.slice(1).map(({ value }) => value)
  const named = pathOf(
    part.program,
    operands.filter((word) => !word.startsWith('-')),
  )
  return named.length === 0 || named.some((program) => program.runsWorkspace === true)
}

/** The facts of a program and of the subcommands that its operands begin with. */
function pathOf(name: string, operands: readonly string[]): Program[] {
  const named: Program[] = []
  let program = programs.get(name)
  for (const operand of [...operands, '']) {
    if (program === undefined) break
    named.push(program)
    program = Object.entries(program.subcommands ?? {}).find(([names]) =>
      names.split(' ').includes(operand),
    )?.[1]
  }
  return named
}
