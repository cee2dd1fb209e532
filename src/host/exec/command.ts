import { realpathSync } from 'node:fs'
import { delimiter } from 'node:path'
import type { Exec } from './exec.ts'

/**
 * An exec as a command line: what the policy judges, a person reads and the journal keeps. The first word names the
 * program that really runs, whatever the process calls it; variables that choose what it runs stand before it.
 */
export function commandOf(
  exec: Pick<Exec, 'argv' | 'program' | 'variables'>,
  path: string,
): string {
  const { argv, program, variables } = exec
  const name = argv[0] !== undefined && leadsTo(argv[0], program, path) ? argv[0] : program
  const assigned = Object.entries(variables).map(([key, value]) => `${key}=${quote(value)}`)
  return [...assigned, quoteName(name), ...argv.slice(1).map(quote)].join(' ')
}

/** The same for inside a grant, where looking a name up is too dear: the program by its path. */
export function quoted({ argv, program }: Pick<Exec, 'argv' | 'program'>): string {
  return [quoteName(program), ...argv.slice(1).map(quote)].join(' ')
}

/**
 * Variables by which a program can be made to run something else than its arguments say. PATH is not among them, since
 * whatever it leads to is an exec of its own.
 */
export const steering =
  /^(?:LD_\w+|GCONV_PATH|GLIBC_TUNABLES|BASH_ENV|ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|ZDOTDIR|(?:\w+_)?PAGER|(?:\w+_)?EDITOR|VISUAL|BROWSER|LESS\w*|GIT_\w+|SSH_ASKPASS|SUDO_ASKPASS|RSYNC_RSH|CVS_RSH|NODE_OPTIONS|NODE_PATH|NODE_REPL_\w+|PYTHON\w+|PERL5\w+|PERLLIB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|LUA_\w+|MAKEFLAGS|GNUMAKEFLAGS|MAKEFILES|TAR_OPTIONS|GREP_OPTIONS|npm_config_\w+|NPM_CONFIG_\w+|CC|CXX|LD)$/i

// --- internal ---

function quote(word: string): string {
  return /^[\w@%+=:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** In the first place `a=b` would be an assignment, and `time` a word of the shell. */
function quoteName(name: string): string {
  return name.includes('=') || name === 'time' ? `'${name.replaceAll("'", `'\\''`)}'` : quote(name)
}

/** Whether a shell would start this program by that name. */
function leadsTo(name: string, program: string, path: string): boolean {
  if (name.startsWith('/')) return realpath(name) === program
  if (name === '' || name.includes('/')) return false
  for (const folder of path.split(delimiter)) {
    const found = folder.startsWith('/') ? realpath(`${folder}/${name}`) : null
    if (found !== null) return found === program
  }
  return false
}

function realpath(file: string): string | null {
  try {
    return realpathSync.native(file)
  } catch {
    return null
  }
}
