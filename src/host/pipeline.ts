import type { Action, Proposal } from '../action/action.ts'
import type { Io } from '../action/io.ts'
import type { Examined, GateContext } from '../gate.ts'
import { createRedactor, type Redact } from '../journal/redact.ts'
import { offersFor } from '../learn/offers.ts'
import { addRule, personalRulesFile } from '../policy/amend.ts'
import type { Workspace } from '../policy/circumstances.ts'
import { escalate } from '../policy/escalate.ts'
import { journalPlace, type Policy, type Rule } from '../policy/policy.ts'
import { protectedPlaces } from '../policy/protected.ts'
import { parsePattern } from '../policy/rule.ts'
import { judgeIn, type Scene, see } from '../policy/scene.ts'
import { changesOf } from '../review/change.ts'
import { packagePlaces } from './package.ts'
import { privateDirs } from './sessions.ts'

/** What a session needs beyond its agent: how actions are judged, and where decisions are kept. */
export interface Pipeline {
  examine: GateContext['examine']
  promote: GateContext['promote']
  timeoutMs: number
  /** For the exec gate, which judges what runs inside an approval by itself. */
  protects: readonly string[]
  journal: { dir: string; redact: Redact | null }
}

export interface PipelineOptions {
  policy: Policy
  agent: string
  workspace: Workspace
  io: Io
  say(line: string): void
}

/** The stations between the agent and the question, for one session. Rejects with `GaterError`. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { policy, agent, workspace, io, say } = options
  const protects = protectedPlaces(io, workspace.root, [packagePlaces.root, ...privateDirs(io.env)])
  const { home, env, now } = io
  const scene: Scene = { policy, workspace, agent, home, protects, env, now }
  const chosen: Rule[] = []
  const dir = journalPlace(policy, io)

  async function examine(action: Action, proposal: Proposal): Promise<Examined> {
    const seen = see(action, scene)
    const { line } = seen
    const effects =
      action.kind === 'call'
        ? (action.known?.effects ?? [])
        : (line?.parts.flatMap((part) => part.effects) ?? [])
    const { changes, seen: before } = await changesOf(action, effects)
    const old = action.kind === 'write' ? changes[0]?.before : undefined
    const judged = judgeIn(scene, action, seen, old, chosen)
    const length = action.kind === 'command' ? action.command.length : 0
    const verdict = escalate(judged, proposal.confidence, policy.escalate, length)
    return {
      verdict,
      changes,
      seen: { ...seen.seen, ...before },
      commands: line?.parts.length ?? 1,
      offers: offersFor(action, line, verdict, workspace.root, (rules) => {
        const further = [...chosen, ...rules.map((text) => personalRule(text))]
        return judgeIn(scene, action, seen, old, further).kind === 'allow'
      }),
    }
  }

  /** A rule that the person chose in this workspace; it holds at once, and in the file from the next start. */
  function personalRule(text: string): Rule {
    const base = { workspace: workspace.forRules, home: io.home, cwd: workspace.root }
    const pattern = parsePattern('allow', text, base)
    if (pattern === null) throw new Error(`\`${text}\` is no rule`)
    return {
      ...{ kind: 'allow', text, origin: 'chosen in this session', pattern, until: null, net: [] },
      ...{ note: null, layer: 'user', when: { worktree: workspace.root } },
    }
  }

  return {
    examine,
    async promote(rules) {
      const file = await personalRulesFile(io)
      for (const text of rules) {
        chosen.push(personalRule(text))
        try {
          addRule(io, file, 'allow', { rule: text, when: { worktree: workspace.root } })
          say(`\`allow ${text}\` is in ${file} now`)
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          say(`\`allow ${text}\` holds for this session only: ${file} could not be written: ${why}`)
        }
      }
    },
    timeoutMs: policy.reviewTimeoutMs,
    protects,
    journal: {
      dir,
      redact: policy.journal.redact ? await createRedactor({ dir, env: io.env }) : null,
    },
  }
}
