import { join } from 'node:path'
import * as v from 'valibot'
import type { LaunchRequest } from '../channel.ts'
import { refusal } from '../refusal.ts'

const Hooks = v.record(v.string(), v.unknown())

/** Settings of Gemini CLI, as far as they touch the gate; everything else is kept as it is. */
const Settings = v.looseObject({
  hooks: v.optional(Hooks, {}),
  hooksConfig: v.optional(
    v.looseObject({
      enabled: v.optional(v.boolean()),
      disabled: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
  tools: v.optional(v.looseObject({ sandbox: v.optional(v.unknown()) }), {}),
  mcpServers: v.optional(v.record(v.string(), v.unknown()), {}),
})

export type Settings = v.InferOutput<typeof Settings>

/** A settings file that is in force, with what it says. */
export interface Source {
  name: string
  settings: Settings
}

/** Milliseconds, as many as 32 bits count: with more, the hook times out at once (measured). */
const longest = 2_147_483_647

/** The person's own directory of Gemini CLI. */
export function ownDirectory({ env, home }: Pick<LaunchRequest, 'env' | 'home'>): string {
  return join(env.GEMINI_CLI_HOME || home, '.gemini')
}

/** The person's settings; empty where there are none. */
export function readOwn(request: LaunchRequest): Source {
  const path = join(ownDirectory(request), 'settings.json')
  return readSource('~/.gemini/settings.json', path, request) ?? { name: path, settings: parse({}) }
}

/** The settings files that outrank the person's. */
export function readOthers(request: LaunchRequest): Source[] {
  const { cwd, env } = request
  const system = env.GEMINI_CLI_SYSTEM_SETTINGS_PATH
  return [
    ['.gemini/settings.json', join(cwd, '.gemini/settings.json')] as const,
    ...[
      system || '/etc/gemini-cli/settings.json',
      '/Library/Application Support/GeminiCli/settings.json',
    ].map((path) => [path, path] as const),
  ].flatMap(([name, path]) => readSource(name, path, request) ?? [])
}

/** Lines that settings have Gemini CLI's shell start by itself, for hooks. */
export function hookLines({ hooks }: Settings): string[] {
  const read = v.safeParse(Matchers, Object.values(hooks))
  if (!read.success) return []
  return read.output
    .flat()
    .flatMap((matcher) => matcher.hooks.flatMap(({ command }) => command ?? []))
}

const Matchers = v.array(
  v.array(
    v.looseObject({
      hooks: v.optional(v.array(v.looseObject({ command: v.optional(v.string()) })), []),
    }),
  ),
)

/** gater's hook as a line for bash. */
export function hookLine(client: string): string {
  return `'${client.replaceAll("'", `'\\''`)}' gemini`
}

/** The person's settings with gater's hook in them, as text. */
export function withHook(theirs: Settings, command: string): string {
  const hook = { name: 'gater', type: 'command', command, timeout: longest }
  const every = { matcher: '*', hooks: [hook] }
  const hooks = { ...theirs.hooks }
  for (const event of ['BeforeTool', 'AfterTool']) {
    const others = hooks[event]
    hooks[event] = [every, ...(Array.isArray(others) ? others : [])]
  }
  const disabled = theirs.hooksConfig.disabled.filter((name) => name !== 'gater')
  const hooksConfig = { ...theirs.hooksConfig, enabled: true, disabled }
  return JSON.stringify({ ...theirs, hooks, hooksConfig })
}

function readSource(name: string, path: string, { readText }: LaunchRequest): Source | null {
  const text = readText(path)
  if (text === null) return null
  try {
    return { name, settings: parse(JSON.parse(withoutComments(text))) }
  } catch (error) {
    throw refusal(`${name} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

function parse(value: unknown): Settings {
  return v.parse(Settings, value)
}

/** Gemini CLI allows comments in its settings. */
function withoutComments(text: string): string {
  return text.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1')
}
