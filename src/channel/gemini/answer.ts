import type { Action } from '../../action/action.ts'
import type { Decision } from '../../action/decision.ts'
import type { Native, Propose, Reply } from '../channel.ts'
import { type Input, isInput } from '../input.ts'
import { seal } from './seal.ts'

/** Gemini CLI's reply for a decision. */
export function reply({ native }: Propose, decision: Decision): Reply {
  switch (decision.kind) {
    case 'approved':
      return allow(native, native.input)
    case 'edited': {
      const input = editedInput(native, decision.action)
      return input === null
        ? deny(
            'The person changed this into something that the tool cannot do; it did not run. Ask them what they want.',
          )
        : allow(native, input)
    }
    case 'rejected':
      return deny(decision.note ?? 'gater rejected this; it did not run')
  }
}

/** `tool_input` must be all of the arguments (measured: a part of them fails). */
function allow(native: Native, input: Input): Reply {
  const { tool, seal: word } = native
  const tool_input = word === undefined ? input : seal(tool, input, word)
  return {
    ...answer({
      decision: 'allow',
      hookSpecificOutput: { hookEventName: 'BeforeTool', tool_input },
    }),
    approved: { tool, input },
  }
}

/** With the result of a call: what the person said to it, or made of it. */
export function afterwards(note: string): Reply {
  return answer({ hookSpecificOutput: { hookEventName: 'AfterTool', additionalContext: note } })
}

function deny(reason: string): Reply {
  return answer({ decision: 'deny', reason })
}

function answer(fields: Readonly<Record<string, unknown>>): Reply {
  return { stdout: JSON.stringify(fields), stderr: '', exitCode: 0 }
}

/** The tool's arguments for an edited action; `null` where the tool cannot do that. */
function editedInput({ tool, input, before }: Native, action: Action): Input | null {
  if (action.kind === 'command') return { ...input, command: action.command }
  if (action.kind === 'call') return isInput(action.input) ? action.input : null
  if (action.content === null) return null
  if (tool === 'write_file') return { ...input, file_path: action.path, content: action.content }
  const old = before ?? ''
  // It gives the file its own line ends and its own end back.
  const asWritten = !old.includes('\r') && old.endsWith('\n') === action.content.endsWith('\n')
  if (tool !== 'replace' || !asWritten) return null
  // The whole file in exchange for the whole file: what was written in the review is what it will hold.
  return { ...input, old_string: old, new_string: action.content, allow_multiple: false }
}
