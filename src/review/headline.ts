import type { RiskClass } from '../action/risk.ts'
import type { Verdict } from '../action/verdict.ts'
import { longestReason, printable } from './printable.ts'

/** What each class means, in gater's words. */
export const meaning: Readonly<Record<RiskClass, string>> = {
  read: 'only reads',
  reversible: 'a local change that can be taken back',
  unknown: 'runs what gater cannot judge from the text',
  irreversible: 'cannot be taken back',
  external: 'leaves this machine',
  production: 'touches production',
  payment: 'spends money',
  secret: 'reads or shows secrets',
  latent: 'is executed later, unasked',
}

/** Classes that are said in capitals. */
export function isGrave(name: RiskClass): boolean {
  return !['read', 'reversible', 'unknown'].includes(name)
}

/** The worst consequence, first, then what other grave ones there are: one sentence without an end. */
export function headline(verdict: Verdict): { text: string; grave: boolean } {
  const top = verdict.findings[0]
  const first = top?.class ?? verdict.risk
  const also = new Set<RiskClass>([
    ...verdict.gates,
    ...verdict.attributes,
    ...verdict.findings.map((finding) => finding.class),
    verdict.risk,
  ])
  also.delete(first)
  const others = [...also].filter(isGrave).map((name) => meaning[name])
  const what = printable(top?.why ?? meaning[first], 'prose', longestReason)
  const text = [isGrave(first) ? shout(what, first) : capital(what), ...others].join('; also ')
  return { text, grave: isGrave(first) || others.length > 0 || verdict.always != null }
}

// --- internal ---

/** `deletes files` → `DELETES files`; what does not begin with a verb gets its class before it. */
function shout(what: string, name: RiskClass): string {
  const verb = /^[a-z]+(?= |$)/.exec(what)?.[0]
  return verb === undefined
    ? `${name.toUpperCase()}: ${what}`
    : verb.toUpperCase() + what.slice(verb.length)
}

function capital(what: string): string {
  return what.charAt(0).toUpperCase() + what.slice(1)
}
