import type { Io } from '../action/io.ts'
import { findWorkspace } from '../policy/circumstances.ts'
import { type Loaded, loadPolicy } from '../policy/config.ts'
import { journalPlace } from '../policy/policy.ts'

/** The policy that holds where the person stands. Rejects with `GaterError` for a malformed file. */
export async function policyHere(io: Io): Promise<Loaded> {
  return loadPolicy(io, findWorkspace(io.cwd, io.home))
}

/** The journal's directory where the person stands. */
export async function journalDir(io: Io): Promise<string> {
  return journalPlace((await policyHere(io)).policy, io)
}
