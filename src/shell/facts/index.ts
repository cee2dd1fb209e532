import { files } from './files.ts'
import { git } from './git.ts'
import type { Family, Program } from './program.ts'
import { search } from './search.ts'
import { text } from './text.ts'

/** Every program that gater knows, by name. */
export const programs: ReadonlyMap<string, Program> = new Map(
  [files, git, search, text].flatMap((family: Family) =>
    Object.entries(family).flatMap(([names, program]) =>
      names.split(' ').map((name) => [name, program] as const),
    ),
  ),
)
