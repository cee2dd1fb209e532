import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { personalRulesFile } from '../policy/amend.ts'
import { findWorkspace } from '../policy/circumstances.ts'
import { configNames, findConfig } from '../policy/find.ts'
import { confirm } from '../policy/trust.ts'
import { printable } from '../review/printable.ts'

export interface InitOptions {
  /** In the workspace instead of the person's configuration directory. */
  project?: boolean
}

/** `gater init`: writes a first config file; 1 when there is one already, which stays as it is. */
export async function init(options: InitOptions, io: Io): Promise<number> {
  const file = options.project ? await projectFile(io) : await personalRulesFile(io)
  if (existsSync(file)) {
    io.stderr.write(`gater: ${printable(file)} is there already; nothing was changed\n`)
    return 1
  }
  const text = options.project ? forProject : forPerson
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, text, { flag: 'wx', mode: options.project ? 0o644 : 0o600 })
  } catch (cause) {
    throw new GaterError(`cannot write \`${file}\``, { cause })
  }
  // The person asked for this content: only what comes later is to be confirmed.
  confirm(io, file, text)
  io.stdout.write(`wrote ${printable(file)}\n\nnext:\n`)
  io.stdout.write('  gater doctor                 which guarantees hold on this machine\n')
  io.stdout.write('  gater run -- claude          an agent behind the gate\n')
  io.stdout.write("  gater explain 'npm test'     what gater would say to a command\n")
  return 0
}

// --- internal ---

async function projectFile(io: Io): Promise<string> {
  const { root } = findWorkspace(io.cwd, io.home)
  return (await findConfig(root))?.file ?? join(root, configNames[0])
}

const forPerson = `# gater: what agents may do on this machine. Reading in the workspace needs no rule; everything else is asked.
# Strictest wins: deny, ask, allow. \`gater explain 'COMMAND'\` says what holds; \`gater tune\` proposes rules.

allow:
  # - npm test                  # * is one word, ** is any number of words
  # - write src/**              # whoever writes: the edit tool, a heredoc, sed -i
  # - push origin/feat/*        # what leaves the machine needs a rule that names where it goes

ask:
  # - npm publish **

deny:
  - git push --force **
  - read .env*
`

const forProject = `# gater: what agents may do in this project. It may tighten what each person's own file says;
# what it allows holds for those who have run \`gater trust\`.

allow:
  # - npm test

deny:
  - read .env*
`
