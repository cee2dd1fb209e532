import { readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessRef {
  pid: number
  /** Clock ticks between boot and its start (proc_pid_stat(5), field 22); `null` where there is no /proc. */
  started: number | null
}

interface Stat {
  ppid: number
  started: number
}

/** This process, or another one as it is now; `null` when there is none. */
export function processRef(pid: number): ProcessRef | null {
  const stat = readStat(pid)
  if (stat !== null) return { pid, started: stat.started }
  return process.platform !== 'linux' && exists(pid) ? { pid, started: null } : null
}

/** Whether exactly this process still lives. Without /proc, whether one with its pid does. */
export function isAlive({ pid, started }: ProcessRef): boolean {
  const now = processRef(pid)
  return now !== null && (started === null || now.started === started)
}

/**
 * The process and everything it was started by, up to the first process, from /proc.
 * `null` when the line cannot be followed to its end: then nothing is known about it.
 */
export function ancestry(pid: number): ProcessRef[] | null {
  const line: ProcessRef[] = []
  let younger = Number.POSITIVE_INFINITY
  for (let at = pid; at !== 0; ) {
    const stat = readStat(at)
    // A parent that is younger than its child has the pid of one that died meanwhile.
    if (stat === null || stat.started > younger || line.length > 1000) return null
    line.push({ pid: at, started: stat.started })
    younger = stat.started
    at = stat.ppid
  }
  return line.length > 0 ? line : null
}

// --- internal ---

function readStat(pid: number): Stat | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  // The name in parentheses is the process's own choice and may hold anything; fields count from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, ppid, started] = [fields[0], Number(fields[1]), Number(fields[19])]
  const gone = state === 'Z' || state === 'X'
  return gone || !Number.isInteger(ppid) || !Number.isInteger(started) ? null : { ppid, started }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
