import { describe, expect, test } from 'vitest'
import { judgeJq, judgeYq } from '../../../src/shell/languages/jq.ts'

describe('a filter that only reads its input', () => {
  test.each([
    '.',
    '.scripts',
    '.dependencies | keys[]',
    '.[] | select(.a == "b") | .c',
    'map({name, version})',
    '.env',
    '.env.PATH',
    '.["env"]',
    '{env: .x}',
    '{env}',
    '{a, env, b}',
    '{"a": 1, env: .b}',
    '.a."env"',
    '"env: \\(.a)"',
    '"\\(.a | "x \\(.b)")"',
    'to_entries[] | "\\(.key)=\\(.value)"',
    'reduce .[] as $x (0; . + $x)',
    'if .a then .b elif .c then .d else empty end',
    'def f(x): x * 2; f(.a)',
    'input_filename',
    '.. | .name? // empty',
    '[.[] | .import]',
    '{import: 1}',
    '@base64d',
    '@csv',
    '.a as [$x, $y] | $x',
    '.a # env\n| .b',
    '$__loc__',
    'try error("env") catch .',
    '',
  ])('%j', (filter) => {
    expect(judgeJq(filter)).toEqual([])
  })
})

describe('a filter that reaches further', () => {
  test.each<[filter: string, part: string, risk: string]>([
    ['env', 'env', 'secret'],
    ['env.PATH', 'env', 'secret'],
    ['. | env', 'env', 'secret'],
    ['$ENV', '$ENV', 'secret'],
    ['$ENV.HOME', '$ENV', 'secret'],
    ['"\\(env)"', 'env', 'secret'],
    ['"\\("\\($ENV)")"', '$ENV', 'secret'],
    ['{a: env}', 'env', 'secret'],
    ['{(env.A): 1}', 'env', 'secret'],
    ['{a: (1, env, 2)}', 'env', 'secret'],
    ['{a: [1, env, 2]}', 'env', 'secret'],
    ['{a: if 1 then 2, env, 3 end}', 'env', 'secret'],
    ['{"\\(env)": 1}', 'env', 'secret'],
    ['[env, 1]', 'env', 'secret'],
    ['import "a" as a; a::f', 'import', 'unknown'],
    ['include "x"; .', 'include', 'unknown'],
    ['"m" | modulemeta', 'modulemeta', 'unknown'],
    ['"unterminated', '', 'unknown'],
    ['. # c \\\n env', '# c \\\n env', 'unknown'],
    ['.a\u00a0| env', '\u00a0| env', 'unknown'],
  ])('%j', (filter, part, risk) => {
    const [finding] = judgeJq(filter)
    expect(finding?.class).toBe(risk)
    expect(filter.slice(...(finding?.span ?? [0, 0]))).toBe(part)
  })
})

describe('yq has more words', () => {
  test.each([
    '.a.b',
    '.items[] | select(.kind == "x")',
    'length',
    '.load',
    'keys',
    '... comments=""',
  ])('%j only reads', (filter) => {
    expect(judgeYq(filter)).toEqual([])
  })
  test.each([
    'load("x.yml")',
    'load_str(".env")',
    'env(HOME)',
    'strenv(TOKEN)',
    '.a |= envsubst',
    'eval(.expr)',
    'system("id")',
  ])('%j reaches further', (filter) => {
    expect(judgeYq(filter)).not.toEqual([])
  })
})
