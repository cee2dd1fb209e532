import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import type { Pending } from '../policy/config.ts'
import { confirm } from '../policy/trust.ts'
import { printable } from '../review/printable.ts'
import { policyHere } from './log-place.ts'

export interface TrustOptions {
  yes?: boolean
}

/**
 * `gater trust`: shows what unconfirmed config files would loosen and confirms them by their content.
 * 0 confirmed or nothing to confirm, 1 not confirmed, 2 for a file that does not apply here.
 */
export async function trust(
  file: string | undefined,
  options: TrustOptions,
  io: Io,
): Promise<number> {
  const { pending, files } = await policyHere(io)
  const path = file === undefined ? null : real(resolve(io.cwd, file))
  const wanted = path === null ? pending : pending.filter((one) => one.file === path)
  if (wanted.length === 0) {
    if (path !== null && !files.includes(path)) {
      throw new GaterError(`\`${file}\` is not a config file that applies here`, {
        hint: 'those that apply are the one in your configuration directory and those from the git top level down',
      })
    }
    io.stdout.write('gater: nothing to confirm\n')
    return 0
  }
  let code = 0
  for (const one of wanted) {
    io.stdout.write(page(one))
    if (options.yes || (await asked(one, io))) {
      confirm(io, one.file, one.text)
      io.stdout.write(`gater: confirmed ${printable(one.file)}\n`)
    } else {
      io.stdout.write(`gater: not confirmed: ${printable(one.file)}\n`)
      code = 1
    }
  }
  return code
}

// --- internal ---

function page({ file, diff, layer, loosens }: Pending): string {
  const whose = layer === 'user' ? 'your own rules' : "this project's rules"
  const lines = diff
    .trimEnd()
    .split('\n')
    .map((line) => printable(line))
  const words =
    loosens.length === 0
      ? 'It loosens nothing.'
      : ['With this, the file', ...loosens.map((one) => `  - ${printable(one)}`)].join('\n')
  const head = `${printable(file)}, ${whose}: since you last confirmed them`
  return `${head}\n\n${lines.join('\n')}\n\n${words}\n\n`
}

async function asked({ file }: Pending, io: Io): Promise<boolean> {
  if (!io.stdin.isTTY) {
    io.stderr.write(`gater: nobody to ask; to confirm: gater trust ${printable(file)} --yes\n`)
    return false
  }
  const { confirm: question } = await import('@inquirer/prompts')
  return question({ message: 'Should this hold?', default: false }).catch(() => false)
}

/** Config files are known by the real path of their directory. */
function real(path: string): string {
  const dir = dirname(path)
  return existsSync(dir) ? join(realpathSync(dir), basename(path)) : path
}
