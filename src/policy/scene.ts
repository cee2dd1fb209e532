import type { Action } from '../action/action.ts'
import type { Ground } from '../action/place.ts'
import type { Verdict } from '../action/verdict.ts'
import type { Line } from '../shell/line.ts'
import { look } from '../shell/look.ts'
import { understand } from '../shell/understand.ts'
import { withReadsBelow } from './below.ts'
import { circumstances, type Workspace } from './circumstances.ts'
import { judge } from './judge.ts'
import type { Policy, Rule } from './policy.ts'

/** Where and under what policy actions are judged: the same for a whole session. */
export interface Scene {
  policy: Policy
  workspace: Workspace
  agent: string
  home: string
  /** Absolute globs; see `protectedPlaces`. */
  protects: readonly string[]
  /** The agent's environment. */
  env: Readonly<Record<string, string | undefined>>
  now(): Date
}

/** A command line understood and looked at; `line` is `null` for writes and calls. */
export interface Seen {
  line: Line | null
  /** Hashes of what was looked at, for the digest. */
  seen: Readonly<Record<string, string>>
}

/** Reads an action's command line and looks at what only the machine can tell of it. Executes nothing. */
export function see(action: Action, scene: Scene): Seen {
  if (action.kind !== 'command') return { line: null, seen: {} }
  const ground = groundOf(action, scene)
  const { line, seen } = look(understand(action.command, ground, action.shell), {
    ground,
    path: scene.env.PATH ?? '',
    env: scene.env,
  })
  return { line: withReadsBelow(line, scene.policy.rules), seen }
}

/**
 * What the policy, with further rules, says of an action that was seen.
 * @param before the file that a write would change; see `judge`
 */
export function judgeIn(
  scene: Scene,
  action: Action,
  { line }: Seen,
  before: string | null | undefined,
  further: readonly Rule[] = [],
): Verdict {
  const { policy, agent, env } = scene
  const ground = groundOf(action, scene)
  const now = circumstances({ agent, cwd: ground.cwd, env, now: scene.now() })
  const rules = [...policy.rules, ...further]
  return judge(action, line, before, { ...policy, rules }, now, ground)
}

// --- internal ---

function groundOf(action: Action, { workspace, home, protects }: Scene): Ground {
  const cwd = action.kind === 'command' ? action.cwd : workspace.root
  return { workspace: workspace.root, home, cwd, protects }
}
