import { join, resolve } from 'node:path'
import { without } from '../arguments.ts'
import type { Launch, LaunchFile, LaunchRequest } from '../channel.ts'
import { refusal } from '../refusal.ts'
import { type Arguments, readArguments } from './arguments.ts'
import { sealedPolicy, sealOf } from './seal.ts'
import {
  hookLine,
  hookLines,
  ownDirectory,
  readOthers,
  readOwn,
  type Source,
  withHook,
} from './settings.ts'

/**
 * How to start Gemini CLI behind the gate: with a home of its own for its settings, in which everything else leads to
 * the person's, and a policy file.
 */
export function launch(request: LaunchRequest): Launch {
  const { args, env, dir, bin, socket } = request
  const given = readArguments(args)
  if (given.subcommand !== null || (args.length === 1 && onlyPrints.test(args[0] as string))) {
    return { args, env, notes: [], gated: false, passes: () => false }
  }
  refuseWhatRemovesTheGate(given, env)
  const own = readOwn(request)
  const others = readOthers(request)
  for (const source of [own, ...others]) refuseSandbox(source)
  for (const source of others) refuseSource(source)

  const home = join(dir, 'gemini')
  const line = hookLine(resolve(bin, 'gater-hook'))
  const lines = new Set([line, ...[own, ...others].flatMap(({ settings }) => hookLines(settings))])
  const policy = join(home, 'policy.toml')
  const mode = given.options.findLast(({ name }) => name === '--approval-mode')?.values[0]
  const dropped = given.options.filter(
    ({ name }) => /^(?:-y|--yolo)$/.test(name) || (name === '--approval-mode' && mode !== 'plan'),
  )
  return {
    args: [
      `--admin-policy=${policy}`,
      ...(mode === 'plan' ? [] : ['--approval-mode=default']),
      ...without(args, dropped),
    ],
    env: { ...env, GATER_SOCKET: socket, GATER_NODE: request.node, GEMINI_CLI_HOME: home },
    notes: [
      ...dropped.map(
        ({ words }) => `${words.join(' ')} became the default mode: gater answers instead`,
      ),
      ...whatStaysOpen(request, [own, ...others]),
    ],
    gated: true,
    files: [
      { path: policy, content: sealedPolicy(sealOf(socket)) },
      {
        path: join(home, '.gemini/settings.json'),
        content: withHook(own.settings, line),
      },
      ...links(request, home),
    ],
    state: [join(home, '.gemini/')],
    passes: (text) => lines.has(text),
  }
}

const onlyPrints = /^(?:-v|--version|-h|--help|-l|--list-extensions|--list-sessions)$/

const removesTheGate: Readonly<Record<string, string>> = {
  '--acp': 'hooks are not asked there',
  '--experimental-acp': 'hooks are not asked there',
  '--sandbox': 'hooks do not reach gater from inside its sandbox',
  '--admin-policy': 'it would stand beside the policy that closes the gate when the hook dies',
}

function refuseWhatRemovesTheGate({ options }: Arguments, env: LaunchRequest['env']): void {
  for (const { name } of options) {
    const full = isShort(name, 's') ? '--sandbox' : kebab(name)
    const why = removesTheGate[full]
    if (why !== undefined)
      throw refusal(`gemini \`${name}\` cannot be gated: ${why}`, 'leave it out')
    if (full !== name && ['--approval-mode', '--yolo'].includes(full))
      throw refusal(`gemini \`${name}\` is another spelling of \`${full}\``, `write ${full}`)
    if (name !== '-y' && isShort(name, 'y'))
      throw refusal(`gemini \`${name}\` holds \`-y\``, 'leave it out')
  }
  const { GEMINI_SANDBOX: sandbox = '' } = env
  if (!['', '0', 'false'].includes(sandbox.toLowerCase())) {
    throw refusal(`\`GEMINI_SANDBOX\` is set: ${removesTheGate['--sandbox']}`, 'unset it')
  }
}

function refuseSandbox({ name, settings }: Source): void {
  if (settings.tools.sandbox !== undefined && settings.tools.sandbox !== false) {
    throw refusal(
      `${name} sets \`tools.sandbox\`: ${removesTheGate['--sandbox']}`,
      'take it out of there',
    )
  }
}

function refuseSource({ name, settings: { hooksConfig } }: Source): void {
  if (hooksConfig.enabled === false || hooksConfig.disabled.includes('gater')) {
    throw refusal(`${name} switches hooks off, and it outranks gater`, 'take that out of it')
  }
}

/** Short options stand together, up to one that takes the rest as its value. */
function isShort(name: string, letter: string): boolean {
  const letters = /^-([a-z]+)$/.exec(name)?.[1] ?? ''
  const end = letters.search(/[mpiwreo]/)
  return (end === -1 ? letters : letters.slice(0, end)).includes(letter)
}

/** `--approvalMode` is `--approval-mode` to Gemini CLI. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** What Gemini CLI keeps in its home and makes when it is not there; directories it makes for itself. */
const kept =
  `GEMINI.md gemini-credentials.json google_accounts.json installation_id mcp-oauth-tokens.json
oauth_creds.json projects.json state.json trustedFolders.json trusted_hooks.json`.split(/\s+/)

/** Everything of the person's home of Gemini CLI, but its settings, as links. */
function links(request: LaunchRequest, home: string): LaunchFile[] {
  const own = ownDirectory(request)
  const there = request.list(own)
  const names = new Set(there.length === 0 ? [] : [...there, ...kept])
  names.delete('settings.json')
  const inOwn = [...names].map((name) => ({
    path: join(home, '.gemini', name),
    link: join(own, name),
  }))
  const agents = resolve(own, '../.agents')
  return request.list(agents).length === 0
    ? inOwn
    : [...inOwn, { path: join(home, '.agents'), link: agents }]
}

function whatStaysOpen(request: LaunchRequest, sources: readonly Source[]): string[] {
  const notes: string[] = []
  if (request.list(ownDirectory(request)).length === 0) {
    notes.push(
      'Gemini CLI has no ~/.gemini yet, so that its login and chats last for this session only: start it once without gater',
    )
  }
  const servers = sources.flatMap(({ settings }) => Object.keys(settings.mcpServers))
  if (servers.length > 0) {
    notes.push(`if gater's hook were killed, MCP tools would still run, of: ${servers.join(', ')}`)
  }
  for (const { name, settings } of sources) {
    if (settings.hooks.BeforeTool === undefined) continue
    notes.push(
      `${name} has BeforeTool hooks of its own, which can change what gater approved; gater would stop the agent then, after it`,
    )
  }
  return notes
}
