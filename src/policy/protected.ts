import { join } from 'node:path'
import { configDir, type Io, stateDir } from '../action/io.ts'

/** Where agents read which hooks, permissions and servers they have, below a home directory or a workspace. */
const agentSettings = [
  '.claude/settings*.json',
  '.claude/hooks/**',
  '.claude/plugins/**',
  '.claude/shell-snapshots/**',
  '.codex/config.toml',
  '.codex/hooks*/**',
  '.codex/hooks.json',
  '.gemini/settings.json',
  '.gemini/hooks/**',
  '.gemini/extensions/**',
  '.copilot/**',
  '.github/hooks/**',
  '.opencode/**',
  'opencode.json*',
  '.config/opencode/**',
]

/**
 * Absolute globs of what decides whether gater is asked, and how: its configuration, state and package, and the hook
 * settings of agents. Changing one of them is always asked (design.md, invariant 7).
 *
 * @param own further directories of gater: its package, the session's sockets
 */
export function protectedPlaces(
  io: Pick<Io, 'env' | 'home'>,
  workspace: string,
  own: readonly string[],
): string[] {
  const dirs = [configDir(io), stateDir(io), ...own]
  return [
    ...dirs.map((dir) => join(dir, '**')),
    ...[io.home, workspace].flatMap((root) => agentSettings.map((glob) => join(root, glob))),
    join(io.home, '.claude.json'),
    join(workspace, '**', '.gatercrc*'),
  ]
}
