import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { createTwoFilesPatch, OMIT_HEADERS } from 'diff'
import { GaterError } from '../action/error.ts'
import { configDir, type Io } from '../action/io.ts'
import { isWithin } from '../action/place.ts'
import type { RiskClass } from '../action/risk.ts'
import { findConfig } from './find.ts'
import type { Policy, Rule } from './policy.ts'
import { parseDuration, parsePattern, parseUntil, type RuleBase } from './rule.ts'
import { readSource, ruleLists, type Source } from './source.ts'
import { hashOf, readTrust } from './trust.ts'

/** A file, or a change of one, that loosens and that the person has not confirmed: it applies only where it tightens. */
export interface Pending {
  file: string
  /** Unified, from what was confirmed last; written by whoever wrote the file. */
  diff: string
  /** In words, quoting what the file says: `lets … run without a question`. */
  loosens: readonly string[]
  hash: string
  /** For `confirm`. */
  text: string
  layer: 'user' | 'project'
}

export interface Loaded {
  policy: Policy
  /** Absolute paths of the files that apply here, the person's own first. */
  files: readonly string[]
  pending: readonly Pending[]
  /** Lines for the person, without `gater: `. */
  notes: readonly string[]
}

export const defaults = {
  hardGates: ['payment', 'irreversible', 'production', 'external', 'latent'],
  confidenceBelow: 0.7,
  novelty: true,
  timeoutMs: 15 * 60_000,
} as const

/**
 * Every layer of configuration, merged: the user's file and those from the workspace down to the cwd. Throws `GaterError`
 * for anything malformed; gater does not start then.
 */
export async function loadPolicy(
  io: Pick<Io, 'env' | 'home' | 'cwd'>,
  place: { root: string; forRules: string | null },
): Promise<Loaded> {
  const cwd = existsSync(io.cwd) ? realpathSync(io.cwd) : io.cwd
  const store = readTrust(io)
  const base: RuleBase = { workspace: place.forRules, home: io.home, cwd }
  const nameOf = (file: string) => {
    if (isWithin(file, place.root)) return relative(place.root, file)
    return isWithin(file, io.home) ? `~/${relative(io.home, file)}` : file
  }
  const notes: string[] = []
  const pending: Pending[] = []
  const rules: Rule[] = []
  const own = realConfigDir(io)
  const user = await findConfig(own)
  const userFile = user?.file ?? join(own, '.gatercrc')
  const last = store.files[userFile]
  const text = user?.text ?? ''
  const read = (file: string, content: string) => readSource(file, content, nameOf(file))
  const userSource = read(userFile, text)
  const userRules = rulesOf(userSource, 'user', base, nameOf(userFile), notes)
  const confirmed = last?.hashes.at(-1) === hashOf(text) || (last === undefined && user === null)
  let before: Source | null = null
  if (confirmed) rules.push(...userRules)
  else {
    before = last === undefined ? null : read(userFile, last.text)
    const known = before === null ? [] : rulesOf(before, 'user', base, nameOf(userFile), [])
    const loosens = [...loosening(userRules, known), ...changed(userSource, before)]
    pending.push(pend(userFile, text, last?.text ?? '', 'user', loosens))
    rules.push(
      ...userRules.filter((rule) => tightens(rule) || known.some((old) => sameRule(old, rule))),
      ...known.filter((old) => tightens(old) && !userRules.some((rule) => sameRule(old, rule))),
    )
  }
  const settings = [userSource, ...(before === null ? [] : [before])]

  const projectSources: Source[] = []
  for (const dir of directories(place.root, cwd)) {
    const found = dir === own ? null : await findConfig(dir)
    if (found === null) continue
    const source = read(found.file, found.text)
    const name = nameOf(found.file)
    checkProject(source, name)
    projectSources.push(source)
    const all = rulesOf(source, 'project', base, name, notes)
    const outer = dir === place.root
    const trusted = store.files[found.file]?.hashes.includes(hashOf(found.text)) ?? false
    const loose = all.some((rule) => !tightens(rule))
    if (loose && !outer)
      notes.push(`${name}: below the workspace's top, its allow and contain rules do not apply`)
    if (loose && outer && !trusted) {
      const old = store.files[found.file]?.text ?? ''
      pending.push(pend(found.file, found.text, old, 'project', loosening(all, [])))
    }
    rules.push(...all.filter((rule) => tightens(rule) || (outer && trusted)))
  }

  const loosest = confirmed ? userSource.config : (before?.config ?? {})
  const gates: RiskClass[] = [...(loosest.hardGates ?? defaults.hardGates)]
  const every = [...settings, ...projectSources]
  const policy: Policy = {
    rules,
    hardGates: new Set([...gates, ...every.flatMap((one) => one.config.hardGates ?? [])]),
    escalate: {
      confidenceBelow: Math.max(
        loosest.escalate?.confidenceBelow ?? defaults.confidenceBelow,
        ...every.map((one) => one.config.escalate?.confidenceBelow ?? 0),
      ),
      novelty:
        (loosest.escalate?.novelty ?? defaults.novelty) ||
        every.some((one) => one.config.escalate?.novelty === true),
      secondOpinion: null,
    },
    reviewTimeoutMs: duration(loosest.review?.timeout),
    journal: {
      dir: loosest.journal?.dir ?? null,
      redact: loosest.journal?.redact ?? true,
    },
    workspace: place.forRules,
  }
  // A malformed setting is an error also where it does not apply yet.
  at(userSource, nameOf(userFile), ['review', 'timeout'], () =>
    duration(userSource.config.review?.timeout),
  )
  const files = [...(user === null ? [] : [userFile]), ...projectSources.map((one) => one.file)]
  return { policy, files, pending, notes }
}

// --- internal ---

function realConfigDir(io: Pick<Io, 'env' | 'home'>): string {
  const dir = configDir(io)
  return existsSync(dir) ? realpathSync(dir) : dir
}

function duration(text: string | undefined): number {
  return text === undefined ? defaults.timeoutMs : parseDuration(text)
}

/** From the workspace down to the cwd. */
function directories(root: string, cwd: string): string[] {
  const found: string[] = []
  for (let dir = cwd; ; dir = dirname(dir)) {
    found.unshift(dir)
    if (dir === root || dir === dirname(dir)) return found
  }
}

function tightens(rule: Rule): boolean {
  return rule.kind === 'ask' || rule.kind === 'deny'
}

function sameRule(a: Rule, b: Rule): boolean {
  const key = ({ kind, text, when, until, net }: Rule) =>
    JSON.stringify([kind, text, when, until, net])
  return key(a) === key(b)
}

/** What rules let run, or no longer stop, that those known did not. */
function loosening(rules: readonly Rule[], known: readonly Rule[]): string[] {
  const fresh = (from: readonly Rule[], than: readonly Rule[]) =>
    from.filter((rule) => !than.some((other) => sameRule(other, rule)))
  const effect = { allow: 'run without a question', contain: 'run contained, without a question' }
  return [
    ...fresh(rules, known).flatMap(({ kind, text }) =>
      kind === 'allow' || kind === 'contain' ? [`lets \`${text}\` ${effect[kind]}`] : [],
    ),
    ...fresh(known, rules)
      .filter((rule) => tightens(rule))
      .map(({ kind, text }) => `no longer says \`${kind} ${text}\``),
  ]
}

/** Settings that are not as they were confirmed, whichever way. */
function changed(source: Source, before: Source | null): string[] {
  const keys = ['hardGates', 'escalate', 'review', 'journal'] as const
  return keys
    .filter((key) => !isDeepStrictEqual(source.config[key], before?.config[key]))
    .map((key) => `changes \`${key}\``)
}

function pend(
  file: string,
  text: string,
  old: string,
  layer: Pending['layer'],
  loosens: readonly string[],
): Pending {
  const diff = createTwoFilesPatch(file, file, old, text, undefined, undefined, {
    headerOptions: OMIT_HEADERS,
  })
  return { file, text, diff, loosens, hash: hashOf(text), layer }
}

/** Runs what may complain, with the place put before its message. */
function at<T>(source: Source, name: string, path: readonly (string | number)[], run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof GaterError)) throw error
    throw new GaterError(`${name}:${source.lineAt(path)}: ${error.message}`, { hint: error.hint })
  }
}

function rulesOf(
  source: Source,
  layer: Rule['layer'],
  base: RuleBase,
  name: string,
  notes: string[],
): Rule[] {
  return ruleLists.flatMap((kind) =>
    (source.config[kind] ?? []).flatMap((entry, index): Rule[] => {
      const path = [kind, index]
      const full = typeof entry === 'string' ? { rule: entry } : entry
      return at(source, name, path, () => {
        if (full.net !== undefined && kind !== 'contain') {
          throw new GaterError(`\`net\` belongs to contain rules, not to \`${kind}\``)
        }
        const pattern = parsePattern(kind, full.rule, base)
        const origin = `${name}:${source.lineAt(path)}`
        if (pattern === null) {
          notes.push(
            `${origin}: \`${kind} ${full.rule}\` does not apply: paths are relative to no workspace here`,
          )
          return []
        }
        const when = { ...full.when }
        if (when.cwd !== undefined) {
          const place = parsePattern(kind, `read ${when.cwd}`, base)
          if (place === null || place.verb !== 'read') return []
          when.cwd = place.path
        }
        const until = full.until === undefined ? null : parseUntil(full.until)
        const rest = { net: full.net ?? [], note: full.note ?? null, layer }
        return [{ kind, text: full.rule.trim(), origin, pattern, when, until, ...rest }]
      })
    }),
  )
}

/** What only the person's own file may say. */
function checkProject(source: Source, name: string): void {
  const { journal, review, escalate } = source.config
  const path =
    journal !== undefined
      ? ['journal']
      : review !== undefined
        ? ['review']
        : escalate?.secondOpinion !== undefined
          ? ['escalate', 'secondOpinion']
          : null
  if (path === null) return
  at(source, name, path, () => {
    throw new GaterError(`\`${path.join('.')}\` is not for a project's file`, {
      hint: 'set it in ~/.config/gater/.gatercrc',
    })
  })
}
