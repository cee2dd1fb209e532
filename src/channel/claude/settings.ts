import { join } from 'node:path'
import * as v from 'valibot'
import { GaterError } from '../../action/error.ts'
import { readWords } from './envelope.ts'

const Hooks = v.record(
  v.string(),
  v.array(
    v.looseObject({
      hooks: v.optional(
        v.array(
          v.looseObject({ command: v.optional(v.string()), args: v.optional(v.array(v.string())) }),
        ),
        [],
      ),
    }),
  ),
)

/** Settings of Claude Code, as far as they touch the gate; everything else is kept as it is. */
export const Settings = v.looseObject({
  disableAllHooks: v.optional(v.boolean()),
  allowManagedHooksOnly: v.optional(v.boolean()),
  env: v.optional(v.record(v.string(), v.unknown())),
  hooks: v.optional(Hooks),
  permissions: v.optional(
    v.looseObject({
      allow: v.optional(v.array(v.string())),
      ask: v.optional(v.array(v.string())),
      deny: v.optional(v.array(v.string())),
      defaultMode: v.optional(v.string()),
    }),
  ),
  statusLine: v.optional(v.looseObject({ command: v.optional(v.string()) })),
})

export type Settings = v.InferOutput<typeof Settings>

/** A settings file that is in force, with what it says. */
export interface Source {
  /** As people know it: `~/.claude/settings.json`. */
  name: string
  settings: Settings
}

export interface Places {
  home: string
  cwd: string
  /** `--setting-sources`; `null` where it was not given. */
  only: readonly string[] | null
  env: Readonly<Record<string, string | undefined>>
  readText(path: string): string | null
}

/** Settings whose change in mid-session is refused, since they decide what runs. */
export const guarded = [
  'disableAllHooks',
  'allowManagedHooksOnly',
  'hooks',
  'permissions',
  'env',
  'apiKeyHelper',
  'awsAuthRefresh',
  'awsCredentialExport',
  'otelHeadersHelper',
  'statusLine',
  'fileSuggestion',
  'sandbox',
  'enabledPlugins',
] as const

/** Every settings file that Claude Code will read besides `--settings`, weakest first. */
export function readSources(places: Places): Source[] {
  const { home, cwd, only } = places
  const own = places.env.CLAUDE_CONFIG_DIR || join(home, '.claude')
  const files = [
    { scope: 'user', name: '~/.claude/settings.json', path: join(own, 'settings.json') },
    { scope: 'project', name: '.claude/settings.json', path: join(cwd, '.claude/settings.json') },
    {
      scope: 'local',
      name: '.claude/settings.local.json',
      path: join(cwd, '.claude/settings.local.json'),
    },
    ...[
      '/etc/claude-code/managed-settings.json',
      '/Library/Application Support/ClaudeCode/managed-settings.json',
    ].map((path) => ({ scope: 'managed', name: path, path })),
  ]
  return files
    .filter(({ scope }) => scope === 'managed' || only === null || only.includes(scope))
    .flatMap(({ name, path }) => {
      const text = places.readText(path)
      return text === null ? [] : [{ name, settings: parseSettings(text, name) }]
    })
}

/** Reads settings. Throws `GaterError` naming where, since Claude Code drops in silence what it cannot read. */
export function parseSettings(text: string, name: string): Settings {
  const read = v.safeParse(Settings, parseJson(text, name))
  if (read.success) return read.output
  const at = v.getDotPath(read.issues[0])
  throw new GaterError(`${name}: \`${at}\` is not what Claude Code expects there`, {
    hint: 'Claude Code would ignore the file; mend it',
    exit: 125,
  })
}

export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GaterError(`${name} is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      exit: 125,
      cause,
    })
  }
}

/** Commands that settings have Claude Code start through its shell: hooks without `args`, the status line. */
export function shellStrings(settings: Settings): string[] {
  const hooks = Object.values(settings.hooks ?? {}).flatMap((matchers) =>
    matchers.flatMap((matcher) => matcher.hooks.filter((hook) => hook.args === undefined)),
  )
  return [...hooks, settings.statusLine]
    .map((starter) => starter?.command)
    .filter((command) => command !== undefined)
}

const Servers = v.record(
  v.string(),
  v.looseObject({ command: v.optional(v.string()), args: v.optional(v.array(v.string()), []) }),
)
const WithServers = v.looseObject({ mcpServers: v.optional(Servers, {}) })

/** Argument vectors of the MCP servers in the text of one configuration; none in one that cannot be read. */
export function serversIn(
  text: string | null,
  env: Places['env'],
  project: string | null = null,
): string[][] {
  let config: unknown
  try {
    config = JSON.parse(text ?? '{}')
  } catch {
    return []
  }
  const nested = project === null ? undefined : v.safeParse(WithProjects, config)
  const parts = [config, nested?.success ? nested.output.projects[project as string] : undefined]
  return parts.flatMap((part) => {
    const read = v.safeParse(WithServers, part)
    if (!read.success) return []
    return Object.values(read.output.mcpServers).flatMap(({ command, args }) =>
      command === undefined ? [] : [[command, ...args].map((word) => expand(word, env))],
    )
  })
}

const WithProjects = v.looseObject({ projects: v.record(v.string(), v.unknown()) })

/** `${NAME}` and `${NAME:-default}`, as Claude Code fills them in. */
function expand(word: string, env: Places['env']): string {
  return word.replace(
    /\$\{(\w+)(?::-([^}]*))?\}/g,
    (whole, name: string, otherwise?: string) => env[name] ?? otherwise ?? whole,
  )
}

/** Whether `text` is the shell string of one of these argument vectors. */
export function starts(text: string, servers: readonly (readonly string[])[]): boolean {
  const words = readWords(text)
  return (
    words !== null &&
    servers.some(
      (server) => server.length === words.length && server.every((word, at) => word === words[at]),
    )
  )
}
