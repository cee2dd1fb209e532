import { GaterError } from '../action/error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What lets a program type into other terminals, or reach into the person's other sessions (design.md, invariant 7). */
const doors = [
  /^TMUX(_PANE)?$/,
  /^STY$/,
  /^(KITTY|WEZTERM|VSCODE_IPC|VSCODE_GIT_IPC|DBUS|KONSOLE_DBUS|ZELLIJ|GNOME_TERMINAL)_/,
  /^(ZELLIJ|ALACRITTY_SOCKET|NVIM|NVIM_LISTEN_ADDRESS|I3SOCK|SWAYSOCK)$/,
  /^GATER_REVIEW_CODE$/,
]

/** What makes programs, gater among them, load code that somebody else chose. */
const loaders = /^(NODE_OPTIONS|NODE_PATH|LD_.*|DYLD_.*)$/

/** The agent's environment: the person's own without its doors. */
export function agentEnvironment(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !doors.some((door) => door.test(entry[0])),
    ),
  )
}

/** Throws `GaterError` when gater, or what it starts, may have been loaded with code from elsewhere. */
export function checkEnvironment(env: Environment, command: 'run' | 'review' = 'run'): void {
  const found = Object.keys(env).filter((name) => loaders.test(name) && env[name])
  if (found.length === 0) return
  throw new GaterError(
    `${found.map((name) => `\`${name}\``).join(', ')} set: it may change what gater is`,
    {
      hint: `unset ${found.join(' ')}${command === 'run' ? ', or start with --env-ok if it is yours' : ''}`,
      exit: command === 'run' ? 125 : 2,
    },
  )
}
