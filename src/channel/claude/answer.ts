import type { Action } from '../../action/action.ts'
import type { Decision } from '../../action/decision.ts'
import type { Native, Propose, Reply } from '../channel.ts'

/** What to do after a "no", by who said it. Written for the model. */
const advice: Readonly<Record<Decision['by'], string>> = {
  human: 'Do not try to reach the same end another way; ask, or go on with something else.',
  rule: 'Do not try to reach the same end another way; ask the person if it is needed.',
  timeout: 'Stop here and tell the person what waits for them; do not look for another way.',
  'no-reviewer': 'Stop here and tell the person what waits for them; do not look for another way.',
  fault: 'Stop here and tell the person; do not look for another way.',
  withdrawn: 'The question was withdrawn.',
}

const sayer: Readonly<Record<Decision['by'], string>> = {
  human: 'the person rejected this',
  rule: "a rule of the person's policy denies this",
  timeout: 'nobody answered in time, so this was rejected',
  'no-reviewer': 'nobody is there to approve this, so it was rejected',
  fault: 'this was refused, since gater itself failed',
  withdrawn: 'this was withdrawn before anyone answered',
}

/** Claude Code's reply for a decision. */
export function reply(event: Propose, decision: Decision): Reply {
  switch (decision.kind) {
    case 'approved':
      return allow(event.native, null, decision.note)
    case 'edited': {
      const input = editedInput(event.native, decision.action)
      return input === null
        ? deny(
            'gater: the person changed this into something that the tool cannot do; nothing ran. Ask them what they want.',
          )
        : allow(event.native, input, decision.note)
    }
    case 'rejected':
      return deny(rejection(decision))
  }
}

/** A block that needs no JSON: exit code 2 is "no" whatever else goes wrong. */
export function refuse(message: string): Reply {
  return { stdout: '', stderr: message, exitCode: 2 }
}

function rejection({ by, note }: Decision): string {
  const said = note === null ? '' : `: ${note.trim()}`
  return `gater: ${sayer[by]}${said}${/[.!?]$/.test(said) ? '' : '.'} Nothing ran. ${advice[by]}`
}

function allow(native: Native, edited: Native['input'] | null, note: string | null): Reply {
  const said = note === null ? [] : [`The person says: ${note.trim()}`]
  const changed =
    edited === null
      ? []
      : [
          `The person changed this call before approving it. What ran is: ${difference(native.input, edited)}`,
        ]
  const context = [...changed, ...said].join('\n')
  return {
    ...output({
      permissionDecision: 'allow',
      ...(edited === null ? {} : { updatedInput: edited }),
      ...(context === '' ? {} : { additionalContext: context }),
    }),
    approved: { tool: native.tool, input: edited ?? native.input },
  }
}

function deny(reason: string): Reply {
  return output({ permissionDecision: 'deny', permissionDecisionReason: reason })
}

function output(fields: Readonly<Record<string, unknown>>): Reply {
  const hookSpecificOutput = { hookEventName: 'PreToolUse', ...fields }
  return { stdout: JSON.stringify({ hookSpecificOutput }), stderr: '', exitCode: 0 }
}

/** The tool's input for an edited action: `updatedInput` replaces all of it. `null` where the tool cannot do that. */
function editedInput(native: Native, action: Action): Native['input'] | null {
  const { tool, input, before } = native
  if (action.kind === 'command') return { ...input, command: action.command }
  if (action.kind === 'call') return isInput(action.input) ? action.input : null
  if (action.content === null) return null
  switch (tool) {
    case 'Write':
      return { ...input, file_path: action.path, content: action.content }
    case 'Edit':
      // The whole file in exchange for the whole file: what was written in the review is what it will hold.
      return action.path === input.file_path && !before?.includes('\r\n')
        ? {
            file_path: action.path,
            old_string: before ?? '',
            new_string: action.content,
            replace_all: false,
          }
        : null
    default:
      return null
  }
}

function isInput(input: unknown): input is Native['input'] {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

/** The fields that differ, as JSON. */
function difference(before: Native['input'], after: Native['input']): string {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value),
  )
  return JSON.stringify(Object.fromEntries(changed))
}
