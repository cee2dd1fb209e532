import type { Action } from '../../action/action.ts'
import type { Decision } from '../../action/decision.ts'
import type { Native, Propose, Reply } from '../channel.ts'
import { isInput } from '../input.ts'

/** Claude Code's reply for a decision. */
export function reply(event: Propose, decision: Decision): Reply {
  switch (decision.kind) {
    case 'approved':
      return allow(event.native, null, decision.note)
    case 'edited': {
      const input = editedInput(event.native, decision.action)
      return input === null
        ? deny(
            'The person changed this into something that the tool cannot do; it did not run. Ask them what they want.',
          )
        : allow(event.native, input, decision.note)
    }
    case 'rejected':
      return deny(decision.note ?? 'gater rejected this; it did not run')
  }
}

function allow(native: Native, edited: Native['input'] | null, note: string | null): Reply {
  const context = [
    note,
    // The message of an edit quotes a command, but not a file.
    edited === null || native.before === undefined
      ? null
      : `Its input is now: ${difference(native.input, edited)}`,
  ].filter((words) => words !== null)
  return {
    ...output({
      permissionDecision: 'allow',
      ...(edited === null ? {} : { updatedInput: edited }),
      ...(context.length === 0 ? {} : { additionalContext: context.join('\n') }),
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

/** The fields that differ, as JSON. */
function difference(before: Native['input'], after: Native['input']): string {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value),
  )
  return JSON.stringify(Object.fromEntries(changed))
}
