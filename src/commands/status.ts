import type { Io } from '../action/io.ts'
import { stateDir } from '../action/io.ts'
import { liveSessions, openSessions } from '../host/sessions.ts'
import { printable } from '../review/printable.ts'

/** Lists the sessions that run now, one a line. */
export async function status(options: { json?: boolean }, io: Io): Promise<number> {
  const sessions = await liveSessions(await openSessions(stateDir(io)))
  if (options.json) {
    for (const { id, pid, since, agent, project, workspace, branch, review } of sessions) {
      const line = { id, pid, since, agent, project, workspace, branch, review }
      io.stdout.write(`${JSON.stringify(line)}\n`)
    }
    return 0
  }
  if (sessions.length === 0) io.stderr.write('gater: no session is running\n')
  for (const { pid, since, agent, workspace, branch } of sessions) {
    const where = [workspace, branch].filter((part) => part !== null).map((part) => printable(part))
    io.stdout.write(`${agent}  ${where.join('  ')}  since ${since}  process ${pid}\n`)
  }
  return 0
}
