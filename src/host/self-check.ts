import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { GaterError } from '../action/error.ts'
import type { LaunchCheck } from '../channel/channel.ts'

/** Milliseconds. Codex needs about 300. */
const patience = 15_000

/**
 * Runs the agent's own check of the gate. Resolves with what is to be said of it.
 * Rejects with `GaterError` (exit 125) when it tells that the gate would not hold, or tells nothing.
 */
export async function selfCheck(
  agent: { name: string; path: string; wrapper: readonly string[] },
  check: LaunchCheck,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<readonly string[]> {
  const child = spawn(agent.path, [...agent.wrapper, ...check.args], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  child.on('error', () => {}) // Its output ends, too, and that is the answer.
  child.stdin.on('error', () => {}) // It may end without having read anything.
  child.stdin.write(check.input)
  const late = setTimeout(() => child.stdout.destroy(), patience)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const answer = check.answer(line)
      if (answer === null) continue
      if ('notes' in answer) return answer.notes
      throw new GaterError(`${agent.name} cannot be gated: ${answer.refused}`, {
        hint: 'its version may be too new, or its configuration forbids hooks',
        exit: 125,
      })
    }
  } finally {
    clearTimeout(late)
    endGroup(child.pid)
  }
  throw new GaterError(`${agent.name} does not tell whether gater's hook would be asked`, {
    hint: 'does it start by itself?',
    exit: 125,
  })
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
