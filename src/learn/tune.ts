import { createHash } from 'node:crypto'
import type { Action } from '../action/action.ts'
import type { Effect } from '../action/effect.ts'
import { GaterError } from '../action/error.ts'
import { type Risk, worse } from '../action/risk.ts'
import type { Verdict } from '../action/verdict.ts'
import { namesCommand, speaksOfEffect } from '../policy/match.ts'
import type { Pattern, Rule } from '../policy/policy.ts'
import { parsePattern } from '../policy/rule.ts'
import type { Line, Part } from '../shell/line.ts'
import {
  type Candidate,
  candidates,
  isWide,
  ruleText,
  runSample,
  type Sample,
  writeSample,
} from './candidate.ts'
import { thresholds, wilson } from './evidence.ts'
import type { Past } from './past.ts'
import { runsWorkspace } from './program.ts'

/** A rule that history speaks for, with what it says. */
export interface Proposal {
  /** Short, and the same for the same rule. */
  id: string
  /** `contain` where the program runs code of the workspace. */
  kind: 'allow' | 'contain'
  /** As `.gatercrc` has it. */
  rule: string
  /** Workspace that a rule about paths was learned in; `null` for run rules. */
  workspace: string | null
  risk: Risk
  evidence: Evidence
  /** Up to three of the actions that it would have decided, most frequent first. */
  examples: readonly string[]
}

export interface Evidence {
  /** Questions that the rule would have answered, whoever did. */
  questions: number
  /** Approved as they were by a person who had time to read them, and in how many sessions. */
  untouched: number
  sessions: number
  /** Approved in a glance, a burst, a group or under a lease: not counted. */
  weak: number
  /** Different actions among them. */
  distinct: number
  /** Lower end of the 95 % interval of the share of untouched answers (Wilson). */
  lowerBound: number
  /** Milliseconds that these questions waited for the person. */
  waitedMs: number
  /** ISO 8601. */
  first: string
  last: string
}

/** Judging the past again, with today's policy and perhaps one rule more. */
export interface Replay {
  line(past: Past): Line | null
  judge(past: Past, extra: Rule | null): Verdict
  hardGates: ReadonlySet<string>
}

/** One past action, understood. */
interface Understood {
  past: Past
  parts: readonly Part[]
  /** Today's policy still asks. */
  asked: boolean
}

/**
 * The rules that invariant 11 lets gater offer, the one that spares most questions first. Every candidate is replayed
 * over the whole past: one rejected or edited action that it speaks of, and it is not offered.
 */
export function propose(pasts: readonly Past[], replay: Replay): Proposal[] {
  const understood = pasts.map((past) => understand(past, replay))
  const samples = understood.flatMap((one) =>
    sampleOf(one).map((sample) => ({ sample, untouched: one.past.counts.untouched })),
  )
  const offered = candidates(samples)
    .map((candidate) => offer(candidate, understood, replay))
    .filter((proposal) => proposal !== null)
  return withoutCovered(offered).sort(
    (a, b) => b.evidence.questions - a.evidence.questions || (a.rule < b.rule ? -1 : 1),
  )
}

function understand(past: Past, replay: Replay): Understood {
  return {
    past,
    parts: replay.line(past)?.parts ?? [],
    asked: replay.judge(past, null).kind === 'ask',
  }
}

/** Only an action with evidence of its own, in which one part alone was the question, says what a rule should cover. */
function sampleOf({ past, parts, asked }: Understood): Sample[] {
  if (!asked || past.partial || past.counts.untouched === 0) return []
  const { action, workspace } = past
  if (action.kind === 'write' && action.content !== null) {
    return [writeSample(action.path, workspace)].filter((sample) => sample !== null)
  }
  const needy = parts.filter((part) => part.needs.length > 0)
  const [part] = needy
  if (action.kind !== 'command' || part === undefined || needy.length !== 1) return []
  return [runSample(part)].filter((sample) => sample !== null)
}

function offer(
  candidate: Candidate,
  understood: readonly Understood[],
  replay: Replay,
): (Proposal & { covers: ReadonlySet<Past> }) | null {
  const rule = ruleOf(candidate)
  if (rule === null) return null
  const spokenOf = understood.filter((one) => speaksOf(rule, one))
  if (spokenOf.some(({ past }) => past.counts.rejected + past.counts.edited > 0)) return null
  const covered = spokenOf.filter(
    ({ past, asked }) => asked && replay.judge(past, rule).kind === 'allow',
  )
  if (covered.some((one) => isGated(one, replay))) return null

  const pasts = covered.map(({ past }) => past)
  const proof = pasts.filter((past) => !past.partial)
  const sum = (of: readonly Past[], count: (past: Past) => number) =>
    of.reduce((total, past) => total + count(past), 0)
  const untouched = sum(proof, ({ counts }) => counts.untouched)
  const sessions = new Set(proof.flatMap((past) => [...past.sessions])).size
  const lowerBound = wilson(untouched, untouched)
  const wanted = isWide(candidate) ? thresholds.wildcard : thresholds.exact
  if (lowerBound < wanted.lowerBound || sessions < thresholds.sessions) return null
  const proven = proof.filter(({ counts }) => counts.untouched > 0)
  if (isWide(candidate) && proven.length < thresholds.wildcard.values) return null

  const text = ruleText(candidate)
  const kind = covered.some((one) => mustContain(rule, one)) ? 'contain' : 'allow'
  return {
    id: createHash('sha256').update(`${kind} ${text}`).digest('hex').slice(0, 8),
    kind,
    rule: text,
    workspace: candidate.verb === 'write' ? candidate.workspace : null,
    risk: covered.map((one) => replay.judge(one.past, null).risk).reduce(worse, 'read'),
    evidence: {
      questions: sum(pasts, ({ counts: { untouched, weak, none } }) => untouched + weak + none),
      untouched,
      sessions,
      weak: sum(pasts, ({ counts }) => counts.weak),
      distinct: pasts.length,
      lowerBound: Math.floor(lowerBound * 1000) / 1000,
      waitedMs: sum(pasts, (past) => past.waitedMs),
      first: pasts.map((past) => past.first).sort()[0] ?? '',
      last:
        pasts
          .map((past) => past.last)
          .sort()
          .at(-1) ?? '',
    },
    examples: [...proven]
      .sort((a, b) => b.counts.untouched - a.counts.untouched)
      .slice(0, 3)
      .map(({ action }) => textOf(action)),
    covers: new Set(pasts),
  }
}

/** Whether any part of a past action is what the rule is about, whatever else there is in it. */
function speaksOf({ pattern }: Rule, { past: { action }, parts }: Understood): boolean {
  if (action.kind === 'write') {
    const path = { text: action.path, absolute: action.path, glob: false }
    const effect: Effect =
      action.content === null ? { kind: 'delete', path, recursive: false } : { kind: 'write', path }
    return speaksOfEffect(pattern, effect) !== 'no'
  }
  return parts.some(
    (part) =>
      namesPart(pattern, part) ||
      part.effects.some((effect) => speaksOfEffect(pattern, effect) !== 'no'),
  )
}

function namesPart(pattern: Pattern, part: Part): boolean {
  return pattern.verb === 'run' && namesCommand(pattern.words, part)
}

function textOf(action: Action): string {
  switch (action.kind) {
    case 'command':
      return action.command
    case 'write':
      return action.path
    case 'call':
      return action.tool
  }
}

/** Hard gates and secrets are never promoted, neither as they are judged today nor as they were shown then. */
function isGated({ past }: Understood, { judge, hardGates }: Replay): boolean {
  const { gates, attributes } = judge(past, null)
  if (gates.length > 0 || attributes.includes('secret')) return true
  return [...past.classes].some((one) => one === 'secret' || hardGates.has(one))
}

function mustContain({ pattern }: Rule, { parts }: Understood): boolean {
  return parts.some((part) => namesPart(pattern, part) && runsWorkspace(part))
}

/** The candidate as policy reads it once it is written, to be judged as if it allowed; `null` where policy refuses it. */
function ruleOf(candidate: Candidate): Rule | null {
  const text = ruleText(candidate)
  const workspace = candidate.verb === 'write' ? candidate.workspace : null
  try {
    // No candidate begins with `~`, or is relative to where somebody stands.
    const pattern = parsePattern('allow', text, { workspace, home: '/', cwd: '/' })
    if (pattern === null) return null
    const loose = { when: {}, until: null, net: [], note: null }
    return { kind: 'allow', text, origin: 'tune', pattern, ...loose, layer: 'user' }
  } catch (error) {
    if (error instanceof GaterError) return null
    throw error
  }
}

/** Drops what a wider proposal decides as well. */
function withoutCovered(
  offered: readonly (Proposal & { covers: ReadonlySet<Past> })[],
): Proposal[] {
  return offered
    .filter(
      (one) =>
        !offered.some(
          (other) =>
            other !== one &&
            other.covers.size > one.covers.size &&
            [...one.covers].every((past) => other.covers.has(past)),
        ),
    )
    .map(({ covers: _, ...proposal }) => proposal)
}
