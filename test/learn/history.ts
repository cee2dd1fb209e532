import type { Action } from '../../src/action/action.ts'
import type { Risk } from '../../src/action/risk.ts'
import type { Verdict } from '../../src/action/verdict.ts'
import type { Recorded } from '../../src/journal/read.ts'
import type { DecisionEntry } from '../../src/journal/record.ts'
import type { Past } from '../../src/learn/past.ts'
import type { Replay } from '../../src/learn/tune.ts'
import type { Rule } from '../../src/policy/policy.ts'
import type { Line, Part } from '../../src/shell/line.ts'
import { decisionEntry } from '../journal/entry.ts'

export const workspace = '/home/ada/shop'

export function command(text: string): Action {
  return { kind: 'command', command: text, cwd: workspace }
}

export function write(path: string, content: string | null = 'x'): Action {
  return { kind: 'write', path: `${workspace}/${path}`, content }
}

/** A history in the making: one decision after the other, a minute apart. */
export function history() {
  const actions: Recorded[] = []
  let minute = 0
  return {
    /** Records decisions of one session. */
    add(session: string, action: Action, over: Partial<DecisionEntry> & { after?: number } = {}) {
      const { after = 60_000, ...rest } = over
      minute += after / 60_000
      const time = new Date(Date.UTC(2026, 10, 1) + minute * 60_000).toISOString()
      const id = `n${actions.length}`
      const entry = decisionEntry({ id, action, workspace, risk: 'reversible', ...rest })
      const line = {
        v: 1,
        seq: actions.length,
        time,
        session,
        prev: '',
        hash: '',
        ...entry,
      } as const
      actions.push({ line, file: session, end: 0, outcome: null })
      return this
    },
    async *read(): AsyncGenerator<Recorded> {
      yield* actions
    },
  }
}

/**
 * A judge of a few words, built on the real types: `;` and `&&` separate parts, `cat` and `ls` only read, `rm` and `push`
 * are hard gates, `env` shows secrets; a run rule covers a part by words, a write rule a path. Everything else is asked.
 */
export const replay: Replay = {
  hardGates: new Set(['irreversible', 'external', 'production', 'payment', 'latent']),
  line: ({ action }) => (action.kind === 'command' ? lineOf(action.command) : null),
  judge(past, extra) {
    const parts = past.action.kind === 'command' ? lineOf(past.action.command).parts : []
    const risk = parts.some(({ argv }) => argv[0]?.value === 'rm') ? 'irreversible' : 'reversible'
    const attributes = parts.some(({ argv }) => argv[0]?.value === 'env') ? ['secret' as const] : []
    return {
      kind: covered(past, parts, extra) ? 'allow' : 'ask',
      ...{ risk, attributes, findings: [], rule: null, nearest: null },
      gates: risk === 'irreversible' ? ['irreversible'] : [],
    } satisfies Verdict
  },
}

function covered({ action, workspace }: Past, parts: readonly Part[], rule: Rule | null): boolean {
  if (action.kind === 'write') {
    if (rule?.pattern.verb !== 'write') return false
    const wanted = rule.pattern.path.replace(/[.]/g, '\\.').replace('*', '[^/]*')
    return action.path.startsWith(`${workspace}/`) && new RegExp(`^${wanted}$`).test(action.path)
  }
  return parts.every(({ argv, needs }) => {
    const words = rule?.pattern.verb === 'run' ? rule.pattern.words : []
    const named =
      words.length === argv.length &&
      words.every((word, at) => word === '*' || word === argv[at]?.value)
    return needs.length === 0 || (named && !argv.some(({ value }) => value.startsWith('/etc')))
  })
}

function lineOf(text: string): Line {
  return { text, faults: [], parts: text.split(/\s*(?:;|&&)\s*/).map(partOf) }
}

function partOf(text: string): Part {
  const span = [0, text.length] as const
  const argv = text.split(' ').map((value) => ({ value, static: !value.includes('$'), span }))
  const program = argv[0]?.value ?? null
  const reads = program === 'cat' || program === 'ls'
  const risk: Risk = reads ? 'read' : 'reversible'
  const needs = reads
    ? []
    : [{ span, class: risk, why: 'changes something', by: 'program' as const }]
  return {
    span,
    argv,
    program,
    via: [],
    cwd: workspace,
    risk,
    attributes: [],
    needs,
    effects: [],
    facts: null,
  }
}
