import type { Risk } from '../../action/risk.ts'
import type { Input } from '../input.ts'
import { each, fetches, type Known, reads, searches } from '../known.ts'

/** What Gemini CLI's own tools do, where that is certain (0.61.0). A tool that is not here is asked. */
const plain: Readonly<Record<string, { risk: Risk; why: string }>> = {
  ...each('read', 'talks to the person', 'ask_user enter_plan_mode exit_plan_mode update_topic'),
  ...each('read', "keeps Gemini's own list of tasks", 'write_todos'),
  ...each(
    'read',
    'reads what a command in the background prints',
    'list_background_processes read_background_output',
  ),
  ...each(
    'read',
    'loads instructions; what they have Gemini do is asked by itself',
    'activate_skill',
  ),
  ...each('read', 'starts a subagent, whose calls are asked by themselves', 'invoke_agent'),
  ...each('read', "ends a subagent's work", 'complete_task'),
  ...each('read', "reads Gemini CLI's own manual", 'get_internal_docs'),
}

/** Tools that read a place, and the field of their input that names it. */
const readers: Readonly<Record<string, string>> = {
  read_file: 'file_path',
  list_directory: 'dir_path',
  grep_search: 'dir_path',
  glob: 'dir_path',
}

/** What is known about a call of one of Gemini CLI's own tools; `undefined` for any other. */
export function knownTool(tool: string, input: Input, cwd: string): Known | undefined {
  if (Object.hasOwn(plain, tool)) return { ...(plain[tool] as (typeof plain)[string]), effects: [] }
  if (Object.hasOwn(readers, tool)) return reads(input[readers[tool] as string] ?? '.', cwd)
  // The addresses stand somewhere in a prompt.
  if (tool === 'web_fetch') return fetches(null)
  return tool === 'google_web_search' ? searches : undefined
}
