import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Action, CallAction } from '../../action/action.ts'
import type { Effect } from '../../action/effect.ts'
import { GaterError } from '../../action/error.ts'
import type { Event, Look, Native } from '../channel.ts'
import { field, type Input, parseEvent } from '../input.ts'
import { type PatchedFile, patchedFiles } from './patch.ts'
import { saidBefore, tailBytes } from './rollout.ts'

const common = { tool_name: v.string(), tool_input: v.record(v.string(), v.unknown()) }

const Call = v.looseObject({
  ...common,
  hook_event_name: v.literal('PreToolUse'),
  tool_use_id: v.string(),
  cwd: v.string(),
  transcript_path: v.optional(v.nullable(v.string())),
})

const HookEvent = v.variant('hook_event_name', [
  Call,
  v.looseObject({
    ...common,
    hook_event_name: v.literal('PostToolUse'),
    tool_use_id: v.string(),
    cwd: v.string(),
  }),
  v.looseObject({ ...common, hook_event_name: v.literal('PermissionRequest') }),
])

/** Reads an event of Codex's hooks. Throws `GaterError` for anything that it does not understand. */
export async function read(event: unknown, look: Look): Promise<Event> {
  const known = parseEvent('Codex', HookEvent, event)
  const { tool_name: tool, tool_input: input } = known
  switch (known.hook_event_name) {
    case 'PreToolUse':
      return propose(known, look)
    case 'PermissionRequest': {
      // It adds what the model says of the call, without saying which call it is.
      const { description: _, ...rest } = input
      return { kind: 'confirm', tool, inputs: [input, rest] }
    }
    case 'PostToolUse':
      return {
        kind: 'result',
        callId: known.tool_use_id,
        outcome: { exitCode: null, durationMs: null, changes: [] },
        tool,
        input,
      }
  }
}

async function propose(call: v.InferOutput<typeof Call>, look: Look): Promise<Event> {
  const native: Native = { tool: call.tool_name, input: call.tool_input }
  const wanted = await readAction(native, call.cwd, look)
  const rollout =
    typeof call.transcript_path === 'string'
      ? await look.tail(call.transcript_path, tailBytes)
      : null
  return {
    kind: 'propose',
    proposal: {
      id: randomBytes(5).toString('hex'),
      action: wanted.action,
      agent: 'codex',
      channel: 'codex',
      reason: rollout === null ? null : saidBefore(rollout, call.tool_use_id),
      confidence: null,
      callId: call.tool_use_id,
    },
    native: wanted.before === undefined ? native : { ...native, before: wanted.before },
  }
}

async function readAction(
  { tool, input }: Native,
  cwd: string,
  look: Look,
): Promise<{ action: Action; before?: string | null }> {
  switch (tool) {
    case 'Bash':
      // The shell is the one of the account, or what the model chose among shells; the event does not tell.
      return { action: { kind: 'command', command: field(input, 'command'), cwd } }
    case 'apply_patch': {
      const files = await patchedFiles(field(input, 'command'), cwd, look.file).catch(unchanged)
      const [only] = files
      return files.length === 1 && only !== undefined
        ? {
            action: { kind: 'write', path: only.path, content: only.content },
            before: only.before,
          }
        : { action: { kind: 'call', tool, input, known: patch(files) } }
    }
    default: {
      const known = knownTool(tool, input, cwd)
      return { action: { kind: 'call', tool, input, ...(known !== null && { known }) } }
    }
  }
}

function unchanged(error: unknown): never {
  if (!(error instanceof GaterError)) throw error
  throw new GaterError(`${error.message}\nNothing was changed`)
}

/** All files of a patch are one question, since Codex writes all of them or none. */
function patch(files: readonly PatchedFile[]): CallAction['known'] {
  return {
    risk: 'reversible',
    why: `changes ${files.length} files`,
    effects: files.map(({ path, content }): Effect => {
      const place = { text: path, absolute: path, glob: false }
      return content === null
        ? { kind: 'delete', path: place, recursive: false }
        : { kind: 'write', path: place, content: { text: content, append: false } }
    }),
  }
}

/** What Codex's own tools do, where that is certain (0.169.0). Any other is asked. */
const plain: Readonly<Record<string, string>> = {
  request_user_input: 'talks to the person',
  update_plan: "keeps Codex's own plan",
  get_goal: "reads Codex's own goal",
  create_goal: "sets Codex's own goal",
  update_goal: "keeps Codex's own goal",
  spawn_agent: 'starts a subagent, whose calls are asked by themselves',
}

function knownTool(tool: string, input: Input, cwd: string): CallAction['known'] | null {
  if (Object.hasOwn(plain, tool)) return { risk: 'read', effects: [], why: plain[tool] as string }
  if (tool !== 'view_image' || typeof input.path !== 'string') return null
  const path = { text: input.path, absolute: resolve(cwd, input.path), glob: false }
  return { risk: 'read', effects: [{ kind: 'read', path }], why: 'reads an image' }
}
