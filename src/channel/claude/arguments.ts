/** Arguments of `claude`, taken apart as far as the gate needs it (`claude --help`, 2.1.197). */
export interface Arguments {
  /** The subcommand, where the very first argument is one. */
  subcommand: string | null
  options: readonly Option[]
  operands: readonly string[]
}

/** One option with its values, as it stood: `words` are the arguments that it took up. */
export interface Option {
  name: string
  values: readonly string[]
  words: readonly string[]
}

const oneValue = new Set(
  `--agent --agents --append-system-prompt --append-system-prompt-file --debug-file --effort --fallback-model
  --input-format --json-schema --max-budget-usd --max-thinking-tokens --max-turns --model -n --name --output-format
  --permission-mode --permission-prompt-tool --plugin-dir --plugin-url --remote-control-session-name-prefix
  --session-id --setting-sources --settings --system-prompt --system-prompt-file`.split(/\s+/),
)
const manyValues = new Set(
  `--add-dir --allowedTools --allowed-tools --betas --disallowedTools --disallowed-tools --file --mcp-config
  --tools`.split(/\s+/),
)
const maybeValue = new Set(
  '-d --debug --from-pr --prompt-suggestions -r --resume --remote-control -w --worktree'.split(' '),
)
const subcommands = new Set(
  `agents auth auto-mode config doctor gateway install mcp migrate-installer plugin plugins project setup-token
  ultrareview update upgrade`.split(/\s+/),
)

/**
 * Reads arguments as `claude` does. An option that is not known here is taken to have no value: then what follows is
 * looked at as an option or operand of its own, so that nothing which would remove the gate hides behind it.
 */
export function readArguments(args: readonly string[]): Arguments {
  const first = args[0]
  const options: Option[] = []
  const operands: string[] = []
  for (let at = 0; at < args.length; ) {
    const word = args[at++] as string
    if (word === '--') {
      operands.push(...args.slice(at))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word)
      continue
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    if (equals > 0) {
      options.push({ name: word.slice(0, equals), values: [word.slice(equals + 1)], words: [word] })
      continue
    }
    const from = at
    if (oneValue.has(word)) at = Math.min(at + 1, args.length)
    else if (maybeValue.has(word) && isValue(args[at])) at++
    else if (manyValues.has(word)) while (isValue(args[at])) at++
    options.push({
      name: word,
      values: args.slice(from, at),
      words: args.slice(from - 1, at),
    })
  }
  return {
    subcommand: first !== undefined && subcommands.has(first) ? first : null,
    options,
    operands,
  }
}

/** `-p`, also where it stands in a cluster of short options. */
export function isPrint(option: Option): boolean {
  return option.name === '--print' || /^-[cvh]*p/.test(option.name)
}

function isValue(word: string | undefined): boolean {
  return word !== undefined && !word.startsWith('-')
}
