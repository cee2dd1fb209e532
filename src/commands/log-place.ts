import { join } from 'node:path'
import { type Io, stateDir } from '../action/io.ts'

/** The journal's directory. */
export async function journalDir(io: Io): Promise<string> {
  return join(stateDir(io), 'journal')
}
