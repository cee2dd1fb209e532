import { names, type Option, readOptions } from '../arguments.ts'

/** Arguments of `claude`, taken apart as far as the gate needs it (`claude --help`, 2.1.197). */
export interface Arguments {
  /** The subcommand, where the very first argument is one. */
  subcommand: string | null
  options: readonly Option[]
  operands: readonly string[]
}

const grammar = {
  one: names(
    `--agent --agents --append-system-prompt --append-system-prompt-file --debug-file --effort --fallback-model
    --input-format --json-schema --max-budget-usd --max-thinking-tokens --max-turns --model -n --name --output-format
    --permission-mode --permission-prompt-tool --plugin-dir --plugin-url --remote-control-session-name-prefix
    --session-id --setting-sources --settings --system-prompt --system-prompt-file`,
  ),
  many: names(
    `--add-dir --allowedTools --allowed-tools --betas --disallowedTools --disallowed-tools --file --mcp-config
    --tools`,
  ),
  maybe: names(
    '-d --debug --from-pr --prompt-suggestions -r --resume --remote-control -w --worktree',
  ),
}

const subcommands = names(
  `agents auth auto-mode config doctor gateway install mcp migrate-installer plugin plugins project setup-token
  ultrareview update upgrade`,
)

/** Reads arguments as `claude` does. */
export function readArguments(args: readonly string[]): Arguments {
  const first = args[0]
  return {
    ...readOptions(args, grammar),
    subcommand: first !== undefined && subcommands.has(first) ? first : null,
  }
}

/** `-p`, also where it stands in a cluster of short options. */
export function isPrint(option: Option): boolean {
  return option.name === '--print' || /^-[cvh]*p/.test(option.name)
}
