import { configDir, type Io, stateDir } from '../action/io.ts'
import { createReplay } from '../learn/replay.ts'
import { policyHere } from './log-place.ts'
import type { Desk } from './tune.ts'

/** What tune works with: the past judged by the policy that holds here, and a way to write a rule into it. */
export async function openDesk(io: Io, write: Desk['write']): Promise<Desk> {
  const { policy } = await policyHere(io)
  const protects = [configDir(io), stateDir(io)].map((dir) => `${dir}/**`)
  return { replay: createReplay({ policy, home: io.home, protects, now: io.now() }), write }
}
