import type { Shell } from '../action/action.ts'
import type { Effect } from '../action/effect.ts'
import type { Ground } from '../action/place.ts'
import type { Span } from '../action/verdict.ts'
import { judgeSimple } from './command.ts'
import { visitArithmetic, visitParts, visitTest, visitWord } from './expansions.ts'
import type { Need } from './line.ts'
import { printed } from './output.ts'
import type {
  Assignment,
  Command,
  CommandNode,
  CompoundList,
  HereDoc,
  Redirection,
  Script,
  Statement,
  WordNode,
} from './parse.ts'
import { parseScript } from './parse.ts'
import { readRedirection } from './redirections.ts'
import {
  type Feed,
  fault,
  inSubshell,
  nothing,
  type Scope,
  type Sink,
  type State,
  valuesOf,
  withState,
} from './scope.ts'
import { type Reading, readTerm, type Term } from './term.ts'
import { isHarmlessAssignment, isLocalName } from './variables.ts'

/** Scripts inside scripts, deeper than this, are not looked into. */
const deepest = 24

/** Walks a whole line into the sink. */
export function walkScript(
  text: string,
  ground: Ground,
  shell: Shell | undefined,
  sink: Sink,
): void {
  const state: State = { cwds: [ground.cwd], values: new Map(), functions: new Set() }
  const base: Omit<Scope, 'values'> = {
    sink,
    lineText: text,
    ground,
    shell,
    zsh: shell === undefined || shell === 'zsh',
    state,
    via: [],
    wrapped: [],
    depth: 0,
    feed: nothing,
    source: text,
    span: (from, to) => [from, to],
  }
  const scope: Scope = { ...base, values: (name) => valuesOf(scope, name) }
  walkParsed(parseScript(text), scope)
}

/** Walks a text that is itself an argument, a heredoc or a pipe's content. */
function walkText(
  text: string,
  outer: Scope,
  at: { span: Span; exact: boolean },
  fresh: boolean,
): void {
  if (outer.depth > deepest) return void fault(outer, at.span, 'nested too deeply to be read')
  const state: State = fresh
    ? { cwds: outer.state.cwds, values: new Map(), functions: new Set() }
    : outer.state
  const span = (from: number, to: number): Span =>
    at.exact ? [at.span[0] + from, at.span[0] + to] : at.span
  const scope = withState(
    { ...outer, source: text, span, zsh: outer.shell === undefined || outer.shell === 'zsh' },
    state,
  )
  walkParsed(parseScript(text), scope)
}

function walkParsed(script: Script, scope: Scope): void {
  for (const error of script.errors ?? []) {
    fault(
      scope,
      scope.span(error.pos, Math.min(error.pos + 1, scope.source.length)),
      `does not parse: ${error.message}`,
    )
  }
  walkStatements(script.commands, scope)
}

/** A substitution: a script of its own, in a subshell. */
function walkNested(script: Script | undefined, outer: Scope, span: Span): void {
  if (script === undefined || outer.depth > deepest)
    return void fault(outer, span, 'contains a script that cannot be read')
  const inner = inSubshell({ ...outer, depth: outer.depth + 1, feed: nothing, wrapped: [] })
  const scope: Scope =
    script.source === undefined
      ? inner
      : withState({ ...inner, source: script.source, span: () => span }, inner.state)
  walkParsed(script, scope)
}

function walkStatements(statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) walkAny(statement.command, scope)
}

function walkList(list: CompoundList, scope: Scope): void {
  walkStatements(list.commands, scope)
}

function walkAny(node: Statement['command'], scope: Scope): Feed {
  switch (node.type) {
    case 'AndOr': {
      const before = scope.state.cwds
      for (const [index, command] of node.commands.entries()) {
        const entered = scope.state.cwds
        walkAny(command, scope)
        if (node.operators[index] === '&&' && scope.state.cwds !== entered) {
          scope.state.cwds = scope.state.cwds.slice(-1)
        }
      }
      scope.state.cwds = united(before, scope.state.cwds)
      return nothing
    }
    case 'Pipeline': {
      let { feed } = scope
      for (const [index, command] of node.commands.entries()) {
        const single = node.commands.length === 1
        const stage = single
          ? scope
          : inSubshell({ ...scope, feed: index === 0 ? scope.feed : feed })
        feed = walkCommand(command, stage)
        if (!single && scope.zsh && index === node.commands.length - 1) {
          scope.state.cwds = united(scope.state.cwds, stage.state.cwds)
        }
      }
      return node.commands.length === 1 ? feed : nothing
    }
    default:
      return walkCommand(node, scope)
  }
}

function united(before: State['cwds'], after: State['cwds']): State['cwds'] {
  if (before === after) return after
  return [...before.filter((cwd) => !after.includes(cwd)), ...after]
}

function walkCommand(node: CommandNode, scope: Scope): Feed {
  const needs: Need[] = []
  switch (node.type) {
    case 'Command':
      return walkSimple(node, scope)
    case 'Redirected': {
      const { needs: found, effects, feed } = walkRedirections(node.redirects, scope, null)
      bare(scope, scope.span(node.pos, node.end), found, effects)
      return walkCommand(node.command, feed === null ? scope : { ...scope, feed })
    }
    case 'Subshell':
      walkList(node.body, inSubshell(scope))
      break
    case 'BraceGroup':
      walkList(node.body, scope)
      break
    case 'If':
      walkList(node.clause, scope)
      walkList(node.then, scope)
      for (const branch of node.elif) {
        walkList(branch.clause, scope)
        walkList(branch.then, scope)
      }
      if (node.else !== undefined) walkList(node.else, scope)
      break
    case 'For':
    case 'Select': {
      const words = (node.wordlist ?? []).map((word) => readWord(word, scope, needs))
      if (node.type === 'Select') {
        needs.push({
          span: scope.span(node.pos, node.end),
          class: 'unknown',
          by: 'state',
          why: 'asks at the terminal',
        })
      }
      const name = node.name.value
      if (!isLocalName(name) && !/^[A-Z][A-Z0-9]?$/.test(name)) {
        needs.push({
          span: scope.span(node.name.pos, node.name.end),
          class: 'unknown',
          by: 'assignment',
          why: `the variable \`${name}\` may change what runs`,
        })
      }
      scope.state.values.set(name, node.wordlist === undefined ? null : allReadings(words))
      bare(scope, scope.span(node.pos, node.end), needs, [])
      walkLoop(scope, node, () => walkList(node.body, scope))
      return nothing
    }
    case 'While':
      walkLoop(scope, node, () => {
        walkList(node.clause, scope)
        walkList(node.body, scope)
      })
      break
    case 'ArithmeticFor': {
      const span = scope.span(node.pos, node.end)
      needs.push({
        span,
        class: 'unknown',
        by: 'dynamic',
        why: 'arithmetic evaluates what variables hold',
      })
      for (const expression of [node.initialize, node.test, node.update]) {
        if (expression !== undefined) visitArithmetic(expression, span, scope, needs, walkNested)
      }
      bare(scope, span, needs, [])
      walkLoop(scope, node, () => walkList(node.body, scope))
      return nothing
    }
    case 'Case':
      visitWord(node.word, scope, needs, walkNested)
      for (const item of node.items) {
        for (const pattern of item.pattern) visitWord(pattern, scope, needs, walkNested)
      }
      bare(scope, scope.span(node.pos, node.end), needs, [])
      for (const item of node.items) walkList(item.body, scope)
      return nothing
    case 'TestCommand':
      visitTest(node.expression, scope, needs, walkNested)
      break
    case 'ArithmeticCommand':
      visitArithmetic(node.expression, scope.span(node.pos, node.end), scope, needs, walkNested)
      break
    case 'Function': {
      const name = node.name.value
      needs.push({
        span: scope.span(node.pos, node.end),
        class: 'unknown',
        by: 'state',
        why: `defines the function \`${name}\``,
      })
      scope.state.functions.add(name)
      const inner = inSubshell(scope)
      if (node.body.type === 'CompoundList') walkList(node.body, inner)
      else walkCommand(node.body, inner)
      break
    }
    case 'Coproc':
      needs.push({
        span: scope.span(node.pos, node.end),
        class: 'unknown',
        by: 'state',
        why: 'starts a coprocess',
      })
      if (node.body.type === 'CompoundList') walkList(node.body, inSubshell(scope))
      else walkCommand(node.body, inSubshell(scope))
      break
    default:
      fault(scope, [0, scope.lineText.length], 'contains a construct that gater does not know')
  }
  bare(scope, scope.span(node.pos, node.end), needs, [])
  return nothing
}

/** A loop runs its body again where the first round left off. */
function walkLoop(scope: Scope, node: { pos: number; end: number }, body: () => void): void {
  const before = scope.state.cwds
  body()
  if (scope.state.cwds !== before)
    fault(scope, scope.span(node.pos, node.end), 'changes the directory in a loop')
}

/** What a construct needs by itself, apart from the commands in it. */
function bare(scope: Scope, span: Span, needs: readonly Need[], effects: readonly Effect[]): void {
  if (needs.length === 0 && effects.length === 0) return
  judgeSimple({ span, terms: [], needs, effects }, scope, walkText)
}

function readWord(word: WordNode, scope: Scope, needs: Need[]): Term {
  visitWord(word, scope, needs, walkNested)
  return readTerm(word, scope)
}

const mostValues = 64

function allReadings(words: readonly Term[]): readonly Reading[] | null {
  const all: Reading[] = []
  for (const word of words) {
    if (word.readings === null || all.length > mostValues) return null
    all.push(...word.readings)
  }
  return all
}

function walkSimple(node: Command, outer: Scope): Feed {
  const scope = outer
  const needs: Need[] = []
  const span = scope.span(node.pos, node.end)
  const terms: Term[] = []
  if (node.name !== undefined) terms.push(readWord(node.name, scope, needs))
  const redirections: Redirection[] = []
  for (const item of node.prefix) {
    if (item.type === 'Assignment') walkAssignment(item, terms[0], scope, needs)
    else redirections.push(item)
  }
  for (const item of node.suffix) {
    if (item.type === 'Word') terms.push(readWord(item, scope, needs))
    else if (item.type === 'Assignment') terms.push(readAssignment(item, scope, needs))
    else redirections.push(item)
  }
  if (redirections.length === 0)
    return judgeSimple({ span, terms, needs, effects: [] }, scope, walkText)
  const [head, ...rest] = terms
  const content = (feed: Feed): string | null =>
    head?.static
      ? printed(head.value, rest, feed.text, scope.shell !== 'bash')
      : head === undefined
        ? ''
        : null
  const { needs: found, effects, feed, stdout } = walkRedirections(redirections, scope, content)
  const output = judgeSimple(
    { span, terms, needs: [...needs, ...found], effects },
    feed === null ? scope : { ...scope, feed },
    walkText,
  )
  return stdout ? nothing : output
}

/** `NAME=value` after a command that takes it as an argument: `export`, `declare`. */
function readAssignment(item: Assignment, scope: Scope, needs: Need[]): Term {
  visitAssignment(item, scope, needs)
  scope.state.values.set(item.name, null)
  const span = scope.span(item.pos, item.end)
  const plain =
    item.value.type === 'Word' && item.index === undefined ? readTerm(item.value, scope) : null
  return plain?.static && !item.append
    ? {
        value: `${item.name}=${plain.value}`,
        static: true,
        span,
        readings: [{ text: `${item.name}=${plain.value}`, glob: false, tilde: false }],
        prefix: `${item.name}=`,
      }
    : { value: item.text, static: false, span, readings: null, prefix: `${item.name}=` }
}

function visitAssignment(item: Assignment, scope: Scope, needs: Need[]): void {
  const { value, index } = item
  if (index !== undefined) visitWord(index, scope, needs, walkNested)
  if (value.type === 'Word') visitWord(value, scope, needs, walkNested)
  else for (const element of value.elements) visitWord(element, scope, needs, walkNested)
}

/** `head` is the command that it stands before; without one it lasts. */
function walkAssignment(
  item: Assignment,
  head: Term | undefined,
  scope: Scope,
  needs: Need[],
): void {
  visitAssignment(item, scope, needs)
  const { name, value, index } = item
  const span = scope.span(item.pos, item.end)
  const term = value.type === 'Word' ? readTerm(value, scope) : null
  if (index !== undefined) {
    needs.push({
      span,
      class: 'unknown',
      by: 'assignment',
      why: 'the shell evaluates this subscript',
    })
    return
  }
  if (head === undefined && isLocalName(name)) {
    const readings =
      item.append || term === null || (term.readings?.some(({ glob }) => glob) ?? true)
        ? null
        : term.readings
    scope.state.values.set(name, readings)
    return
  }
  if (term?.static && !item.append && isHarmlessAssignment(name, term.value)) return
  if (name === 'IFS' && head?.static && head.value === 'read' && term?.static) return
  scope.state.values.set(name, null)
  needs.push({
    span,
    class: 'unknown',
    by: 'assignment',
    why: `the variable \`${name}\` may change what runs`,
  })
}

interface Redirected {
  needs: Need[]
  effects: Effect[]
  /** What stdin holds; `null` where it is not redirected. */
  feed: Feed | null
  /** Stdout goes to a file. */
  stdout: boolean
}

/** `content` tells what the command prints, once its stdin is known. */
function walkRedirections(
  redirections: readonly Redirection[],
  scope: Scope,
  content: ((feed: Feed) => string | null) | null,
): Redirected {
  const result: Redirected = { needs: [], effects: [], feed: null, stdout: false }
  for (const item of redirections) {
    if (item.type === 'HereDoc') result.feed = readHereDoc(item, scope, result.needs)
    else if (item.type === 'HereString' && item.target !== undefined) {
      const term = readWord(item.target, scope, result.needs)
      result.feed = { ...nothing, text: term.static ? `${term.value}\n` : null, span: term.span }
    } else if (item.type === 'Redirect' && item.operator === '<') result.feed = nothing
  }
  for (const item of redirections) {
    if (item.type !== 'Redirect') continue
    const span = scope.span(item.pos, item.end)
    if (item.target === undefined) {
      fault(scope, span, 'a redirection without a target')
      continue
    }
    const term = readWord(item.target, scope, result.needs)
    const text = content?.(result.feed ?? scope.feed) ?? null
    if (readRedirection(item, term, span, scope, result, text)) result.stdout = true
  }
  return result
}

function readHereDoc(item: HereDoc, scope: Scope, needs: Need[]): Feed {
  const span = scope.span(item.body.pos, item.body.end)
  const { parts } = item.body
  const quoted = item.delimiter?.quoted ?? false
  if (!quoted && parts !== undefined) visitParts(parts, scope, needs, walkNested)
  const dynamic = !quoted && (parts ?? []).some((part) => part.type !== 'Literal')
  if (dynamic || item.closing === undefined) return { ...nothing, span }
  let text = item.body.text
  if (item.operator === '<<-') text = text.replace(/^\t+/gm, '')
  if (!quoted)
    text = text.replace(/\\([$`\\\n])/g, (_all, char: string) => (char === '\n' ? '' : char))
  return { ...nothing, text, span, exact: scope.lineText.slice(...span) === text }
}
