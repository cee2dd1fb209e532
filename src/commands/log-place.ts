import { join, resolve } from 'node:path'
import { type Io, stateDir } from '../action/io.ts'
import { findWorkspace } from '../policy/circumstances.ts'
import { type Loaded, loadPolicy } from '../policy/config.ts'

/** The policy that holds where the person stands. Rejects with `GaterError` for a malformed file. */
export async function policyHere(io: Io): Promise<Loaded> {
  return loadPolicy(io, findWorkspace(io.cwd, io.home))
}

/** The journal's directory: `journal.dir` of the person's own file, else below the state directory. */
export async function journalDir(io: Io): Promise<string> {
  const { policy } = await policyHere(io)
  const { dir } = policy.journal
  return dir === null ? join(stateDir(io), 'journal') : resolve(io.home, dir)
}
