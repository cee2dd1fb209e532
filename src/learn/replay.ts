import type { Ground } from '../action/place.ts'
import { judge } from '../policy/judge.ts'
import type { Circumstances, Policy, Rule } from '../policy/policy.ts'
import type { Line } from '../shell/line.ts'
import { understand } from '../shell/understand.ts'
import type { Past } from './past.ts'
import type { Replay } from './tune.ts'

/** Judges past actions as today's policy would, in the place and circumstances that the journal remembers. */
export function createReplay(known: {
  policy: Policy
  home: string
  protects: readonly string[]
  now: Date
}): Replay {
  const { policy, home, protects, now } = known
  const lines = new Map<string, Line>()

  function groundOf({ action, workspace }: Past): Ground {
    return { workspace, home, cwd: action.kind === 'command' ? action.cwd : workspace, protects }
  }

  function lineOf(past: Past): Line | null {
    const { action, workspace } = past
    if (action.kind !== 'command') return null
    const key = `${workspace}\0${action.cwd}\0${action.command}`
    const line = lines.get(key) ?? understand(action.command, groundOf(past))
    lines.set(key, line)
    return line
  }

  return {
    hardGates: policy.hardGates,
    line: lineOf,
    judge(past: Past, extra: Rule | null) {
      const { action, agent, branch, workspace } = past
      const ground = groundOf(past)
      // What the journal does not keep is unknown: a rule that depends on the environment does not apply.
      const circumstances: Circumstances = {
        ...{ agent, branch, now, cwd: ground.cwd, worktree: workspace, env: {} },
      }
      const rules = extra === null ? policy.rules : [...policy.rules, extra]
      return judge(action, lineOf(past), undefined, { ...policy, rules }, circumstances, ground)
    },
  }
}
