import { join } from 'node:path'

/** The process as commands see it, passed in so that tests can stand in for it. */
export interface Io {
  /** The data that was asked for, or the machine's reply; nothing else. */
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number }
  /** `gater: …` lines for the person. */
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number }
  stdin: NodeJS.ReadStream
  env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  cwd: string
  /** Absolute home directory of the person. */
  home: string
  now(): Date
}

/** The person's configuration directory: `$XDG_CONFIG_HOME/gater`, `~/.config/gater` by default. */
export function configDir(io: Pick<Io, 'env' | 'home'>): string {
  return join(io.env.XDG_CONFIG_HOME || join(io.home, '.config'), 'gater')
}

/** What gater remembers: `$XDG_STATE_HOME/gater`, `~/.local/state/gater` by default. Mode 0700. */
export function stateDir(io: Pick<Io, 'env' | 'home'>): string {
  return join(io.env.XDG_STATE_HOME || join(io.home, '.local', 'state'), 'gater')
}
