import { dirname, join } from 'node:path'
import { isWithin } from '../action/place.ts'
import { obeyed } from './facts/obeyed.ts'
import type { Need, Part } from './line.ts'
import { type Machine, readText, stat } from './machine.ts'

const mostBytes = 200_000

/** Code of the workspace that a program runs whatever it is asked, since a file around it says so. */
export function lookAtObeyed({ program, argv, cwd }: Part, { ground }: Machine): readonly Need[] {
  const [head] = argv
  const files = program === null ? undefined : byProgram.get(program)
  if (head === undefined || files === undefined || cwd === null) return []
  const root = ground.workspace ?? cwd
  for (let directory = cwd; isWithin(directory, root); directory = dirname(directory)) {
    for (const [name, pattern] of files) {
      const path = join(directory, name)
      if (!names(path, pattern)) continue
      const why = `\`${program}\` runs what \`${path}\` names`
      return [{ span: head.span, class: 'unknown', by: 'program', why }]
    }
    if (directory === root) break
  }
  return []
}

// --- internal ---

const byProgram = new Map(
  Object.entries(obeyed).flatMap(([programs, files]) =>
    programs.split(' ').map((program) => [program, Object.entries(files)] as const),
  ),
)

function names(path: string, pattern: string): boolean {
  if (pattern === '') return stat(path) !== null
  const text = readText(path, mostBytes)
  return text === undefined || (text !== null && new RegExp(pattern, 'm').test(text))
}
