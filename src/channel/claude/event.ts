import { randomBytes } from 'node:crypto'
import { basename, isAbsolute, normalize } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import type { Action, Shell } from '../../action/action.ts'
import { GaterError } from '../../action/error.ts'
import type { Outcome } from '../../action/outcome.ts'
import type { Event, Look, Native } from '../channel.ts'
import { field, parseEvent, parseInput } from '../input.ts'
import { applyEdit, applyNotebookEdit, type Changed, Edit, NotebookEdit } from './change.ts'
import { guarded } from './settings.ts'
import { knownTool } from './tools.ts'
import { saidBefore, tailBytes, transcriptOf } from './transcript.ts'

const Input = v.record(v.string(), v.unknown())

const Call = v.looseObject({
  hook_event_name: v.literal('PreToolUse'),
  tool_name: v.string(),
  tool_input: Input,
  tool_use_id: v.string(),
  cwd: v.string(),
  transcript_path: v.optional(v.string()),
  agent_id: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/))),
})

const Result = v.looseObject({
  hook_event_name: v.picklist(['PostToolUse', 'PostToolUseFailure']),
  tool_name: v.string(),
  tool_input: Input,
  tool_use_id: v.string(),
  tool_response: v.optional(v.unknown()),
  error: v.optional(v.string()),
  duration_ms: v.optional(v.number()),
})

const ConfigChange = v.looseObject({
  hook_event_name: v.literal('ConfigChange'),
  source: v.string(),
  file_path: v.optional(v.string()),
})

const HookEvent = v.variant('hook_event_name', [Call, Result, ConfigChange])

/** Reads an event of Claude Code's hooks. Throws `GaterError` for anything that it does not understand. */
export async function read(event: unknown, look: Look): Promise<Event> {
  const known = parseEvent('Claude Code', HookEvent, event)
  switch (known.hook_event_name) {
    case 'PreToolUse':
      return readCall(known, look)
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return readResult(known)
    case 'ConfigChange':
      return { kind: 'notice', block: await refusedChange(known, look) }
  }
}

async function readCall(call: v.InferOutput<typeof Call>, look: Look): Promise<Event> {
  const native: Native = { tool: call.tool_name, input: call.tool_input }
  const wanted = await readAction(native, call.cwd, look)
  if ('unclear' in wanted) {
    return { kind: 'notice', block: `gater: ${wanted.unclear}. Nothing was changed.` }
  }
  return {
    kind: 'propose',
    proposal: {
      id: randomBytes(5).toString('hex'),
      action: wanted.action,
      agent: 'claude',
      channel: 'claude',
      reason: await reason(call, !isKnownRead(wanted.action), look),
      confidence: null,
      callId: call.tool_use_id,
    },
    native: wanted.before === undefined ? native : { ...native, before: wanted.before },
  }
}

/** Nobody will be asked about it, so it need not wait for its reason. */
function isKnownRead(action: Action): boolean {
  return action.kind === 'call' && action.known?.risk === 'read'
}

type Wanted = { action: Action; before?: string | null } | { unclear: string }

async function readAction({ tool, input }: Native, cwd: string, look: Look): Promise<Wanted> {
  switch (tool) {
    case 'Bash':
      return { action: { kind: 'command', command: field(input, 'command'), cwd, ...shell(look) } }
    case 'Monitor':
      return typeof input.command === 'string'
        ? { action: { kind: 'command', command: input.command, cwd, ...shell(look) } }
        : { action: { kind: 'call', tool, input } }
    case 'Write': {
      const path = absolute(field(input, 'file_path'))
      const before = await look.file(path)
      return { action: { kind: 'write', path, content: field(input, 'content') }, before }
    }
    case 'Edit': {
      const edit = parseInput(Edit, input)
      return change(edit.file_path, look, (before) => applyEdit(before, edit))
    }
    case 'NotebookEdit': {
      const edit = parseInput(NotebookEdit, input)
      return change(edit.notebook_path, look, (before) => applyNotebookEdit(before, edit))
    }
    default: {
      const known = knownTool(tool, input, cwd)
      return { action: { kind: 'call', tool, input, ...(known === undefined ? {} : { known }) } }
    }
  }
}

async function change(
  named: string,
  look: Look,
  apply: (before: string | null) => Changed,
): Promise<Wanted> {
  const path = absolute(named)
  const before = await look.file(path)
  const changed = apply(before)
  if ('unclear' in changed) {
    return { unclear: `${named} cannot be edited like this: ${changed.unclear}` }
  }
  return { action: { kind: 'write', path, content: changed.content }, before }
}

/** The shell that Claude Code picks: it takes `SHELL` only where that is bash or zsh (agents/claude.md §6). */
function shell({ env }: Look): { shell?: Shell } {
  const named = basename(env.CLAUDE_CODE_SHELL || env.SHELL || '')
  return named === 'bash' || named === 'zsh' ? { shell: named } : {}
}

/** The model's words, and what it says that the command does. */
async function reason(
  call: v.InferOutput<typeof Call>,
  patient: boolean,
  look: Look,
): Promise<string | null> {
  const described = call.tool_input.description
  const words = [
    await said(call, patient, look),
    typeof described === 'string' ? described.trim() : null,
  ]
  return words.filter(Boolean).join('\n\n') || null
}

/** The transcript is written up to 100 ms after the first hook of a turn starts (measured); without one, never. */
async function said(
  { transcript_path, agent_id, tool_use_id }: v.InferOutput<typeof Call>,
  patient: boolean,
  look: Look,
): Promise<string | null> {
  if (transcript_path === undefined) return null
  const path = transcriptOf(transcript_path, agent_id)
  for (let looks = 1; ; looks++) {
    const transcript = await look.tail(path, tailBytes)
    const words = transcript === null ? undefined : saidBefore(transcript, tool_use_id)
    if (words !== undefined) return words
    // A subagent's transcript is begun only when it first speaks; a session that keeps none never has one.
    const most = transcript === null && agent_id === undefined ? 2 : 20
    if (!patient || looks === most) return null
    await setTimeout(30)
  }
}

/** How a command ends that `bin/gater-shell` did not start (126), or that the exec gate did not (1). */
const refusedBelow = /^Exit code (?:126|1)\ngater: refused: /

function readResult(result: v.InferOutput<typeof Result>): Event {
  const { command } = result.tool_input
  const refused = result.tool_name === 'Bash' && refusedBelow.test(result.error ?? '')
  return {
    kind: 'result',
    callId: result.tool_use_id,
    outcome: {
      exitCode: exitCode(result),
      durationMs: result.duration_ms ?? null,
      changes: changes(result),
    },
    tool: result.tool_name,
    input: result.tool_input,
    ...(refused && typeof command === 'string' && { refused: command }),
  }
}

function exitCode(result: v.InferOutput<typeof Result>): Outcome['exitCode'] {
  if (result.hook_event_name === 'PostToolUseFailure') {
    const code = /^Exit code (\d+)\b/.exec(result.error ?? '')?.[1]
    return code === undefined ? null : Number(code)
  }
  const background = v.safeParse(
    v.looseObject({ backgroundTaskId: v.string() }),
    result.tool_response,
  )
  return background.success || result.tool_name !== 'Bash' ? null : 0
}

function changes(result: v.InferOutput<typeof Result>): string[] {
  if (result.hook_event_name === 'PostToolUseFailure') return []
  const { file_path, notebook_path } = result.tool_input
  const path = result.tool_name === 'NotebookEdit' ? notebook_path : file_path
  const writes = ['Write', 'Edit', 'NotebookEdit'].includes(result.tool_name)
  return writes && typeof path === 'string' && isAbsolute(path) ? [normalize(path)] : []
}

/** Why a change of the settings is not taken over in mid-session; `null` for one that may be. */
async function refusedChange(
  { source, file_path }: v.InferOutput<typeof ConfigChange>,
  look: Look,
): Promise<string | null> {
  if (!source.endsWith('_settings') || file_path === undefined) return null
  const refused = (what: string) =>
    `gater: ${file_path} changed while an agent is gated; ${what}, so the change waits for the next start`
  try {
    const text = await look.file(file_path)
    if (text === null) return null
    const settings = v.parse(v.record(v.string(), v.unknown()), JSON.parse(text))
    const touched = guarded.filter((key) => key in settings)
    return touched.length === 0 ? null : refused(`it speaks of ${touched.join(', ')}`)
  } catch {
    return refused('it cannot be read')
  }
}

/** A path as the tool will take it. Claude Code wants it absolute; what it would make of `~` is not for gater to guess. */
function absolute(path: string): string {
  if (!isAbsolute(path))
    throw new GaterError(`\`${path}\` is not an absolute path: give the whole path`)
  return normalize(path)
}
