import { describe, expect, test } from 'vitest'
import type { Action } from '../../src/action/action.ts'
import type { Question } from '../../src/review/question.ts'
import {
  answeredEvent,
  answerLine,
  answerOf,
  parseAnswerLine,
  parseReviewEvent,
  pendingEvent,
  questionOf,
} from '../../src/review/wire.ts'
import { about, command, question } from './sample.ts'

const text = 'rm -rf dist\u2028 && echo "\ud83c\udf89"'
const write: Action = { kind: 'write', path: '/home/ana/shop/a', content: 'b\n', mode: 0o644 }
const call: Action = { kind: 'call', tool: 'mcp__mail__send', input: { to: ['a'], n: null } }

const questions: [string, Question][] = [
  [
    'a command with all there is',
    question(
      { kind: 'command', command: text, cwd: '/w', shell: 'zsh', argv: ['sh', '-c', text] },
      {
        verdict: {
          risk: 'irreversible',
          attributes: ['secret'],
          gates: ['irreversible'],
          findings: [about(text, 'rm', 'irreversible', 'deletes')],
          nearest: { kind: 'contain', text: 'rm **', origin: '.gatercrc:1' },
          always: 'stops gater',
        },
        reason: 'stale',
        confidence: 0.5,
        offers: [['rm dist']],
        commands: 2,
        editedFrom: command('rm'),
      },
    ),
  ],
  [
    'a write',
    question(write, {
      branch: null,
      changes: [{ path: '/home/ana/shop/a', before: null, after: 'b\n', modes: [null, 0o644] }],
    }),
  ],
  ['a call', question(call)],
]

test.each(questions)('%s is the same question in another terminal', (_, one) => {
  const line = JSON.stringify(pendingEvent(one, 's1'))
  const event = parseReviewEvent(line)
  expect(event.event === 'pending' && questionOf(event)).toEqual({
    offers: [],
    commands: undefined,
    editedFrom: undefined,
    ...one,
  })
})

test('an event has the fields of `gater log --json`, findings, diff and deadline', () => {
  const [, one] = questions[1] as [string, Question]
  expect(pendingEvent(one, 's1')).toMatchObject({
    event: 'pending',
    id: 'q1',
    time: '2026-12-01T10:00:00.000Z',
    deadline: '2026-12-01T10:15:00.000Z',
    session: 's1',
    project: 'shop',
    agent: 'claude',
    channel: 'claude',
    kind: 'write',
    path: '/home/ana/shop/a',
    reason: null,
    confidence: null,
    risk: 'unknown',
    verdict: 'ask',
    findings: [],
    diff: '--- /dev/null\n+++ /home/ana/shop/a\n@@ -0,0 +1,1 @@\n+b\n',
  })
})

test.each([
  [{ answer: { kind: 'approve' }, reviewer: 'terminal' } as const, 'approved', 'human', 'terminal'],
  [
    { answer: { kind: 'edit', action: call }, reviewer: 'review:pts/3' } as const,
    'edited',
    'human',
    'review:pts/3',
  ],
  [{ answer: { kind: 'reject', note: 'x' }, reviewer: 'a' } as const, 'rejected', 'human', 'a'],
  [{ none: 'timeout' } as const, 'rejected', 'timeout', null],
  [{ none: 'no-reviewer' } as const, 'rejected', 'no-reviewer', null],
  [{ none: 'withdrawn' } as const, 'rejected', 'withdrawn', null],
])('%j is said', (outcome, decision, by, reviewer) => {
  const event = answeredEvent('q1', outcome)
  expect(parseReviewEvent(JSON.stringify(event))).toEqual({
    event: 'answered',
    id: 'q1',
    decision,
    by,
    reviewer,
  })
})

describe('an answer', () => {
  test.each([
    [command('ls'), { kind: 'approve', rules: undefined } as const],
    [command('ls'), { kind: 'approve', rules: ['ls'] } as const],
    [command('ls'), { kind: 'reject', note: 'no\n' } as const],
    [command('ls'), { kind: 'edit', action: command('ls -l') } as const],
    [write, { kind: 'edit', action: { ...write, content: 'c' } } as const],
    [call, { kind: 'edit', action: { ...call, input: null } } as const],
  ])('to %j arrives: %j', (action, answer) => {
    const line = parseAnswerLine(JSON.stringify(answerLine('q1', answer)))
    expect(answerOf(line, question(action))).toEqual(answer)
  })

  test('of an edit only what is edited is taken', () => {
    const line = parseAnswerLine('{"id":"q1","answer":"edit","content":"c"}')
    expect(answerOf(line, question(write))).toEqual({
      kind: 'edit',
      action: { ...write, content: 'c' },
    })
  })

  test.each([
    [
      command('ls'),
      '{"id":"q1","answer":"edit","content":"x"}',
      'an edit of a command needs `command`',
    ],
    [
      command('ls'),
      '{"id":"q1","answer":"edit","command":" "}',
      'an edit of a command needs `command`',
    ],
    [write, '{"id":"q1","answer":"edit","command":"x"}', 'an edit of a write needs `content`'],
    [call, '{"id":"q1","answer":"edit","content":"x"}', 'an edit of a call needs `input`'],
  ])('to %j that does not fit is none: %s', (action, line, message) => {
    expect(() => answerOf(parseAnswerLine(line), question(action))).toThrow(message)
  })

  test.each([
    ['', 'not JSON'],
    ['yes', 'not JSON'],
    ['null', 'not a JSON object'],
    ['[]', '`answer` should be ("approve" | "reject" | "edit")'],
    ['{"id":"q1"}', '`answer` should be ("approve" | "reject" | "edit")'],
    ['{"id":"q1","answer":"APPROVE"}', '`answer` should be ("approve" | "reject" | "edit")'],
    ['{"id":"q1","answer":["approve"]}', '`answer` should be ("approve" | "reject" | "edit")'],
    ['{"id":1,"answer":"approve"}', '`id` should be string'],
    ['{"id":"q1","answer":"approve","command":"rm"}', '`command` does not belong there'],
    ['{"id":"q1","answer":"approve","rules":"ls"}', '`rules` should be Array'],
    ['{"id":"q1","answer":"reject","note":1}', '`note` should be string'],
  ])('that is none is refused: %s', (line, message) => {
    expect(() => parseAnswerLine(line)).toThrow(`not an answer: ${message}`)
  })
})
