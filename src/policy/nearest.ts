import type { RuleRef } from '../action/verdict.ts'
import { literalBase } from './glob.ts'
import type { Rule } from './policy.ts'
import type { Subject } from './subject.ts'

/** The rule that comes closest to allowing what was asked, for the card; `null` where none is near. */
export function nearestRule(subjects: readonly Subject[], rules: readonly Rule[]): RuleRef | null {
  let best: { rule: Rule; near: number } | null = null
  for (const rule of rules) {
    if (rule.kind !== 'allow' && rule.kind !== 'contain') continue
    for (const subject of subjects) {
      const near = nearness(rule, subject)
      if (near > (best?.near ?? 0)) best = { rule, near }
    }
  }
  if (best === null) return null
  const { kind, text, origin } = best.rule
  return { kind, text, origin }
}

// --- internal ---

/** How many words, or parts of a path, they share from the beginning. */
function nearness({ pattern }: Rule, { part, tool }: Subject): number {
  switch (pattern.verb) {
    case 'run':
      return shared(
        pattern.words,
        part.argv.map((word) => word.value),
      )
    case 'call':
      return tool === null ? 0 : shared(pattern.tool.split('_'), tool.split('_'))
    case 'push':
      return most(part.effects, (effect) =>
        effect.kind === 'push' && effect.remote === pattern.remote ? 1 : 0,
      )
    case 'net':
      return 0
    case 'read':
    case 'write':
    case 'delete':
      return most(part.effects, (effect) => {
        if (effect.kind !== pattern.verb || effect.path.absolute === null) return 0
        const base = literalBase(pattern.path)
        return effect.path.absolute.startsWith(`${base}/`) ? base.split('/').length : 0
      })
  }
}

function shared(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((word, index) => word !== b[index])
  return at === -1 ? a.length : at
}

function most<T>(items: readonly T[], near: (item: T) => number): number {
  return Math.max(0, ...items.map(near))
}
