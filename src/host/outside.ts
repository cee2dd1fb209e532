import { realpathSync } from 'node:fs'
import { GaterError } from '../action/error.ts'
import { isWithin } from '../action/place.ts'

/** Throws `GaterError` when the agent could change what gater itself runs. `own` maps what it is to its path. */
export function checkOutside(workspace: string, own: Readonly<Record<string, string>>): void {
  for (const [what, path] of Object.entries(own)) {
    if (!isWithin(realpathSync(path), workspace)) continue
    throw new GaterError(
      `${what} lies inside the workspace ${workspace}: the agent could change it`,
      {
        hint: 'install it elsewhere, or start with --dev if this is work on gater',
        exit: 125,
      },
    )
  }
}
