import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

/**
 * There is a controlling terminal, and this process is in its foreground group.
 * From the background, reading the terminal or changing its modes would stop the process (SIGTTIN, SIGTTOU).
 */
export function inForeground(device = '/dev/tty'): boolean {
  try {
    closeSync(openSync(device, 'r+'))
  } catch {
    return false
  }
  const groups = processGroups()
  return groups === null || groups.own === groups.foreground
}

/** The process group of this process and the one in its terminal's foreground; `null` where the system does not say. */
function processGroups(): { own: number; foreground: number } | null {
  try {
    // The name in parentheses may hold anything; after it come state, parent, group, session, terminal, foreground.
    const stat = readFileSync('/proc/self/stat', 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { own: Number(fields[2]), foreground: Number(fields[5]) }
  } catch {
    return processGroupsByPs()
  }
}

function processGroupsByPs(): { own: number; foreground: number } | null {
  try {
    const args = ['-o', 'pgid=,tpgid=', '-p', String(process.pid)]
    const [own, foreground] = execFileSync('/bin/ps', args, { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
    return { own: Number(own), foreground: Number(foreground) }
  } catch {
    return null
  }
}
