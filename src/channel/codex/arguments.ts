import { names, type Option, readOptions } from '../arguments.ts'

/** Arguments of `codex`, taken apart as far as the gate needs it (`codex --help`, 0.169.0). */
export interface Arguments {
  /** The subcommand by its full name, `null` for the interactive session. */
  subcommand: string | null
  options: readonly Option[]
}

const grammar = {
  one: names(
    `-c --config --enable --disable --remote --remote-auth-token-env -m --model --local-provider -p --profile
    -s --sandbox -C --cd --add-dir -a --ask-for-approval --thread-source --cyber-access-program --output-schema
    --color -o --output-last-message`,
  ),
  many: names('-i --image'),
  maybe: names('--base'),
}

const subcommands = names(
  `agents exec review login logout mcp plugin app-server remote-control completion update doctor sandbox debug apply
  resume queue archive delete migrate-rollouts migrate-nfs-db unarchive fork cloud exec-server features help`,
)
const aliases: Readonly<Record<string, string>> = { e: 'exec', a: 'apply' }

/** Reads arguments as `codex` does: its subcommand is the first operand that is the name of one. */
export function readArguments(args: readonly string[]): Arguments {
  const { options, operands } = readOptions(args, grammar)
  const [first = ''] = operands
  const name = Object.hasOwn(aliases, first) ? (aliases[first] as string) : first
  return { options, subcommand: subcommands.has(name) ? name : null }
}

/** What `-c KEY=VALUE`, `--enable` and `--disable` set, in their order. */
export function settingsIn(options: readonly Option[]): { key: string; value: string }[] {
  return options.flatMap(({ name, values }) => {
    const [value = ''] = values
    switch (name) {
      case '--enable':
        return [{ key: `features.${value}`, value: 'true' }]
      case '--disable':
        return [{ key: `features.${value}`, value: 'false' }]
      case '-c':
      case '--config':
        return [keyAndValue(value)]
      default:
        // `-cKEY=VALUE` in one word.
        return /^-c[^-]/.test(name) ? [keyAndValue(name.slice(2))] : []
    }
  })
}

function keyAndValue(setting: string): { key: string; value: string } {
  const [key = '', ...value] = setting.replace(/^=/, '').split('=')
  return { key: key.replaceAll(/["'\s]/g, ''), value: value.join('=').trim() }
}
