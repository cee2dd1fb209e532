import { resolve } from 'node:path'
import { without } from '../arguments.ts'
import type { Launch, LaunchRequest } from '../channel.ts'
import { refusal } from '../refusal.ts'
import { type Arguments, isPrint, readArguments } from './arguments.ts'
import { permissionTool } from './permission.ts'
import {
  parseSettings,
  readSources,
  type Settings,
  type Source,
  serversIn,
  shellStrings,
  starts,
} from './settings.ts'

/** Seconds. Claude Code counts milliseconds in 32 bits: more than this and the hook times out at once (measured). */
const longest = 2_147_483

/**
 * Tools for which headless Claude Code asks `gater-permission` as well, so that a dead hook opens none of them.
 * Not Bash: `gater-shell` holds commands back, and a rule to ask about Bash would outrank the person's own rules that
 * deny some commands (measured; for the file tools it does not).
 */
const askedTwice = ['Edit', 'Write', 'NotebookEdit', 'Read', 'WebFetch', 'WebSearch', 'mcp__*']

/** How to start Claude Code behind the gate: our settings first in its arguments, the person's merged into them. */
export function launch(request: LaunchRequest): Launch {
  const given = readArguments(request.args)
  if (startsNoAgent(given, request.args)) {
    return { args: request.args, env: request.env, notes: [], gated: false, passes: () => false }
  }
  refuseWhatRemovesTheGate(given, request.env)

  const option = (name: string) => given.options.findLast((candidate) => candidate.name === name)
  const only = option('--setting-sources')
    ?.values[0]?.split(',')
    .map((scope) => scope.trim())
  const theirs = readGiven(option('--settings')?.values[0], request)
  const sources = readSources({ ...request, only: only ?? null })
  const inForce = [...sources, { name: '--settings', settings: theirs }]
  for (const source of inForce) refuseSource(source)

  const headless = !request.interactive || given.options.some(isPrint)
  const asksThem = option('--permission-prompt-tool') !== undefined
  const asksUs = headless && !asksThem
  const mode = permissionMode(given, inForce)
  const env = {
    GATER_SOCKET: request.socket,
    GATER_NODE: request.node,
    CLAUDE_CODE_SHELL_PREFIX: resolve(request.bin, 'gater-shell'),
  }
  const permission = [resolve(request.bin, 'gater-permission'), 'claude']
  const servers = [...(asksUs ? [permission] : []), ...configuredServers(given, request)]
  const strings = new Set(inForce.flatMap(({ settings }) => shellStrings(settings)))

  return {
    args: [
      '--settings',
      JSON.stringify(
        merge(theirs, resolve(request.bin, 'gater-hook'), env, asksUs ? asked(inForce) : []),
      ),
      ...(asksUs
        ? [
            '--mcp-config',
            JSON.stringify({
              mcpServers: { gater: { command: permission[0], args: permission.slice(1), env } },
            }),
            '--permission-prompt-tool',
            permissionTool,
          ]
        : []),
      '--permission-mode',
      mode.mode,
      ...without(
        request.args,
        given.options.filter(({ name }) => replaced.has(name)),
      ),
    ],
    env: { ...request.env, ...env },
    notes: [...mode.notes, ...whatStaysOpen(given, inForce, asksUs)],
    gated: true,
    passes: (text) => strings.has(text) || starts(text, servers),
  }
}

/** Subcommands manage Claude Code; `--version` and `--help` only print. */
function startsNoAgent(given: Arguments, args: readonly string[]): boolean {
  if (given.subcommand === 'mcp' && given.operands[1] === 'serve') return false
  if (given.subcommand !== null) return given.subcommand !== 'agents'
  return args.length === 1 && ['--version', '-v', '--help', '-h'].includes(args[0] as string)
}

const removesTheGate: Readonly<Record<string, string>> = {
  '--bare': 'it starts Claude Code without hooks',
  '--safe-mode': 'it starts Claude Code without hooks',
  '--bg': 'it starts an agent in the background, outside of gater',
  '--background': 'it starts an agent in the background, outside of gater',
  '--tmux': 'it starts the agent from the tmux server, outside of gater',
}

function refuseWhatRemovesTheGate(given: Arguments, env: LaunchRequest['env']): void {
  for (const { name } of given.options) {
    const why = removesTheGate[name]
    if (why !== undefined)
      throw refusal(`claude \`${name}\` cannot be gated: ${why}`, 'leave it out')
  }
  if (given.subcommand !== null) {
    const words = given.operands.slice(0, given.subcommand === 'mcp' ? 2 : 1).join(' ')
    throw refusal(
      `\`claude ${words}\` cannot be gated: it lets tools run outside of gater`,
      'run it without gater, knowing that',
    )
  }
  for (const name of ['CLAUDE_CODE_SIMPLE', 'CLAUDE_CODE_SAFE_MODE']) {
    const value = env[name]
    if (value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase())) {
      throw refusal(`\`${name}\` starts Claude Code without hooks`, `unset ${name}`)
    }
  }
  if (env.CLAUDE_CODE_SHELL_PREFIX) {
    throw refusal(
      '`CLAUDE_CODE_SHELL_PREFIX` is set, and gater needs it to hold back commands that nobody approved',
      'unset CLAUDE_CODE_SHELL_PREFIX',
    )
  }
}

/**
 * Variables that a settings file must not set, since they choose what gater's scripts and the shell really run. A bash
 * that is called sh takes functions from `BASH_FUNC_*`, also in place of curl.
 */
const loaders =
  /^(?:GATER_.*|LD_.*|DYLD_.*|BASH.*|SHELLOPTS|PS4|IFS|PROMPT_COMMAND|CURL_.*|ENV|ZDOTDIR|SHELL|PATH|NODE_OPTIONS|CLAUDE_CODE_(?:SHELL.*|SIMPLE|SAFE_MODE)|CLAUDE_CONFIG_DIR)$/

function refuseSource({ name, settings }: Source): void {
  const variable = Object.keys(settings.env ?? {}).find((key) => loaders.test(key))
  if (variable !== undefined) {
    throw refusal(
      `${name} sets \`${variable}\` for the agent, which could lead around the gate`,
      `take \`env.${variable}\` out of it; where you need it, export it before \`gater run\``,
    )
  }
  if (settings.allowManagedHooksOnly === true) {
    throw refusal(
      `${name} sets \`allowManagedHooksOnly\`, so gater's hook would not be asked`,
      'ask who manages this machine to allow it',
    )
  }
  if (name.startsWith('/') && settings.disableAllHooks === true) {
    throw refusal(
      `${name} disables all hooks, and it outranks gater`,
      'ask who manages this machine',
    )
  }
}

function readGiven(value: string | undefined, { cwd, readText }: LaunchRequest): Settings {
  if (value === undefined) return {}
  if (value.trimStart().startsWith('{')) return parseSettings(value, '--settings')
  const text = readText(resolve(cwd, value))
  if (text === null) throw refusal(`--settings: there is no file \`${value}\``)
  return parseSettings(text, value)
}

function merge(
  theirs: Settings,
  client: string,
  env: Readonly<Record<string, string>>,
  ask: readonly string[],
): Settings {
  // In exec form (`args`): not handed to a shell, and so not to `gater-shell` either. Never `if` or `async`.
  const hook = { type: 'command', command: client, args: ['claude'], timeout: longest }
  const every = { matcher: '*', hooks: [hook] }
  const hooks: NonNullable<Settings['hooks']> = { ...theirs.hooks }
  for (const event of ['PreToolUse', 'PostToolUse', 'PostToolUseFailure']) {
    hooks[event] = [every, ...(hooks[event] ?? [])]
  }
  hooks.ConfigChange = [{ hooks: [hook] }, ...(hooks.ConfigChange ?? [])]
  return {
    ...theirs,
    // The flag scope wins over the files: without it a settings file could switch our hook off (measured).
    disableAllHooks: false,
    // It starts agents that outlive gater.
    disableAgentView: true,
    env: { ...theirs.env, ...env },
    hooks,
    permissions: {
      ...theirs.permissions,
      defaultMode: 'default',
      disableBypassPermissionsMode: 'disable',
      ...(ask.length > 0 ? { ask: [...(theirs.permissions?.ask ?? []), ...ask] } : {}),
    },
  }
}

/** All of them but the web tools of which the person denies a part. */
function asked(sources: readonly Source[]): string[] {
  const denied = sources.flatMap(({ settings }) => settings.permissions?.deny ?? [])
  return askedTwice.filter(
    (tool) => !tool.startsWith('Web') || !denied.some((rule) => rule.startsWith(`${tool}(`)),
  )
}

const replaced = new Set([
  '--settings',
  '--permission-mode',
  '--dangerously-skip-permissions',
  '--allow-dangerously-skip-permissions',
])

function permissionMode(
  given: Arguments,
  sources: readonly Source[],
): { mode: 'default' | 'plan'; notes: string[] } {
  const skip = given.options.find(({ name }) =>
    /^--(allow-)?dangerously-skip-permissions$/.test(name),
  )
  const flag = given.options.findLast(({ name }) => name === '--permission-mode')?.values[0]
  const source = sources.findLast(({ settings }) => settings.permissions?.defaultMode !== undefined)
  const wanted = flag ?? source?.settings.permissions?.defaultMode ?? 'default'
  const mode = wanted === 'plan' && skip === undefined ? 'plan' : 'default'
  const said =
    skip?.name ??
    (wanted === mode
      ? null
      : flag === undefined
        ? `defaultMode ${wanted} in ${source?.name}`
        : `--permission-mode ${flag}`)
  return {
    mode,
    notes:
      said === null
        ? []
        : [
            `${said} became the default mode: gater answers instead, and a hook that dies opens nothing`,
          ],
  }
}

/** Which calls Claude Code would let through by itself if gater's hook died, and rules that may ask twice. */
function whatStaysOpen(
  given: Arguments,
  sources: readonly Source[],
  asksUs: boolean,
): readonly string[] {
  const notes: string[] = []
  const flags = given.options.filter(({ name }) => /^--allowed-?[tT]ools$/.test(name))
  const allowed = [
    ...flags.map(({ values }) => ({
      name: '--allowedTools',
      rules: values.flatMap((value) => value.split(/[, ]+(?![^(]*\))/)),
    })),
    ...sources.map(({ name, settings }) => ({ name, rules: settings.permissions?.allow ?? [] })),
  ]
  // Commands stay shut all the same: `gater-shell` does not run what gater did not grant.
  for (const { name, rules } of asksUs ? [] : allowed) {
    const open = rules.filter((rule) => rule !== '' && !/^Bash\b/.test(rule))
    if (open.length > 0) {
      notes.push(`if gater's hook were killed, ${name} would still let through: ${open.join(', ')}`)
    }
  }
  for (const { name, settings } of sources) {
    const { ask = [], deny = [] } = settings.permissions ?? {}
    if (ask.length > 0 && !asksUs) {
      notes.push(`${name} has Claude Code ask as well, after gater, for: ${ask.join(', ')}`)
    }
    const deciding = ['PreToolUse', 'PermissionRequest'].filter(
      (event) => (settings.hooks?.[event] ?? []).length > 0,
    )
    if (deciding.length > 0 && !asksUs) {
      notes.push(
        `${name} has ${deciding.join(' and ')} hooks of its own, which can change a file edit that gater approved; gater would stop the agent then, after it`,
      )
    }
    if (deny.length > 0) notes.push(`${name} still denies by itself: ${deny.join(', ')}`)
  }
  return notes
}

/** Every MCP server that Claude Code may start: its own configuration, the project's, the flag's. */
function configuredServers(given: Arguments, request: LaunchRequest): string[][] {
  const { env, cwd, home, readText } = request
  const flags = given.options.filter(({ name }) => name === '--mcp-config')
  return [
    ...serversIn(readText(resolve(env.CLAUDE_CONFIG_DIR || home, '.claude.json')), env, cwd),
    ...serversIn(readText(resolve(cwd, '.mcp.json')), env),
    ...flags
      .flatMap(({ values }) => values)
      .flatMap((value) =>
        serversIn(value.trimStart().startsWith('{') ? value : readText(resolve(cwd, value)), env),
      ),
  ]
}
