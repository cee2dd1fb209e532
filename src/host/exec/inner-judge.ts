/** What the supervisor thread loads to judge the programs that start inside a grant. */
import type { Ground } from '../../action/place.ts'
import { circumstances } from '../../policy/circumstances.ts'
import { judge } from '../../policy/judge.ts'
import type { Circumstances, Policy } from '../../policy/policy.ts'
import type { Line } from '../../shell/line.ts'
import { understand } from '../../shell/understand.ts'
import { asksGater } from './client.ts'
import { quoted } from './command.ts'
import { type GrantContext, uncovered } from './covered.ts'
import { basename, type InnerExec, type InnerJudge } from './exec.ts'
import { shapeOf } from './shapes.ts'

/** What `createJudge` is given; clonable. */
export interface InnerJudgeData {
  agent: string
  policy: Policy
  workspace: string
  home: string
  protects: readonly string[]
  /** gater's proposal socket. */
  socket: string
  env: Circumstances['env']
}

/**
 * Inside a grant everything passes but what the policy denies, what a rule says to ask about, and the hard gates that
 * the card did not show. What passes a gate by its script is asked before the script runs.
 */
export function createJudge(data: InnerJudgeData): InnerJudge {
  const { agent, policy, workspace, home, protects, env } = data
  const shape = shapeOf(agent)
  // Rules that depend on where and when: looked at once, as for the session itself.
  const now = circumstances({ agent, cwd: workspace, env, now: new Date() })

  function asks(line: Line, command: string, context: GrantContext, ground: Ground): boolean {
    const rest = uncovered(line, context, ground)
    const action = { kind: 'command', command, cwd: ground.cwd } as const
    const verdict = judge(action, rest, undefined, policy, now, ground)
    return (
      verdict.kind === 'deny' ||
      verdict.gates.length > 0 ||
      verdict.rule?.kind === 'ask' ||
      (verdict.always ?? null) !== null
    )
  }

  return (exec) => {
    const context = contextIn(exec)
    if (context.whole === true || asksGater(exec, data.socket)) return 'pass'
    if (context.text !== null && shape.toolText(exec.program, exec.argv) === context.text) {
      return 'pass'
    }
    const ground = { workspace, home, protects, cwd: workspace }
    return namesOf(exec).some((program) => {
      const command = quoted({ program, argv: exec.argv })
      const line = understand(command, ground)
      if (!asks(line, command, context, ground) && !dependsOnPlace(line)) return false
      const there = { ...ground, cwd: exec.cwd }
      return asks(understand(command, there), command, context, there)
    })
      ? 'ask'
      : 'pass'
  }
}

// --- internal ---

/** The one edge where it arrives as it was posted. */
function contextIn({ grant }: InnerExec): GrantContext {
  return grant.context as GrantContext
}

/** Its file, and what it was called: one that looks at its own name, or a script behind a link, is known by that. */
function namesOf({ program, argv }: InnerExec): string[] {
  const called = basename(argv[0] ?? '')
  return called === '' || called === basename(program) ? [program] : [program, called]
}

/** Looking at the directory costs a system call and the remembered answer, so only where a relative path matters. */
function dependsOnPlace({ parts }: Line): boolean {
  return parts.some((part) =>
    part.effects.some(
      (effect) =>
        (effect.kind === 'write' || effect.kind === 'delete') && !effect.path.text.startsWith('/'),
    ),
  )
}
