import { expect, test } from 'vitest'
import { decodeReply, encodeReply } from '../../src/channel/wire.ts'

const replies = [
  ['json on stdout', { exitCode: 0, stdout: '{"a":1}', stderr: '' }, 'gater 1 0\n{"a":1}\nend\n'],
  ['nothing to say', { exitCode: 0, stdout: '', stderr: '' }, 'gater 1 0\n\nend\n'],
  [
    'a block of two lines',
    { exitCode: 2, stdout: '', stderr: 'no\nnever' },
    'gater 1 2\nno\nnever\nend\n',
  ],
  [
    'a text that looks like the end',
    { exitCode: 2, stdout: '', stderr: 'a\nend' },
    'gater 1 2\na\nend\nend\n',
  ],
] as const

test.each(replies)('%s comes through', (_name, reply, text) => {
  expect(encodeReply(reply)).toBe(text)
  expect(decodeReply(text)).toEqual(reply)
})

test.each([
  '',
  'gater 1 0\n{}',
  'gater 1 0\n{}\nen',
  '{"a":1}',
  'gater 2 0\n{}\nend\n',
  'log\ngater 1 0\n{}\nend\n',
])('half or foreign text is no reply: %j', (text) => expect(decodeReply(text)).toBeNull())
