import type { Action } from '../action/action.ts'
import type { Ground } from '../action/place.ts'
import { attributes, type Risk, type RiskClass, risks, worse } from '../action/risk.ts'
import type { Finding, RuleRef, Verdict, VerdictKind } from '../action/verdict.ts'
import { verdictKinds } from '../action/verdict.ts'
import type { Line } from '../shell/line.ts'
import { type Cover, cover } from './cover.ts'
import { matchText } from './glob.ts'
import { applies, type Hit, namesCommand, speaksOfCommand, speaksOfEffect } from './match.ts'
import { nearestRule } from './nearest.ts'
import { ownAffairs } from './own.ts'
import type { Circumstances, Policy, Rule } from './policy.ts'
import { type Subject, subjectsOf } from './subject.ts'

/**
 * What policy says of an action. Pure; the worst part wins, and deny > ask > contain > allow, in any layer, order or
 * specificity. Without a rule, what only reads runs; everything else, and anything secret, is asked.
 *
 * @param line the command line understood, `null` for writes and calls
 * @param before the file that a write would change: `null` where there is none, `undefined` where it is not known
 */
export function judge(
  action: Action,
  line: Line | null,
  before: string | null | undefined,
  policy: Policy,
  circumstances: Circumstances,
  ground: Ground,
): Verdict {
  const { subjects, faults } = subjectsOf(action, line, before, ground)
  const now: Now = {
    rules: policy.rules.filter((rule) => applies(rule, circumstances)),
    hardGates: policy.hardGates,
    ground,
  }
  const judged = subjects.map((subject) => judgeSubject(subject, now))
  if (faults.length > 0) {
    judged.push({ kind: 'ask', rule: null, findings: faults, gates: [], always: null })
  }
  const worst = judged.reduce<Judged>((a, b) => (rank(b.kind) > rank(a.kind) ? b : a), plain)
  const classes = [
    ...faults.map((fault) => fault.class),
    ...subjects.flatMap(({ part }) => [part.risk, ...part.attributes]),
    ...subjects.flatMap(({ part }) => part.needs.map((need) => need.class)),
  ]
  const always = judged.find((one) => one.always !== null)?.always ?? null
  const kind = worst.kind
  return {
    kind,
    risk: classes.filter(isRiskClass).reduce<Risk>(worse, 'read'),
    attributes: attributes.filter((one) => classes.includes(one)),
    findings: kind === 'allow' ? [] : worstFirst(judged.flatMap((one) => one.findings)),
    // Where a part is asked without a rule, a rule that asks about another one does not explain the whole.
    rule: worst.rule ?? judged.find((one) => one.kind === kind && one.rule !== null)?.rule ?? null,
    nearest:
      kind === 'ask' && worst.rule === null
        ? nearestRule(
            subjects.filter((_, at) => judged[at]?.kind === kind),
            now.rules,
          )
        : null,
    gates: [...new Set(judged.flatMap((one) => one.gates))],
    always,
  }
}

// --- internal ---

interface Now {
  /** Those that apply. */
  rules: readonly Rule[]
  hardGates: ReadonlySet<RiskClass>
  ground: Ground
}

interface Judged {
  kind: VerdictKind
  rule: RuleRef | null
  findings: readonly Finding[]
  gates: readonly RiskClass[]
  always: string | null
}

const plain: Judged = { kind: 'allow', rule: null, findings: [], gates: [], always: null }

function judgeSubject(subject: Subject, now: Now): Judged {
  const { part } = subject
  const always = ownAffairs(part, now.ground)
  const tight = now.rules
    .filter((rule) => rule.kind === 'deny' || rule.kind === 'ask')
    .flatMap((rule) => speaksOf(rule, subject))
  const context = { ...now, allows: now.rules.filter((rule) => rule.kind === 'allow') }
  const covers = part.needs.map((need) => ({ need, ...cover(need, subject, context) }))
  const open = covers.filter(({ rule }) => rule === null)
  const gates = open.map((one) => gateOf(one)).filter((gate) => gate !== null)
  const base = {
    gates,
    always: always?.why ?? null,
    findings: [
      ...tight.map(({ finding }) => finding),
      ...(always === null ? [] : [always]),
      ...open.map(({ need: { span, class: kind, why } }) => ({ span, class: kind, why })),
    ],
  }
  const denied = tight.find((one) => one.kind === 'deny')
  if (denied !== undefined) return { ...base, kind: 'deny', rule: refOf(denied.rule) }
  const asked = tight.find((one) => one.kind === 'ask')
  if (asked !== undefined) return { ...base, kind: 'ask', rule: refOf(asked.rule) }
  // What is proven to only read needs no overlay.
  const contain = part.needs.length > 0 ? containing(subject, now) : undefined
  if (contain !== undefined) {
    const why = `\`contain ${contain.text}\` is asked for now: this version cannot run it contained`
    const finding: Finding = { span: part.span, class: part.risk, why }
    return { ...base, kind: 'ask', rule: refOf(contain), findings: [...base.findings, finding] }
  }
  if (always !== null || open.length > 0) return { ...base, kind: 'ask', rule: null }
  const [worst] = covers
    .toSorted((a, b) => weight(b.need.class) - weight(a.need.class))
    .flatMap(({ rule }) => (rule === null ? [] : [rule]))
  return { ...plain, rule: worst === undefined ? null : refOf(worst) }
}

function gateOf(open: Cover): RiskClass | null {
  return 'gate' in open ? open.gate : null
}

interface Tight {
  kind: 'ask' | 'deny'
  rule: Rule
  finding: Finding
}

/** What a rule that tightens says about a subject. A rule that perhaps speaks of it asks, even if it would deny. */
function speaksOf(rule: Rule, { part, tool }: Subject): Tight[] {
  const { pattern } = rule
  const note = rule.note === null ? '' : `: ${rule.note}`
  const tight = (hit: Hit, span = part.span): Tight[] => {
    if (hit === 'no') return []
    const kind = hit === 'yes' && rule.kind === 'deny' ? 'deny' : 'ask'
    const verb = hit === 'may' ? 'may be what' : 'is what'
    const why = `${verb} \`${rule.kind} ${rule.text}\` speaks of (${rule.origin})${note}`
    return [{ kind, rule, finding: { span, class: part.risk, why } }]
  }
  if (pattern.verb === 'run') return tight(speaksOfCommand(pattern.words, part) ? 'yes' : 'no')
  if (pattern.verb === 'call') {
    return tight(tool !== null && matchText(pattern.tool, tool) ? 'yes' : 'no')
  }
  const hits = part.effects.flatMap((effect) => {
    const span = part.needs.find((need) => need.effect === effect)?.span
    return tight(speaksOfEffect(pattern, effect, part.program === 'mv'), span)
  })
  return hits
    .filter((hit) => hit.kind === 'deny')
    .concat(hits)
    .slice(0, 1)
}

function containing({ part, tool }: Subject, now: Now): Rule | undefined {
  return now.rules.find(({ kind, pattern }) => {
    if (kind !== 'contain') return false
    if (pattern.verb === 'run') return namesCommand(pattern.words, part)
    if (pattern.verb === 'call') return tool !== null && matchText(pattern.tool, tool)
    return part.effects.some((effect) => speaksOfEffect(pattern, effect) === 'yes')
  })
}

function refOf({ kind, text, origin }: RuleRef): RuleRef {
  return { kind, text, origin }
}

function rank(kind: VerdictKind): number {
  return verdictKinds.indexOf(kind)
}

/** Findings that say the same of the same characters are said once. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  const once = findings.filter(({ span, class: kind, why }) => {
    const key = `${span} ${kind} ${why}`
    return !seen.has(key) && seen.add(key)
  })
  return once.toSorted((a, b) => weight(b.class) - weight(a.class))
}

/** Secrets and what is latent are as bad as what cannot be undone. */
function weight(kind: RiskClass): number {
  return isRiskClass(kind) ? risks.indexOf(kind) : risks.indexOf('irreversible')
}

function isRiskClass(kind: RiskClass): kind is Risk {
  return !(attributes as readonly RiskClass[]).includes(kind)
}
