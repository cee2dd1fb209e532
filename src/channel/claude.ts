import type { Channel } from './channel.ts'
import { reply } from './claude/answer.ts'
import { isPrint, readArguments } from './claude/arguments.ts'
import { unwrap } from './claude/envelope.ts'
import { read } from './claude/event.ts'
import { launch } from './claude/launch.ts'
import { permit } from './claude/permission.ts'
import { block } from './refusal.ts'

/**
 * Claude Code. Its PreToolUse hook asks gater about every call; a hook that dies opens nothing, since commands start
 * through `gater-shell`, headless sessions ask `gater-permission` as well, and interactive ones ask the person.
 */
export const claude: Channel = {
  name: 'claude',
  programs: ['claude'],
  tested: '2.1.197',
  headless: (args) => readArguments(args).options.some(isPrint),
  launch,
  read,
  reply,
  refuse: block,
  unwrap,
  permit,
}
