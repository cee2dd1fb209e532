import { createHash } from 'node:crypto'
import type { Input } from '../input.ts'

/**
 * The word of this session that our policy wants to see in the arguments of every call. It guards against a hook that
 * died or was killed: an agent that reads its own environment could work it out, but only the hook's end makes it count.
 */
export function sealOf(socket: string): string {
  return `gater-${createHash('sha256').update(`seal ${socket}`).digest('hex').slice(0, 24)}`
}

/** The argument that carries the seal of all tools but the shell. */
const property = 'gater_seal'

/**
 * Puts the seal in. Gemini CLI checks each part of a command by itself, and takes nothing along but `dir_path`: there
 * the seal is a directory that is left again, which never has to exist.
 */
export function seal(tool: string, input: Input, word: string): Input {
  if (isMcp(tool)) return input
  if (tool !== 'run_shell_command') return { ...input, [property]: word }
  const { dir_path: directory } = input
  const within = typeof directory === 'string' && directory !== '' ? directory : '.'
  return { ...input, dir_path: `${within}/${word}/..` }
}

/** Takes it out again: the arguments as they were approved. */
export function unseal(tool: string, input: Input, word: string): Input {
  if (isMcp(tool)) return input
  if (tool !== 'run_shell_command') {
    const { [property]: sealed, ...rest } = input
    return sealed === word ? rest : input
  }
  const { dir_path: directory, ...rest } = input
  const end = `/${word}/..`
  if (typeof directory !== 'string' || !directory.endsWith(end)) return input
  const within = directory.slice(0, -end.length)
  return within === '.' ? rest : { ...rest, dir_path: within }
}

/**
 * The policy, in the tier of administrators, which outranks all others. MCP tools get what is in their arguments, and
 * some take nothing that they do not know: those run without the seal.
 */
export function sealedPolicy(word: string): string {
  const rule = (lines: readonly string[]) => ['[[rule]]', ...lines, ''].join('\n')
  return [
    rule([
      'toolName = "*"',
      `argsPattern = "${word}"`,
      'decision = "allow"',
      'priority = 999',
      'allowRedirection = true',
    ]),
    rule(['toolName = "*"', 'mcpName = "*"', 'decision = "allow"', 'priority = 998']),
    rule([
      'toolName = "*"',
      'decision = "deny"',
      'priority = 997',
      'denyMessage = "gater: its hook gave no answer for this call; nothing ran. Stop and tell the person; do not look for another way."',
    ]),
  ].join('\n')
}

/** Tools of MCP servers, as Gemini CLI calls them. */
export function isMcp(tool: string): boolean {
  return tool.startsWith('mcp_')
}
