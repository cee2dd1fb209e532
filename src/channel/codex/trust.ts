import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { canonical } from '../../action/digest.ts'

/** The events that gater's hook is asked about, by Codex's two names for each. */
const events = {
  PreToolUse: 'pre_tool_use',
  PostToolUse: 'post_tool_use',
  PermissionRequest: 'permission_request',
} as const

/** Seconds; Codex has no maximum, and runs the tool when a hook takes longer. */
const timeout = 99_999_999

/** Where Codex says that hooks of `-c` come from. */
const source = '/<session-flags>/config.toml'

/**
 * Settings for `-c` that have Codex ask this command about every tool call. Codex runs only hooks that it trusts, by
 * a hash of the handler that is not documented (agents/codex.md §2.3), so `hooksAnswer` looks whether it does.
 */
export function hookSettings(command: string): string[] {
  const declared = Object.keys(events).map(
    (event) =>
      `hooks.${event}=[{matcher=".*",hooks=[{type="command",command=${JSON.stringify(command)},timeout=${timeout}}]}]`,
  )
  const trusted = Object.values(events).map((event) => {
    const handler = { async: false, command, timeout, type: 'command' }
    const text = canonical({ event_name: event, hooks: [handler], matcher: '.*' })
    const hash = createHash('sha256').update(text).digest('hex')
    return `"${source}:${event}:0:0"={trusted_hash="sha256:${hash}"}`
  })
  return [...declared, `hooks.state={${trusted.join(',')}}`]
}

/** JSON-RPC lines for `codex app-server` that ask which hooks hold in a directory. */
export function hooksQuestion(cwd: string): string {
  const clientInfo = { name: 'gater', title: 'gater', version: '1' }
  const lines = [
    { id: 1, method: 'initialize', params: { clientInfo } },
    { method: 'initialized' },
    { id: 2, method: 'hooks/list', params: { cwds: [cwd] } },
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

const Answer = v.object({
  id: v.literal(2),
  result: v.object({
    data: v.array(
      v.object({
        hooks: v.array(
          v.looseObject({
            key: v.string(),
            eventName: v.string(),
            command: v.optional(v.nullable(v.string())),
            enabled: v.boolean(),
            trustStatus: v.string(),
            sourcePath: v.optional(v.nullable(v.string())),
          }),
        ),
      }),
    ),
  }),
})

/**
 * What a line of the app server says of the hooks: `null` for another line, else why gater's would not be asked, or
 * what is to be said of others.
 */
export function hooksAnswer(
  line: string,
  command: string,
): { refused: string } | { notes: string[] } | null {
  const read = v.safeParse(Answer, json(line))
  if (!read.success) return null
  const hooks = read.output.result.data.flatMap((one) => one.hooks)
  const ours = hooks.filter((hook) => hook.key.startsWith(source) && hook.command === command)
  const holds = Object.values(events).every((event) =>
    ours.some(
      ({ key, enabled, trustStatus }) =>
        key === `${source}:${event}:0:0` && enabled && ['trusted', 'managed'].includes(trustStatus),
    ),
  )
  if (!holds) return { refused: "this Codex would not ask gater's hook before it runs a tool" }
  const others = hooks.filter(
    (hook) => !ours.includes(hook) && hook.enabled && hook.eventName === 'preToolUse',
  )
  const places = [...new Set(others.map(({ sourcePath, key }) => sourcePath ?? key))]
  return {
    notes: places.map(
      (place) =>
        `${place} has PreToolUse hooks of its own, which can change what gater approved; gater would stop the agent then, after it`,
    ),
  }
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
