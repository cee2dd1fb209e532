import type { Recorded } from './read.ts'

/** One action as `gater log --json` prints it: a surface that scripts depend on (design.md, "Surfaces"). */
export function fieldsOf({ line, outcome }: Recorded) {
  const { id, time, session, project, agent, channel, action, reason, confidence } = line
  const { risk, verdict, decision, by, reviewer, note, waitedMs } = line
  return {
    ...{ id, time, session, project, agent, channel },
    kind: action.kind,
    ...(action.kind === 'command'
      ? { command: action.command }
      : action.kind === 'write'
        ? { path: action.path }
        : { tool: action.tool }),
    ...{ reason, confidence, risk, verdict, decision, by, reviewer, note, waitedMs },
    outcome:
      outcome === null
        ? null
        : {
            exitCode: outcome.exitCode,
            durationMs: outcome.durationMs,
            changes: outcome.changes,
          },
  }
}
