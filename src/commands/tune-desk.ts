import type { Io } from '../action/io.ts'
import { createReplay } from '../learn/replay.ts'
import { addRule, personalRulesFile } from '../policy/amend.ts'
import { findWorkspace } from '../policy/circumstances.ts'
import { protectedPlaces } from '../policy/protected.ts'
import { policyHere } from './log-place.ts'
import type { Desk } from './tune.ts'

/** What tune works with: the past judged by the policy that holds here, and a way to write a rule into it. */
export async function openDesk(io: Io): Promise<Desk> {
  const { policy } = await policyHere(io)
  const protects = protectedPlaces(io, findWorkspace(io.cwd, io.home).root, [])
  return {
    replay: createReplay({ policy, home: io.home, protects, now: io.now() }),
    async write({ kind, rule, workspace }) {
      const file = await personalRulesFile(io)
      // A path is relative to the workspace where it was learned, and means nothing in another one.
      const entry = workspace === null ? rule : { rule, when: { worktree: workspace } }
      addRule(io, file, kind, entry)
      return file
    },
  }
}
