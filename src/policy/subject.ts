import { basename } from 'node:path'
import type { Action, CallAction, WriteAction } from '../action/action.ts'
import type { Effect } from '../action/effect.ts'
import { aimsAtSecret, type Ground, isLatent, isOutside, isSecret } from '../action/place.ts'
import type { Attribute, Risk, RiskClass } from '../action/risk.ts'
import { isRisk, worse } from '../action/risk.ts'
import type { Finding, Span } from '../action/verdict.ts'
import type { Line, Need, Part } from '../shell/line.ts'
import { manifestFindings } from './manifest.ts'

/** What is judged as one: a simple command, a write, or a call; the worst of an action's subjects counts. */
export interface Subject {
  part: Part
  /** The tool's name, where it is a call. */
  tool: string | null
}

/** An action taken apart, with the reasons why it cannot be judged as a whole. */
export function subjectsOf(
  action: Action,
  line: Line | null,
  before: string | null | undefined,
  ground: Ground,
): { subjects: Subject[]; faults: readonly Finding[] } {
  switch (action.kind) {
    case 'command': {
      if (line === null) return { subjects: [], faults: [unread(action.command)] }
      return { subjects: line.parts.map((part) => ({ part, tool: null })), faults: line.faults }
    }
    case 'write':
      return { subjects: [{ part: writePart(action, before, ground), tool: null }], faults: [] }
    case 'call':
      return { subjects: callSubjects(action, ground), faults: [] }
  }
}

// --- internal ---

function unread(command: string): Finding {
  return { span: [0, command.length], class: 'unknown', why: 'the command line was not read' }
}

/**
 * Inside the workspace a write can be taken back, outside not. `before` is the file as it is, `null` where there is
 * none, `undefined` where it is not known.
 */
function writePart(
  action: WriteAction,
  before: string | null | undefined,
  ground: Ground,
  span: Span = [0, action.path.length],
): Part {
  const { path, content } = action
  const place = { text: path, absolute: path, glob: false }
  const effect: Effect =
    content === null
      ? { kind: 'delete', path: place, recursive: false }
      : { kind: 'write', path: place, content: { text: content, append: false } }
  const outside = isOutside(path, ground)
  const needs: Need[] = []
  const need = (kind: RiskClass, why: string) =>
    needs.push({ span, class: kind, why, by: 'effect', effect })
  if (outside)
    need('irreversible', `${content === null ? 'deletes' : 'writes'} outside the workspace`)
  else if (content === null) need('irreversible', 'deletes a file')
  else need('reversible', before === null ? 'creates a file' : 'changes a file')
  for (const why of latentReasons(action, before)) need('latent', why)
  if (action.mode !== undefined && (action.mode & 0o6000) !== 0) {
    need('irreversible', 'makes it run with the rights of its owner')
  }
  return pseudoPart(span, [effect], needs, ground)
}

function latentReasons(action: WriteAction, before: string | null | undefined): readonly string[] {
  const told = manifestFindings(basename(action.path), before, action.content)
  if (told !== null && !isLatentDirectory(action.path)) return told
  return isLatent(action.path) ? [`\`${basename(action.path)}\` is executed later, unasked`] : []
}

/** Whether it is latent by where it lies, whatever its name. */
function isLatentDirectory(path: string): boolean {
  return isLatent(path.replace(/[^/]*$/, 'x'))
}

/** A call, and by themselves the files that it is known to leave: each is judged as a write of it would be. */
function callSubjects(action: CallAction, ground: Ground): Subject[] {
  const { tool, known } = action
  if (known === undefined) return [{ part: callPart(action, ground), tool }]
  const effects: Effect[] = []
  const parts: Part[] = []
  for (const effect of known.effects) {
    const write = knownWrite(effect)
    if (write === null) effects.push(effect)
    else parts.push(writePart(write, undefined, ground, [0, tool.length]))
  }
  if (parts.length === 0 || effects.length > 0) {
    parts.push(callPart({ ...action, known: { ...known, effects } }, ground))
  }
  return parts.map((part) => ({ part, tool }))
}

function knownWrite(effect: Effect): WriteAction | null {
  if (effect.kind !== 'write' && effect.kind !== 'delete') return null
  const { absolute: path, glob } = effect.path
  if (path === null || glob) return null
  if (effect.kind === 'delete') {
    return effect.recursive ? null : { kind: 'write', path, content: null }
  }
  const { content } = effect
  return content === undefined || content.append
    ? null
    : { kind: 'write', path, content: content.text }
}

function callPart(action: CallAction, ground: Ground): Part {
  const span: Span = [0, action.tool.length]
  const { known } = action
  if (known === undefined) {
    const { kind, why } = classOfTool(action.tool)
    return pseudoPart(span, [], [{ span, class: kind, why, by: 'program' }], ground)
  }
  const needs: Need[] = []
  if (known.risk !== 'read') {
    const told: Finding = { span, class: known.risk, why: known.why }
    if (known.effects.length === 0) needs.push({ ...told, by: 'program' })
    for (const effect of known.effects) needs.push({ ...told, by: 'effect', effect })
  }
  for (const effect of known.effects) {
    if (effect.kind !== 'read') continue
    const { absolute, glob, text } = effect.path
    if (absolute === null) {
      needs.push({
        span,
        class: 'unknown',
        why: `reads \`${text}\`, wherever that is`,
        by: 'dynamic',
      })
    } else if (isSecret(absolute) || (glob && aimsAtSecret(absolute))) {
      const why = `reads \`${basename(absolute)}\`, which may hold secrets`
      needs.push({ span, class: 'secret', why, by: 'effect', effect })
    }
  }
  return pseudoPart(span, known.effects, needs, ground)
}

function pseudoPart(
  span: Span,
  effects: readonly Effect[],
  needs: readonly Need[],
  ground: Ground,
): Part {
  const classes = needs.map((need) => need.class)
  return {
    span,
    argv: [],
    program: null,
    via: [],
    cwd: ground.cwd,
    risk: classes.filter(isRisk).reduce<Risk>(worse, 'read'),
    attributes: classes.filter((one): one is Attribute => !isRisk(one)),
    needs,
    effects,
    facts: null,
  }
}

/** Verbs in the name of a tool that nobody vouches for. They raise its class, never lower it. */
const toolVerbs: readonly { kind: Risk; verbs: RegExp; why: string }[] = [
  {
    kind: 'payment',
    verbs:
      /^(pay|payment|payments|payout|charge|charges|transfer|refund|purchase|buy|checkout|invoice|subscribe|withdraw|deposit|donate|order|billing)$/,
    why: 'may move money',
  },
  {
    kind: 'production',
    verbs:
      /^(deploy|deployment|rollback|rollout|promote|prod|production|release|restart|scale|provision)$/,
    why: 'may change what is in production',
  },
  {
    kind: 'external',
    verbs:
      /^(send|post|publish|email|mail|sms|message|tweet|reply|comment|share|invite|upload|push|submit|notify|forward|merge|fetch|request|http|webhook)$/,
    why: 'may send something out',
  },
  {
    kind: 'irreversible',
    verbs:
      /^(delete|drop|destroy|remove|purge|wipe|erase|truncate|reset|revoke|terminate|kill|cancel|overwrite)$/,
    why: 'may destroy something',
  },
]

function classOfTool(tool: string): { kind: Risk; why: string } {
  const words = tool
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const stems = words.flatMap((word) => [word, word.replace(/(?:s|ed|ing)$/, '')])
  const found = toolVerbs.find(({ verbs }) => stems.some((word) => verbs.test(word)))
  if (found !== undefined) return found
  // Names without separators (`deletefile`) are looked at from the front.
  const joined = toolVerbs.find(({ verbs }) =>
    words.some((word) => /^(delete|destroy|publish|transfer|refund)/.exec(word)?.[0]?.match(verbs)),
  )
  return joined ?? { kind: 'unknown', why: 'nothing is known about what this tool does' }
}
