import { createHash } from 'node:crypto'
import type { Action } from './action.ts'

/**
 * What a decision is bound to: the action and everything that was looked at to judge and show it
 * (file before, resolved program, local scripts), so that what was shown is what runs.
 *
 * `seen` maps a name (`before`, `program git`, `script ./x.sh`) to a content hash or path; key order does not matter.
 */
export function digest(action: Action, seen: Readonly<Record<string, string>> = {}): string {
  return createHash('sha256').update(canonical({ action, seen })).digest('hex')
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
