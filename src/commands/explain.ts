import { basename, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import type { CommandAction } from '../action/action.ts'
import { GaterError } from '../action/error.ts'
import type { Io } from '../action/io.ts'
import { isWithin } from '../action/place.ts'
import type { Verdict } from '../action/verdict.ts'
import { findWorkspace } from '../policy/circumstances.ts'
import { loadPolicy } from '../policy/config.ts'
import { protectedPlaces } from '../policy/protected.ts'
import { judgeIn, type Scene, type Seen, see } from '../policy/scene.ts'
import { explanation } from '../review/explanation.ts'
import { printable } from '../review/printable.ts'

export interface ExplainOptions {
  cwd?: string
  json?: boolean
  batch?: boolean
}

/**
 * `gater explain`: what gater would say to a command, and why, without running anything. 0 when it would run unasked,
 * 1 when it would be asked or denied; in a batch 0, or 2 when a line could not be read.
 */
export async function explain(
  words: readonly string[],
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const cwd = resolve(io.cwd, options.cwd ?? '.')
  if (options.batch) {
    if (words.length > 0) throw new GaterError('`--batch` reads commands from standard input')
    return explainBatch(cwd, io)
  }
  if (words.length === 0) {
    throw new GaterError('explain what?', { hint: "gater explain -- 'git push --force'" })
  }
  // One word is a line as a shell would get it; several are words that the person's shell has already split.
  const command = words.length === 1 ? (words[0] ?? '') : words.map(quoted).join(' ')
  const scene = await sceneAt(cwd, io)
  const { action, seen, verdict } = judged(command, cwd, scene)
  if (options.json) io.stdout.write(`${JSON.stringify(fields(command, verdict, seen))}\n`)
  else {
    const { NO_COLOR } = io.env
    const color = io.stdout.isTTY === true && !NO_COLOR
    const width = Math.min(io.stdout.columns ?? 80, 120)
    io.stdout.write(explanation(action, seen.line, verdict, { color, width }))
  }
  return verdict.kind === 'allow' ? 0 : 1
}

// --- internal ---

const Request = v.looseObject({ command: v.string(), cwd: v.optional(v.string()) })

async function explainBatch(cwd: string, io: Io): Promise<number> {
  const scenes = new Map<string, Promise<Scene>>()
  let code = 0
  let number = 0
  for await (const text of createInterface({
    input: io.stdin,
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1
    if (text.trim() === '') continue
    try {
      const request = v.parse(Request, JSON.parse(text))
      const at = resolve(cwd, request.cwd ?? '.')
      const scene = scenes.get(at) ?? sceneAt(at, io)
      scenes.set(at, scene)
      const { seen, verdict } = judged(request.command, at, await scene)
      io.stdout.write(`${JSON.stringify(fields(request.command, verdict, seen))}\n`)
    } catch (error) {
      const why = complaint(error)
      io.stdout.write(`${JSON.stringify({ error: why, line: number })}\n`)
      io.stderr.write(`gater: line ${number}: ${printable(why)}\n`)
      code = 2
    }
  }
  return code
}

function complaint(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof v.ValiError) {
    return 'expected JSON: {"command": "…", "cwd"?: "…"}'
  }
  return error instanceof Error ? error.message : String(error)
}

/** The scene of a directory, which need not exist: then it is a workspace of its own. */
async function sceneAt(cwd: string, io: Io): Promise<Scene> {
  const workspace = placeAt(cwd, io.home)
  const { policy } = await loadPolicy({ ...io, cwd: workspace.root }, workspace)
  const { home, env, now } = io
  const protects = protectedPlaces(io, workspace.root, [])
  return { policy, workspace, agent: 'explain', home, protects, env, now }
}

function placeAt(cwd: string, home: string): Scene['workspace'] {
  try {
    return findWorkspace(cwd, home)
  } catch {
    return { root: cwd, name: basename(cwd) || cwd, forRules: isWithin(home, cwd) ? null : cwd }
  }
}

function judged(command: string, cwd: string, scene: Scene) {
  const action: CommandAction = { kind: 'command', command, cwd }
  const seen = see(action, scene)
  return { action, seen, verdict: judgeIn(scene, action, seen, undefined) }
}

function fields(command: string, verdict: Verdict, { line }: Seen) {
  const { kind, risk, attributes, findings, rule, nearest, gates } = verdict
  const parts = line?.parts.map(({ span, argv, program, via, facts, needs, effects }) => ({
    ...{ span, argv: argv.map((word) => word.value), program, via, facts },
    ...{
      needs: needs.map(({ span, class: kind, why, by }) => ({ span, class: kind, why, by })),
      effects,
    },
  }))
  return { command, verdict: kind, risk, attributes, findings, rule, nearest, gates, parts }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
