import { agents } from './agents.ts'
import { archives } from './archives.ts'
import { builtins } from './builtins.ts'
import { cloud } from './cloud.ts'
import { containers } from './containers.ts'
import { databases } from './databases.ts'
import { files } from './files.ts'
import { git } from './git.ts'
import { media } from './media.ts'
import { network } from './network.ts'
import { node } from './node.ts'
import { packages } from './packages.ts'
import { payments } from './payments.ts'
import type { Family, Program } from './program.ts'
import { python } from './python.ts'
import { search } from './search.ts'
import { shells } from './shells.ts'
import { system } from './system.ts'
import { text } from './text.ts'
import { toolchains } from './toolchains.ts'
import { wrappers } from './wrappers.ts'

/** By what they are for, one file each. */
export const families: readonly Family[] = [
  agents,
  archives,
  builtins,
  cloud,
  containers,
  databases,
  files,
  git,
  media,
  network,
  node,
  packages,
  payments,
  python,
  search,
  shells,
  system,
  text,
  toolchains,
  wrappers,
]

/** Every program that gater knows, by name. */
export const programs: ReadonlyMap<string, Program> = new Map(
  families.flatMap((family) =>
    Object.entries(family).flatMap(([names, program]) =>
      names.split(' ').map((name) => [name, program] as const),
    ),
  ),
)
