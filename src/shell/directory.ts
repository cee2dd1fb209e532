import type { Effect } from '../action/effect.ts'
import { isOutside, placeOf } from '../action/place.ts'
import type { Span } from '../action/verdict.ts'
import type { Draft } from './needs.ts'
import type { Meaning } from './options.ts'
import type { Scope } from './scope.ts'

/** Runs in a directory outside the workspace: what it reads there, or else does, is outside, too. */
export function leaveHome(
  draft: Draft,
  cwds: readonly (string | null)[],
  span: Span,
  name: string,
  reads: boolean,
): void {
  if (cwds === draft.cwds && cwds.length === 1 && cwds[0] === draft.ground.cwd) return
  if (
    name === 'cd' ||
    name === 'echo' ||
    name === 'printf' ||
    name === 'true' ||
    name === 'pwd' ||
    name === ':'
  )
    return
  for (const cwd of cwds) {
    if (cwd === null) {
      draft.needs.push({
        span,
        class: 'unknown',
        by: 'state',
        why: 'in which directory it runs cannot be told',
      })
      return
    }
    if (isOutside(cwd, draft.ground)) {
      const effect: Effect = {
        kind: reads ? 'read' : 'write',
        path: { text: cwd, absolute: cwd, glob: false },
      }
      draft.needs.push({
        span,
        class: reads ? 'read' : 'irreversible',
        by: 'effect',
        effect,
        why: `runs in \`${cwd}\`, outside the workspace`,
      })
      return
    }
  }
}

/** Follows a word that names the directory to run in. */
export function changeDirectory(draft: Draft, meaning: Meaning): void {
  const { term, from } = meaning
  const [reading] = term.readings ?? []
  const text = reading?.text.slice(from)
  const cwd = likely(draft.cwds)
  if (term.readings?.length !== 1 || text === undefined || reading?.glob) draft.cwds = [null]
  else draft.cwds = [placeOf(text, cwd, draft.ground, reading).absolute]
}

/** `cd` changes the directory of everything after it; it may also fail, and what follows runs where it was. */
export function moveTo(
  meanings: readonly Meaning[],
  name: string,
  scope: Scope,
  draft: Draft,
): void {
  const [meaning] = meanings
  let target: string | null
  if (name === 'popd') target = null
  else if (meaning === undefined) target = scope.ground.home
  else {
    const moved: Draft = { ...draft }
    changeDirectory(moved, meaning)
    target = meaning.term.value === '-' ? null : likely(moved.cwds)
  }
  const known = scope.state.cwds.filter((cwd) => cwd !== target)
  scope.state.cwds = known.length > 4 ? [null] : [...known, target]
  if (target !== null && isOutside(target, scope.ground)) {
    const effect: Effect = { kind: 'read', path: { text: target, absolute: target, glob: false } }
    draft.needs.push({
      span: meaning?.term.span ?? [0, 0],
      class: 'read',
      by: 'effect',
      effect,
      why: `goes to \`${target}\`, outside the workspace`,
    })
  }
}

/** The directory that is named where one is wanted. */
export function likely(cwds: readonly (string | null)[]): string | null {
  return cwds.at(-1) ?? null
}
