import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Action } from '../../action/action.ts'
import type { Outcome } from '../../action/outcome.ts'
import type { Event, Look, Native } from '../channel.ts'
import { field, type Input, parseEvent, parseInput } from '../input.ts'
import { applyReplace, Replace } from './replace.ts'
import { sealOf, unseal } from './seal.ts'
import { knownTool } from './tools.ts'
import { saidLast, tailBytes } from './transcript.ts'

const call = {
  tool_name: v.string(),
  tool_input: v.record(v.string(), v.unknown()),
  cwd: v.string(),
}

const Call = v.looseObject({
  ...call,
  hook_event_name: v.literal('BeforeTool'),
  transcript_path: v.optional(v.string()),
})

const Result = v.looseObject({
  ...call,
  hook_event_name: v.literal('AfterTool'),
  tool_response: v.optional(
    v.looseObject({ llmContent: v.optional(v.unknown()), error: v.optional(v.unknown()) }),
  ),
})

const HookEvent = v.variant('hook_event_name', [Call, Result])

/** Reads an event of Gemini CLI's hooks. Throws `GaterError` for anything that it does not understand. */
export async function read(event: unknown, look: Look): Promise<Event> {
  const known = parseEvent('Gemini CLI', HookEvent, event)
  const word = sealOf(look.env.GATER_SOCKET ?? '')
  return known.hook_event_name === 'BeforeTool'
    ? readCall(known, word, look)
    : readResult(known, word)
}

async function readCall(
  { tool_name, tool_input, cwd, transcript_path }: v.InferOutput<typeof Call>,
  word: string,
  look: Look,
): Promise<Event> {
  const native: Native = { tool: tool_name, input: tool_input, seal: word }
  const wanted = await readAction(native, cwd, look)
  if ('unclear' in wanted) {
    return { kind: 'notice', block: `gater: ${wanted.unclear}. Nothing was changed.` }
  }
  return {
    kind: 'propose',
    proposal: {
      id: randomBytes(5).toString('hex'),
      action: wanted.action,
      agent: 'gemini',
      channel: 'gemini',
      reason: await reason(tool_input, transcript_path, look),
      confidence: null,
    },
    native: wanted.before === undefined ? native : { ...native, before: wanted.before },
  }
}

type Wanted = { action: Action; before?: string | null } | { unclear: string }

async function readAction({ tool, input }: Native, cwd: string, look: Look): Promise<Wanted> {
  switch (tool) {
    case 'run_shell_command': {
      const { dir_path: directory = '' } = parseInput(Directory, input)
      const command = field(input, 'command')
      // It trims what it runs (measured).
      if (command !== command.trim()) return { unclear: 'the command begins or ends with a blank' }
      return {
        action: { kind: 'command', command, cwd: resolve(cwd, directory), shell: 'bash' },
      }
    }
    case 'write_file': {
      const path = resolve(cwd, field(input, 'file_path'))
      const before = await look.file(path)
      return { action: { kind: 'write', path, content: field(input, 'content') }, before }
    }
    case 'replace': {
      const replace = parseInput(Replace, input)
      const path = resolve(cwd, replace.file_path)
      const before = await look.file(path)
      const changed = applyReplace(before, replace)
      if ('unclear' in changed) {
        return { unclear: `${replace.file_path} cannot be edited like this: ${changed.unclear}` }
      }
      return { action: { kind: 'write', path, content: changed.content }, before }
    }
    default: {
      const known = knownTool(tool, input, cwd)
      return { action: { kind: 'call', tool, input, ...(known === undefined ? {} : { known }) } }
    }
  }
}

const Directory = v.looseObject({ dir_path: v.optional(v.string()) })

/** The model's words, and what it says that the command does. */
async function reason(
  { description }: Input,
  transcriptPath: string | undefined,
  look: Look,
): Promise<string | null> {
  const transcript =
    transcriptPath === undefined ? null : await look.tail(transcriptPath, tailBytes)
  const words = [
    transcript === null ? null : saidLast(transcript),
    typeof description === 'string' ? description.trim() : null,
  ]
  return words.filter(Boolean).join('\n\n') || null
}

function readResult(
  { tool_name: tool, tool_input, tool_response, cwd }: v.InferOutput<typeof Result>,
  word: string,
): Event {
  const input = unseal(tool, tool_input, word)
  return {
    kind: 'result',
    callId: null,
    outcome: outcome(tool, input, tool_response, cwd),
    tool,
    input,
  }
}

function outcome(
  tool: string,
  { file_path: path }: Input,
  response: v.InferOutput<typeof Result>['tool_response'],
  cwd: string,
): Outcome {
  const failed = response?.error !== undefined && response.error !== null
  const wrote = ['write_file', 'replace'].includes(tool) && !failed && typeof path === 'string'
  return {
    exitCode: tool === 'run_shell_command' ? exitCode(response?.llmContent) : null,
    durationMs: null,
    changes: wrote ? [resolve(cwd, path)] : [],
  }
}

/** Behind the output, with a line for an exit code that is not 0. */
const end =
  /(?:\nExit Code: (\d+))?(\nSignal: .*)?(?:\nBackground PIDs: .*)?(?:\nProcess Group PGID: \d+)(?:\n<\/untrusted_context>[\s\S]*)?$/

function exitCode(content: unknown): number | null {
  if (typeof content !== 'string') return null
  const ended = end.exec(content)
  if (ended === null || ended[2] !== undefined) return null
  return ended[1] === undefined ? 0 : Number(ended[1])
}
