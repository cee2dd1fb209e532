import type { Channel } from './channel.ts'
import { confirm, reply } from './codex/answer.ts'
import { readArguments } from './codex/arguments.ts'
import { read } from './codex/event.ts'
import { launch } from './codex/launch.ts'
import { block } from './refusal.ts'

/**
 * OpenAI's Codex. Its PreToolUse hook asks gater about every call; a hook that dies is turned into a no by the line
 * that starts it, and Codex is asked at the start whether it trusts that line.
 */
export const codex: Channel = {
  name: 'codex',
  programs: ['codex'],
  tested: '0.169.0',
  headless: (args) => ['exec', 'review'].includes(readArguments(args).subcommand ?? ''),
  launch,
  read,
  reply,
  confirm,
  refuse: block,
}
