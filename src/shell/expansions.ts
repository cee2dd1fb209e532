import type { Span } from '../action/verdict.ts'
import type { Need } from './line.ts'
import type {
  ArithmeticExpression,
  ParameterExpansionPart,
  Script,
  TestExpression,
  WordNode,
  WordPart,
} from './parse.ts'
import { fault, type Scope } from './scope.ts'
import { readTerm, variableName } from './term.ts'
import { isShowable } from './variables.ts'

/** Walks the script of a substitution; given in by the walker, which knows statements. */
export type WalkScript = (script: Script | undefined, scope: Scope, span: Span) => void

/** Visits everything that a shell does while it expands a word. */
export function visitWord(word: WordNode, scope: Scope, needs: Need[], walk: WalkScript): void {
  const literals =
    word.parts === undefined
      ? [word.text]
      : word.parts.flatMap((part) => (part.type === 'Literal' ? part.text : []))
  if (literals.some(hidesMore))
    fault(scope, scope.span(word.pos, word.end), 'a word that the shell reads as more than a word')
  if (word.parts !== undefined) visitParts(word.parts, scope, needs, walk)
}

/** Whether unquoted text has what no word has: bash reads `0<(x)` as a process substitution, the parser as text. */
function hidesMore(text: string): boolean {
  return /[<>`;&]/.test(text.replace(/\\./gs, ''))
}

export function visitParts(
  parts: readonly WordPart[],
  scope: Scope,
  needs: Need[],
  walk: WalkScript,
): void {
  let variable = false
  for (const part of parts) {
    const span = scope.span(part.pos, part.end)
    if (variable && scope.zsh && part.type !== 'SimpleExpansion' && part.text.startsWith('[')) {
      needs.push({ span, class: 'unknown', by: 'dynamic', why: 'zsh evaluates this subscript' })
    }
    variable = part.type === 'SimpleExpansion'
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        break
      case 'DoubleQuoted':
      case 'LocaleString':
        visitParts(part.parts, scope, needs, walk)
        break
      case 'Glob':
        if (part.kind === 'bracket') visitParts(part.parts, scope, needs, walk)
        break
      case 'BraceExpansion':
        if (part.parts !== undefined) visitParts(part.parts, scope, needs, walk)
        break
      case 'ExtendedGlob':
        if (part.parts !== undefined) visitParts(part.parts, scope, needs, walk)
        if (scope.zsh) {
          needs.push({
            span,
            class: 'unknown',
            by: 'dynamic',
            why: 'zsh may run code in this glob',
          })
        }
        break
      case 'SimpleExpansion':
        visitVariable(variableName(part.text), span, scope, needs)
        break
      case 'ParameterExpansion':
        visitParameter(part, span, scope, needs, walk)
        break
      case 'CommandExpansion':
      case 'ProcessSubstitution':
        walk(part.script, scope, span)
        break
      case 'ArithmeticExpansion':
        visitArithmetic(part.expression, span, scope, needs, walk)
        break
    }
  }
}

function visitVariable(name: string, span: Span, scope: Scope, needs: Need[]): void {
  if (isShowable(name) || scope.state.values.has(name)) return
  needs.push({
    span,
    class: 'secret',
    by: 'dynamic',
    why: `the variable \`${name}\` may hold credentials`,
  })
}

const plainTransforms = new Set(['Q', 'U', 'u', 'L', 'E'])

function visitParameter(
  part: ParameterExpansionPart,
  span: Span,
  scope: Scope,
  needs: Need[],
  walk: WalkScript,
): void {
  const dynamic = (why: string) => needs.push({ span, class: 'unknown', by: 'dynamic', why })
  if (part.prefix === '!') dynamic('uses a variable that another variable names')
  if (part.prefix !== '#') visitVariable(part.parameter, span, scope, needs)
  if (part.index !== undefined) {
    visitWord(part.index, scope, needs, walk)
    if (!/^(?:\d+|[@*])$/.test(part.index.text)) dynamic('the shell evaluates this subscript')
  }
  const { operation } = part
  if (operation === undefined) return
  switch (operation.type) {
    case 'Default':
      visitWord(operation.operand, scope, needs, walk)
      if (operation.operator.includes('=')) {
        needs.push({
          span,
          class: 'unknown',
          by: 'assignment',
          why: `sets the variable \`${part.parameter}\``,
        })
      }
      break
    case 'Remove':
      visitWord(operation.operand, scope, needs, walk)
      break
    case 'Replace':
      visitWord(operation.pattern, scope, needs, walk)
      visitWord(operation.replacement, scope, needs, walk)
      break
    case 'CaseModification':
      if (operation.operand !== undefined) visitWord(operation.operand, scope, needs, walk)
      break
    case 'Slice':
      for (const word of [operation.offset, operation.length]) {
        if (word === undefined) continue
        visitWord(word, scope, needs, walk)
        if (!/^\s*-?\d*\s*$/.test(word.text)) dynamic('the shell evaluates this offset')
      }
      break
    case 'Transform':
      visitWord(operation.operand, scope, needs, walk)
      if (!plainTransforms.has(operation.operand.text))
        dynamic(`\`@${operation.operand.text}\` expands the value again`)
      break
    case 'Names':
      break
    default:
      dynamic('an expansion that gater does not know')
  }
}

/** Arithmetic evaluates the values of variables, subscripts included: only literal numbers and known numbers are safe. */
export function visitArithmetic(
  expression: ArithmeticExpression | undefined,
  span: Span,
  scope: Scope,
  needs: Need[],
  walk: WalkScript,
): void {
  if (expression === undefined) {
    needs.push({
      span,
      class: 'unknown',
      by: 'dynamic',
      why: 'arithmetic that gater does not know',
    })
    return
  }
  switch (expression.type) {
    case 'ArithmeticBinary':
      visitArithmetic(expression.left, span, scope, needs, walk)
      visitArithmetic(expression.right, span, scope, needs, walk)
      break
    case 'ArithmeticUnary':
      visitArithmetic(expression.operand, span, scope, needs, walk)
      break
    case 'ArithmeticTernary':
      visitArithmetic(expression.test, span, scope, needs, walk)
      visitArithmetic(expression.consequent, span, scope, needs, walk)
      visitArithmetic(expression.alternate, span, scope, needs, walk)
      break
    case 'ArithmeticGroup':
      visitArithmetic(expression.expression, span, scope, needs, walk)
      break
    case 'ArithmeticWord':
      if (expression.parts !== undefined) visitParts(expression.parts, scope, needs, walk)
      if (!isNumber(expression.value, scope)) {
        needs.push({
          span,
          class: 'unknown',
          by: 'dynamic',
          why: 'arithmetic evaluates what variables hold',
        })
      }
      break
    case 'ArithmeticCommandExpansion':
      walk(expression.script, scope, span)
      needs.push({
        span,
        class: 'unknown',
        by: 'dynamic',
        why: 'arithmetic evaluates what a command prints',
      })
      break
    default:
      fault(scope, span, 'arithmetic that gater does not know')
  }
}

/** A literal number, or a variable that can hold nothing else. */
export function isNumber(text: string, scope: Scope): boolean {
  if (
    /^(?:0[xX][\da-fA-F]+|\d+|\d+#\w+|\$[#?$!]|\$\{[#?$!]\}|\$\{#\w+\}|\$\{(?:PIPESTATUS|pipestatus)\[\d+\]\}|\$?(?:RANDOM|SECONDS|LINENO|PPID|UID|EUID))$/.test(
      text,
    )
  )
    return true
  const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(text)?.[1]
  const values = name === undefined ? null : scope.values(name)
  return values?.every((value) => !value.glob && /^\d+$/.test(value.text)) ?? false
}

const evaluating = new Set(['-v', '-R'])
const comparing = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge'])

/** `[[ … ]]`: strings and files are compared as they are, but `-v`, `-R` and numbers are evaluated. */
export function visitTest(
  test: TestExpression,
  scope: Scope,
  needs: Need[],
  walk: WalkScript,
): void {
  switch (test.type) {
    case 'TestUnary': {
      visitWord(test.operand, scope, needs, walk)
      if (evaluating.has(test.operator)) {
        needs.push({
          span: scope.span(test.pos, test.end),
          class: 'unknown',
          by: 'dynamic',
          why: `\`[[ ${test.operator}\` evaluates a subscript`,
        })
      }
      break
    }
    case 'TestBinary':
      for (const word of [test.left, test.right]) {
        visitWord(word, scope, needs, walk)
        if (!comparing.has(test.operator)) continue
        const term = readTerm(word, scope)
        if (
          !(
            term.readings?.every(({ text }) => /^\s*-?\d+\s*$/.test(text)) ??
            isNumber(word.text.replace(/^"(.*)"$/, '$1'), scope)
          )
        ) {
          needs.push({
            span: term.span,
            class: 'unknown',
            by: 'dynamic',
            why: `\`[[ ${test.operator}\` evaluates what it compares`,
          })
        }
      }
      break
    case 'TestLogical':
      for (const operand of test.operands) visitTest(operand, scope, needs, walk)
      break
    case 'TestNot':
      visitTest(test.operand, scope, needs, walk)
      break
    case 'TestGroup':
      visitTest(test.expression, scope, needs, walk)
      break
    default:
      needs.push({
        span: [0, 0],
        class: 'unknown',
        by: 'dynamic',
        why: 'a test that gater does not know',
      })
  }
}
