import { names, type Option, readOptions } from '../arguments.ts'

/** Arguments of `gemini`, taken apart as far as the gate needs it (`gemini --help`, 0.61.0). */
export interface Arguments {
  options: readonly Option[]
  operands: readonly string[]
  /** It manages Gemini CLI, and runs no tools. */
  subcommand: string | null
}

const grammar = {
  one: names(
    `-m --model -p --prompt -i --prompt-interactive --approval-mode -r --resume --session-file --session-id
    --delete-session -o --output-format`,
  ),
  many: names(
    `--policy --admin-policy --allowed-mcp-server-names --allowed-tools -e --extensions --include-directories`,
  ),
  maybe: names('-w --worktree'),
}

const subcommands = names('mcp extensions extension skills skill hooks hook gemma')

/** Reads arguments as `gemini` does. */
export function readArguments(args: readonly string[]): Arguments {
  const read = readOptions(args, grammar)
  const first = args[0]
  return { ...read, subcommand: first !== undefined && subcommands.has(first) ? first : null }
}

/** `-p`: it prints and ends. */
export function isHeadless(args: readonly string[]): boolean {
  return readArguments(args).options.some(({ name }) => /^(?:-[a-z]*p.*|--prompt)$/.test(name))
}
