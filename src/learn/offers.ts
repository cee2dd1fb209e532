import type { Action } from '../action/action.ts'
import type { Verdict } from '../action/verdict.ts'
import type { Line } from '../shell/line.ts'
import { exactly, opened, ruleText, runSample, type Sample, writeSample } from './candidate.ts'

/**
 * What key `a` may write: sets of rules that together would have let this action run, the exact one first, then, for a
 * single command or write, ones with one operand left open. Empty where rules cannot or must not say it.
 *
 * @param allows whether the action would run with these rules beside the ones that hold
 */
export function offersFor(
  action: Action,
  line: Line | null,
  verdict: Verdict,
  workspace: string,
  allows: (rules: readonly string[]) => boolean,
): string[][] {
  const { kind, rule, gates, always, attributes } = verdict
  // A rule that asks is stricter than any that would be offered.
  if (kind !== 'ask' || rule !== null || gates.length > 0 || always) return []
  if (attributes.includes('secret')) return []
  const samples = samplesOf(action, line, workspace)
  if (samples === null) return []
  const exact = [...new Set(samples.map((sample) => ruleText(exactly(sample))))]
  const [only] = samples
  const wide = exact.length === 1 && only !== undefined ? [...opened(only)] : []
  const sets = [exact, ...wide.map(({ candidate }) => [ruleText(candidate)])]
  return sets.filter((rules) => rules.length > 0 && allows(rules))
}

/** One for each thing that needs permission; `null` where one of them has none that a rule could say. */
function samplesOf(action: Action, line: Line | null, workspace: string): Sample[] | null {
  if (action.kind === 'call') return null
  const samples =
    action.kind === 'write'
      ? [writeSample(action.path, workspace)]
      : (line?.parts ?? []).flatMap((part) =>
          part.needs.map(({ by, effect }) => {
            if (by !== 'redirect') return runSample(part)
            const path = effect?.kind === 'write' ? effect.path.absolute : null
            return path === null ? null : writeSample(path, workspace)
          }),
        )
  return samples.every((sample) => sample !== null) ? samples : null
}
