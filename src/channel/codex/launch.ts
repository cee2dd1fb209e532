import { resolve } from 'node:path'
import type { Launch, LaunchRequest } from '../channel.ts'
import { refusal } from '../refusal.ts'
import { type Arguments, readArguments, settingsIn } from './arguments.ts'
import { hookSettings, hooksAnswer, hooksQuestion } from './trust.ts'

/** Subcommands that run an agent; the interactive session is the one without a name. */
const agents = new Set(['exec', 'review', 'resume', 'fork'])

/** Subcommands that let tools run where gater's hook is not asked. */
const outside = new Set([
  ...['agents', 'app-server', 'remote-control', 'sandbox', 'debug', 'apply', 'queue', 'cloud'],
  'exec-server',
])

/** How to start Codex behind the gate: with settings on its command line, after the person's own. */
export function launch(request: LaunchRequest): Launch {
  const { args, env, bin, cwd } = request
  const given = readArguments(args)
  if (startsNoAgent(given, args)) {
    return { args, env, notes: [], gated: false, passes: () => false }
  }
  refuseWhatRemovesTheGate(given, env)

  const command = hookCommand(resolve(bin, 'gater-hook'))
  const settings = [
    'features.hooks=true',
    // Through a terminal a model could type into a shell that was approved; no hook sees that.
    'features.unified_exec_tty=false',
    // In milliseconds. Else a call that waits for a person longer than 30 s may be cancelled, approved or not.
    'features.code_mode={enabled=false,default_exec_yield_time_ms=86400000}',
    ...hookSettings(command),
  ].flatMap((setting) => ['-c', setting])
  const interactive = given.subcommand === null || ['resume', 'fork'].includes(given.subcommand)
  const end = args.includes('--') ? args.indexOf('--') : args.length
  return {
    args: [
      // The background server would keep the environment of an earlier session, and outlive this one.
      ...(interactive && !args.includes('--no-daemon') ? ['--no-daemon'] : []),
      ...args.slice(0, end),
      // Last, since a later setting replaces an earlier one.
      ...settings,
      ...args.slice(end),
    ],
    env: { ...env, GATER_SOCKET: request.socket, GATER_NODE: request.node },
    notes: [
      "if the shell that runs gater's hook were killed, MCP tools would be called unasked, and without the exec gate everything",
    ],
    gated: true,
    passes: (text) => text === command,
    check: {
      args: ['app-server', ...configOptions(given), ...settings],
      input: hooksQuestion(workingDirectory(given, cwd)),
      answer: (line) => hooksAnswer(line, command),
    },
  }
}

/**
 * The hook as a line for the person's login shell, whichever that is. Codex runs the tool when a hook fails in any way
 * but with exit code 2 and a message. No further program says so: none could start any more where gater is gone.
 */
function hookCommand(client: string): string {
  const path = client.replaceAll("'", `'"'"'`)
  const failed = 'gater: its hook failed, so nothing ran. Stop and tell the person.'
  return `/bin/sh -c '"$0" codex; case $? in 0) exit 0 ;; 2) exit 2 ;; esac; echo "${failed}" >&2; exit 2' '${path}'`
}

function startsNoAgent({ subcommand }: Arguments, args: readonly string[]): boolean {
  const last = args.at(-1) ?? ''
  if (args.length <= 2 && ['--version', '-V', '--help', '-h'].includes(last)) return true
  return subcommand !== null && !agents.has(subcommand) && !outside.has(subcommand)
}

const guarded =
  /^(?:features(?:\.(?:hooks|unified_exec_tty|code_mode)(?:\..*)?)?|hooks(?:\..*)?|allow_managed_hooks_only)$/

function refuseWhatRemovesTheGate(given: Arguments, env: LaunchRequest['env']): void {
  const { subcommand, options } = given
  if (subcommand !== null && outside.has(subcommand)) {
    throw refusal(
      `\`codex ${subcommand}\` cannot be gated: it lets tools run outside of gater`,
      'run it without gater, knowing that',
    )
  }
  if (options.some(({ name }) => name === '--remote')) {
    throw refusal('codex `--remote` cannot be gated: the agent runs elsewhere', 'leave it out')
  }
  if (env.CODEX_EXEC_SERVER_URL) {
    throw refusal(
      '`CODEX_EXEC_SERVER_URL` is set, so commands would run outside of gater',
      'unset CODEX_EXEC_SERVER_URL',
    )
  }
  const setting = settingsIn(options).find(({ key }) => guarded.test(key))
  if (setting !== undefined) {
    throw refusal(
      `codex \`${setting.key}\` on the command line cannot be gated: gater's hook hangs on it`,
      'leave it out, or set it in config.toml, where gater outranks it',
    )
  }
}

/** The person's settings, for an app server that sees the same ones. */
function configOptions({ options }: Arguments): string[] {
  const config = new Set(['-c', '--config', '--enable', '--disable'])
  return options.flatMap(({ name, words }) =>
    config.has(name) || /^-c[^-]/.test(name) ? words : [],
  )
}

function workingDirectory({ options }: Arguments, cwd: string): string {
  const chosen = options.findLast(({ name }) => name === '-C' || name === '--cd')?.values[0]
  return resolve(cwd, chosen ?? '.')
}
