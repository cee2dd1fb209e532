import type { Ancestor } from './target.ts'

/** A program that is about to start, while its process hangs in execve. */
export interface Exec {
  /** In gater's pid namespace. */
  pid: number
  /** Bytes that are not UTF-8 show as U+FFFD. */
  argv: readonly string[]
  /** Absolute, as the process sees it. */
  cwd: string
  /** The file that would run, symbolic links followed, as the process sees it. */
  program: string
  /** Nearest first, up to the agent itself. */
  parents: readonly Ancestor[]
  /** Id of the living grant that this exec happens under, or `null`. */
  tag: string | null
  /** The text that a shell would read: of `sh -c TEXT`, or the command inside an agent's own wrapping of its tool. */
  script: string | null
  /** It carries a call of the agent's shell tool that no grant was given for. */
  tool: boolean
  /** Environment variables that steer programs (command.ts) and are not those that the agent was started with. */
  variables: Readonly<Record<string, string>>
  /** Needs rights that the exec gate takes away (setuid, file capabilities): it will start but not work. */
  privileged: boolean
}

/**
 * What an exec inside a grant looks like to the judge in the supervisor. `cwd` is read from the system when it is
 * looked at, and then the answer is not remembered: look at it only where arguments are relative paths that matter.
 */
export interface InnerExec extends Pick<Exec, 'argv' | 'cwd' | 'program' | 'script'> {
  grant: {
    id: string
    /** As passed to `grant()`: which hard gates the person has seen on the card. */
    context: unknown
  }
}

/**
 * `pass` runs under the grant; `ask` goes to `onExec`: a hard gate that the grant does not cover.
 * Must be synchronous and cheap: it stands in the way of each program of a build.
 */
export type InnerJudge = (exec: InnerExec) => 'pass' | 'ask'

/**
 * Where the supervisor thread finds its judge: an absolute `file:` URL of a module that exports
 * `createJudge(data): InnerJudge`. Must be pure: results are remembered.
 */
export interface JudgeSource {
  module: string
  /** Anything that can be posted to a worker. */
  data: unknown
}

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh'])

export const basename = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** The text of `sh -c TEXT`, whatever options stand before it; `null` for anything else. */
export function shellScript(program: string, argv: readonly string[]): string | null {
  if (!shells.has(basename(program)) && !shells.has(basename(argv[0] ?? ''))) return null
  let command = false
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--' || word === '-') return command ? (argv[index + 1] ?? null) : null
    if (word.startsWith('--')) {
      if (word === '--rcfile' || word === '--init-file') index += 1
      continue
    }
    if (!/^[-+]./.test(word)) return command ? word : null
    // `-o option` takes the next word, also at the end of a cluster: `-eo pipefail`.
    if (/^[-+][A-Za-z]*[oO]$/.test(word)) index += 1
    if (word.startsWith('-') && word.includes('c')) command = true
  }
  return null
}

/** What people and agents are told of a setuid program. */
export function privilegeNote(program: string): string {
  return `\`${program}\` needs rights of another user, which no program gets under the exec gate.`
}
