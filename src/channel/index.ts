import { basename } from 'node:path'
import type { Channel } from './channel.ts'
import { claude } from './claude.ts'
import { codex } from './codex.ts'
import { gemini } from './gemini.ts'

/** Every agent that gater can speak with. */
export const channels: readonly Channel[] = [claude, codex, gemini]

/** The channel of a program, by its base name or by the agent's own; `null` for an agent gater does not know. */
export function channelOf(program: string): Channel | null {
  const name = basename(program)
  return (
    channels.find((channel) => channel.name === name || channel.programs.includes(name)) ?? null
  )
}
