import { readdirSync, readFileSync } from 'node:fs'

/** Processes whose command line matches and that have this `HOME`, so that only those of one stage are found. */
export function processesOf(home: string, commandLine: RegExp): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const args = readProc(pid, 'cmdline').replaceAll('\0', ' ')
      return commandLine.test(args) && readProc(pid, 'environ').split('\0').includes(`HOME=${home}`)
    })
}

/** Ends a process by force, if it has not ended by itself. */
export function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has.
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return '' // It has ended meanwhile.
  }
}
