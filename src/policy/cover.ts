import { dirname } from 'node:path'
import type { Effect } from '../action/effect.ts'
import { type Ground, isWithin } from '../action/place.ts'
import type { RiskClass } from '../action/risk.ts'
import type { Need } from '../shell/line.ts'
import { hasWildcard, literalBase, matchText } from './glob.ts'
import { coversEffect, namesCommand, namesOption, optionAt } from './match.ts'
import type { Pattern, Rule } from './policy.ts'
import type { Subject } from './subject.ts'

/** What covering rests on beside the rules. */
export interface CoverContext {
  /** Allow rules that apply now. */
  allows: readonly Rule[]
  hardGates: ReadonlySet<RiskClass>
  ground: Ground
}

/** The rule that gives a part what it needs; else whether a hard gate is what stands in the way. */
export type Cover = { rule: Rule } | { rule: null; gate: RiskClass | null }

/**
 * Whether the allow rules give a subject one of the things that it needs (`Need` says what a rule must do for which).
 * What a rule's effect explains, its program needs no rule for: `delete dist/**` is enough for `rm -r dist/old`.
 */
export function cover(need: Need, subject: Subject, context: CoverContext): Cover {
  if (need.class === 'payment') return { rule: null, gate: 'payment' }
  const gated = context.hardGates.has(need.class) ? need.class : null
  const rules = context.allows.filter((rule) => gives(rule, need, subject))
  const named = rules.find((rule) =>
    gated === null && need.class !== 'secret'
      ? true
      : namesIt(rule.pattern, need, subject, context),
  )
  const rule = named ?? explained(need, subject, context)
  return rule === null ? { rule: null, gate: gated } : { rule }
}

// --- internal ---

function gives({ pattern }: Rule, need: Need, subject: Subject): boolean {
  const { part, tool } = subject
  const option = need.by === 'operand' || need.by === 'effect' ? optionAt(need.span, part) : null
  const runs =
    pattern.verb === 'run' &&
    namesCommand(pattern.words, part) &&
    (option === null || namesOption(pattern.words, option, part))
  const calls = pattern.verb === 'call' && tool !== null && matchText(pattern.tool, tool)
  const effect = need.effect !== undefined && coversEffect(pattern, need.effect)
  switch (need.by) {
    case 'program':
    case 'operand':
      return runs || calls
    case 'option':
      return runs && pattern.words.some((word) => isNamed(word, need.names ?? []))
    case 'effect':
      return effect || ((runs || calls) && (need.class === 'read' || need.class === 'reversible'))
    case 'redirect':
      return effect
    case 'assignment':
    case 'dynamic':
    case 'wrapper':
    case 'state':
      return false
  }
}

function isNamed(word: string, names: readonly string[]): boolean {
  return names.some((name) => word === name || word.startsWith(`${name}=`))
}

/**
 * Whether a rule names the destination or path itself, which alone opens a hard gate:
 *
 * - a path that is spelled out; for what is not `latent` or `secret`, also a pattern below a directory that is spelled
 *   out and is neither the workspace, nor the home directory, nor `/` or directly below it, nor above any of them
 * - a push to a remote that is spelled out, and a branch of which the beginning is
 * - a host that is spelled out
 * - a tool whose whole name is spelled out, where nothing else is known that it would touch
 * - a command without any wildcard and with an operand
 */
function namesIt(
  pattern: Pattern,
  need: Need,
  subject: Subject,
  { ground }: CoverContext,
): boolean {
  switch (pattern.verb) {
    case 'read':
      return need.effect?.kind === 'read' && !hasWildcard(pattern.path)
    case 'write':
    case 'delete': {
      if (!hasWildcard(pattern.path)) return true
      return need.class === 'irreversible' && isOwnDirectory(literalBase(pattern.path), ground)
    }
    case 'push':
      return !hasWildcard(pattern.remote) && /^[^*{]/.test(pattern.branch)
    case 'net':
      return !hasWildcard(pattern.host)
    case 'call':
      return (
        need.class !== 'secret' && !hasWildcard(pattern.tool) && subject.part.effects.length === 0
      )
    case 'run':
      return (
        need.class !== 'secret' &&
        !pattern.words.some(hasWildcard) &&
        (subject.part.facts === null || operandCount(subject) > 0)
      )
  }
}

/** Words that are neither options nor the names of program and subcommand. */
function operandCount({ part }: Subject): number {
  const names = part.facts?.split(' ').length ?? 1
  return part.argv.filter((word) => !word.value.startsWith('-')).length - names
}

function isOwnDirectory(base: string, { workspace, home }: Ground): boolean {
  const shallow = base === '/' || dirname(base) === '/'
  return !shallow && !isWithin(home, base) && (workspace === null || !isWithin(workspace, base))
}

/** What kinds of effect account for a class: with each of them covered, the program that causes them is. */
function accounts(effect: Effect, need: Need): boolean {
  switch (need.class) {
    case 'reversible':
      return effect.kind === 'write' || effect.kind === 'delete'
    case 'irreversible':
      return need.by !== 'option' && (effect.kind === 'write' || effect.kind === 'delete')
    case 'external':
      return need.by !== 'option' && (effect.kind === 'net' || effect.kind === 'push')
    default:
      return false
  }
}

function explained(need: Need, subject: Subject, context: CoverContext): Rule | null {
  if (need.by !== 'program' && need.by !== 'operand' && need.by !== 'option') return null
  const effects = subject.part.effects.filter((effect) => accounts(effect, need))
  const covering = effects.map((effect) =>
    context.allows.find(
      (rule) =>
        coversEffect(rule.pattern, effect) &&
        (!context.hardGates.has(need.class) ||
          namesIt(rule.pattern, { ...need, effect }, subject, context)),
    ),
  )
  const [first] = covering
  return first !== undefined && covering.every((rule) => rule !== undefined) ? first : null
}
