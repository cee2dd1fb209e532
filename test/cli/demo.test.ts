import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { place } from './gater.ts'

/** The surface that scripts depend on (design.md, "Surfaces"). */
const fields =
  'id time session project agent channel kind what reason confidence risk verdict decision by reviewer note waitedMs outcome'

const nobody =
  'agent: rejected: This needs a person to approve it, and nobody was there; it did not run. Do not look for a way around. Go on without it, or stop and say what you need.'

test('the demo without a terminal: what reads runs, the rest is rejected, the journal is whole', async () => {
  const { home, gater } = place()
  const demo = await gater(['demo'])
  const [name = ''] = readdirSync(join(home, 'tmp')).filter((one) => one.startsWith('gater-demo-'))
  const scratch = join(home, 'tmp', name)
  const here = { env: { XDG_STATE_HOME: join(scratch, 'state') } }

  expect(demo.stdout.replace(/[0-9a-f]{7} (?=Prices)/, '')).toBe(
    `${[
      'agent: let me look around',
      'agent: approved',
      '    Prices with tax',
      '    /** A price with tax; the rate is in percent. */',
      '    export function gross(net, rate) {',
      '      return net + net * rate / 10',
      '    }',
      'agent: do the tests pass?',
      nobody,
      'agent: I found it: a percentage is divided by 10',
      nobody,
      'agent: I will write that down',
      nobody,
      'agent: and publish it',
      nobody,
      'agent: and tidy up',
      nobody,
      'agent: that is all',
    ].join('\n')}\n`,
  )
  const [welcome, layers, journal, next, end] = demo.stderr.split('\n')
  expect([welcome, next, end, demo.code]).toEqual([
    `gater: a demo agent fixes a bug in HOME/tmp/${name}/shop; you decide what it may do`,
    'gater: next: gater run -- claude',
    '',
    0,
  ])
  expect(layers).toMatch(/^gater: .*\bexec gate\b/)
  expect(journal).toMatch(
    new RegExp(
      `^gater: all of it is in the journal: \\d+ lines, whole, HOME/tmp/${name}/state/gater/journal$`,
    ),
  )

  const verified = await gater(['log', 'verify'], here)
  expect(verified.stdout).toMatch(/^the journal is whole: \d+ lines in 1 sessions?\n$/)
  expect([verified.stderr, verified.code]).toEqual(['', 0])

  const log = await gater(['log', '--json'], here)
  const lines = log.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([log.stderr, log.code]).toEqual(['', 0])
  for (const line of lines) {
    const what = line.kind === 'write' ? 'path' : 'command'
    expect(Object.keys(line).join(' ')).toBe(fields.replace('what', what))
  }
  expect(
    lines
      .filter(({ channel }) => channel === 'socket')
      .map(({ decision, by, risk }) => [decision, by, risk]),
  ).toEqual([
    ['approved', 'rule', 'read'],
    ['rejected', 'no-reviewer', 'unknown'],
    ['rejected', 'no-reviewer', 'reversible'],
    ['rejected', 'no-reviewer', 'reversible'],
    ['rejected', 'no-reviewer', 'external'],
    ['rejected', 'no-reviewer', 'irreversible'],
  ])
  expect(readdirSync(join(scratch, 'shop')).sort()).toEqual(
    ['.git', 'build', 'notes.txt', 'package.json', 'price.js', 'price.test.js'].sort(),
  )
  expect(readFileSync(join(scratch, 'shop/price.js'), 'utf8')).toContain('rate / 10\n')
})

test('the demo changes nothing of the person', async () => {
  const { home, gater } = place()
  expect((await gater(['demo', '--no-input'])).code).toBe(0)
  expect(readdirSync(home).sort()).toEqual(['shop', 'tmp'])
})
