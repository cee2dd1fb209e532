import type { Action } from '../../action/action.ts'
import type { Decision } from '../../action/decision.ts'
import type { Native, Propose, Reply } from '../channel.ts'
import { isInput } from '../input.ts'
import { block } from '../refusal.ts'
import { wholeFilePatch } from './patch.ts'

/** Codex's reply for a decision. Codex runs the tool on any answer that is not to the letter, so a no is exit code 2. */
export function reply({ native }: Propose, decision: Decision): Reply {
  switch (decision.kind) {
    case 'approved':
      return allow(native, null, decision.note)
    case 'edited': {
      const input = editedInput(decision.action)
      return input === null ? block(cannot(decision.action)) : allow(native, input, decision.note)
    }
    case 'rejected':
      return block(decision.note || 'gater rejected this; it did not run')
  }
}

/** Whether Codex need not ask the person about a call: it was decided when its hook asked. */
export function confirm(approved: boolean): Reply {
  const decision = approved
    ? { behavior: 'allow' }
    : {
        behavior: 'deny',
        message:
          'gater: there is no decision for this call; nothing ran. Stop and tell the person.',
      }
  return output({ hookEventName: 'PermissionRequest', decision })
}

function allow(native: Native, edited: Native['input'] | null, note: string | null): Reply {
  const approved = { tool: native.tool, input: edited ?? native.input }
  // Printing nothing is how Codex wants to hear a plain yes.
  if (edited === null && note === null) return { stdout: '', stderr: '', exitCode: 0, approved }
  return {
    ...output({
      hookEventName: 'PreToolUse',
      ...(edited !== null && { permissionDecision: 'allow', updatedInput: edited }),
      ...(note !== null && { additionalContext: note }),
    }),
    approved,
  }
}

function output(hookSpecificOutput: Readonly<Record<string, unknown>>): Reply {
  return { stdout: JSON.stringify({ hookSpecificOutput }), stderr: '', exitCode: 0 }
}

/** The tool's input for an edited action. `null` where the tool cannot do that. */
function editedInput(action: Action): Native['input'] | null {
  switch (action.kind) {
    case 'command':
      return { command: action.command }
    case 'write': {
      const patch = action.content === null ? null : wholeFilePatch(action.path, action.content)
      return patch === null ? null : { command: patch }
    }
    case 'call':
      return isInput(action.input) ? action.input : null
  }
}

function cannot(action: Action): string {
  const wanted =
    action.kind === 'write' && action.content !== null
      ? ` They want ${action.path} to hold exactly:\n${action.content}`
      : ' Ask them what they want.'
  return `The person changed this into something that the tool cannot do; it did not run.${wanted}`
}
