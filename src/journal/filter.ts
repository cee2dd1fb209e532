import type { Recorded } from './read.ts'

/** Which actions `gater log` shows; what is absent does not restrict. */
export interface Filter {
  /** Inclusive, and exclusive. */
  since?: Date
  until?: Date
  agent?: string
  /** The session's id or the start of it. */
  session?: string
  project?: string
  decision?: string
  by?: string
  /** A risk or an attribute. */
  risk?: string
  kind?: string
  /** Part of the command, path, tool or reason, whatever its case. */
  grep?: string
}

export function matches({ line }: Recorded, filter: Filter): boolean {
  const { since, until, session, risk, grep } = filter
  const is = (want: string | undefined, value: string) => want === undefined || want === value
  return (
    (since === undefined || line.time >= since.toISOString()) &&
    (until === undefined || line.time < until.toISOString()) &&
    (session === undefined || line.session.startsWith(session)) &&
    is(filter.agent, line.agent) &&
    is(filter.project, line.project) &&
    is(filter.decision, line.decision) &&
    is(filter.by, line.by) &&
    is(filter.kind, line.action.kind) &&
    (risk === undefined || risk === line.risk || line.attributes.some((one) => one === risk)) &&
    (grep === undefined || searched(line).includes(grep.toLowerCase()))
  )
}

function searched({ action, reason }: Recorded['line']): string {
  const text =
    action.kind === 'command'
      ? action.command
      : action.kind === 'write'
        ? action.path
        : `${action.tool} ${JSON.stringify(action.input)}`
  return `${text}\n${reason ?? ''}`.toLowerCase()
}
