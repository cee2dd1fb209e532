import type { Risk } from '../../action/risk.ts'
import type { Input } from '../input.ts'
import { each, fetches, type Known, reads, searches } from '../known.ts'

/**
 * What Claude Code's own tools do, where that is certain (2.1.197 and the names of earlier versions).
 * A tool that is not here is asked: MCP tools, and those that reach out or work later, such as Workflow, CronCreate,
 * RemoteTrigger, REPL.
 */
const plain: Readonly<Record<string, { risk: Risk; why: string }>> = {
  ...each(
    'read',
    'talks to the person',
    'AskUserQuestion EnterPlanMode ExitPlanMode ReportFindings',
  ),
  ...each(
    'read',
    "keeps Claude's own list of tasks",
    'TodoWrite TodoRead TaskCreate TaskGet TaskList TaskUpdate',
  ),
  ...each('read', 'reads the output of a task it started', 'TaskOutput BashOutput AgentOutput'),
  ...each('read', "reads Claude's own configuration", 'CronList ListMcpResourcesTool ToolSearch'),
  ...each('read', 'wakes Claude up later in this session', 'ScheduleWakeup'),
  ...each('read', 'loads instructions; what they have Claude do is asked by itself', 'Skill'),
  ...each('reversible', 'stops a task it started', 'TaskStop KillShell KillBash CronDelete'),
  ...each('reversible', 'makes a git worktree', 'EnterWorktree'),
}

/** Tools that read a place, and the field of their input that names it. */
const readers: Readonly<Record<string, string>> = {
  Read: 'file_path',
  NotebookRead: 'notebook_path',
  Glob: 'path',
  Grep: 'path',
  LS: 'path',
}

/** What is known about a call of one of Claude Code's own tools; `undefined` for any other. */
export function knownTool(tool: string, input: Input, cwd: string): Known | undefined {
  if (Object.hasOwn(plain, tool)) return { ...(plain[tool] as (typeof plain)[string]), effects: [] }
  if (Object.hasOwn(readers, tool)) {
    return reads(input[readers[tool] as string] ?? '.', cwd)
  }
  switch (tool) {
    case 'Agent':
    case 'Task':
      return subagent(input)
    case 'WebFetch':
      return fetches(input.url)
    case 'WebSearch':
      return searches
    default:
      return undefined
  }
}

/** A subagent's own calls come through the same hook, as long as it stays here and in a mode that asks. */
function subagent(input: Input): Known | undefined {
  const stays = input.isolation === undefined || input.isolation === 'worktree'
  const asks = input.mode === undefined || input.mode === 'default' || input.mode === 'plan'
  return stays && asks
    ? { risk: 'read', effects: [], why: 'starts a subagent, whose calls are asked by themselves' }
    : undefined
}
