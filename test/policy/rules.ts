import type { Action, WriteAction } from '../../src/action/action.ts'
import type { Ground } from '../../src/action/place.ts'
import type { Verdict, VerdictKind } from '../../src/action/verdict.ts'
import { defaults } from '../../src/policy/config.ts'
import { judge } from '../../src/policy/judge.ts'
import type { Circumstances, Policy, Rule } from '../../src/policy/policy.ts'
import { parsePattern } from '../../src/policy/rule.ts'
import { understand } from '../../src/shell/understand.ts'

export const ground: Ground = {
  workspace: '/home/ana/shop',
  home: '/home/ana',
  cwd: '/home/ana/shop',
  protects: ['/home/ana/.config/gater/**', '/home/ana/shop/.claude/settings*.json'],
}

export const now: Circumstances = {
  agent: 'claude',
  branch: 'feat/x',
  worktree: '/home/ana/shop',
  cwd: '/home/ana/shop',
  env: {},
  now: new Date('2026-12-01T12:00:00Z'),
}

/** Rules as one would write them, with the kind before: `allow git push **`. */
export function rulesFrom(lines: readonly string[], over: Partial<Rule> = {}): Rule[] {
  return lines.map((line, at) => {
    const [, kind = '', text = ''] = /^(allow|contain|ask|deny) (.+)$/.exec(line) ?? []
    const base = { workspace: ground.workspace, home: ground.home, cwd: ground.cwd }
    const pattern = parsePattern(kind as VerdictKind, text, base)
    if (pattern === null) throw new Error(`no rule: ${line}`)
    const origin = `.gatercrc:${at + 1}`
    const rest = { when: {}, until: null, net: [], note: null, layer: 'user' } as const
    return { kind: kind as VerdictKind, text, origin, pattern, ...rest, ...over }
  })
}

export function judged(
  action: string | Action,
  rules: readonly Rule[],
  at: { before?: string | null; now?: Partial<Circumstances> } = {},
): Verdict {
  const real: Action =
    typeof action === 'string' ? { kind: 'command', command: action, cwd: ground.cwd } : action
  const policy: Policy = {
    rules,
    hardGates: new Set(defaults.hardGates),
    escalate: { confidenceBelow: 0.7, novelty: true, secondOpinion: null },
    reviewTimeoutMs: 1000,
    journal: { dir: null, redact: true },
    workspace: ground.workspace,
  }
  const line = real.kind === 'command' ? understand(real.command, ground) : null
  return judge(real, line, at.before, policy, { ...now, ...at.now }, ground)
}

export function write(path: string, content: string | null = 'x'): WriteAction {
  return { kind: 'write', path: path.startsWith('/') ? path : `${ground.cwd}/${path}`, content }
}
