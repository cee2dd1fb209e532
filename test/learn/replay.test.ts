import { expect, test } from 'vitest'
import type { Action } from '../../src/action/action.ts'
import { gather } from '../../src/learn/past.ts'
import { createReplay } from '../../src/learn/replay.ts'
import { propose } from '../../src/learn/tune.ts'
import type { Policy, Rule } from '../../src/policy/policy.ts'
import { parsePattern } from '../../src/policy/rule.ts'
import { command, history, workspace, write } from './history.ts'

// The judge of the gate itself, on histories of real commands.

const home = '/home/ada'

function policyOf(...rules: string[]): Policy {
  return {
    rules: rules.map((entry): Rule => {
      const [kind = '', ...words] = entry.split(' ')
      if (kind !== 'allow' && kind !== 'ask' && kind !== 'deny') throw new Error(kind)
      const text = words.join(' ')
      const pattern = parsePattern(kind, text, { workspace, home, cwd: workspace })
      if (pattern === null) throw new Error(text)
      const loose = { when: {}, until: null, net: [], note: null, layer: 'user' as const }
      return { kind, text, origin: 'test', pattern, ...loose }
    }),
    hardGates: new Set(['payment', 'irreversible', 'production', 'external', 'latent']),
    escalate: { confidenceBelow: 0.7, novelty: false, secondOpinion: null },
    reviewTimeoutMs: 900_000,
    journal: { dir: null, redact: true },
    workspace,
  }
}

/** What is proposed after each action was approved twelve times in three sessions. */
async function learned(actions: readonly Action[], ...rules: string[]): Promise<string[]> {
  const past = history()
  for (const action of actions) {
    for (let n = 0; n < 12; n += 1) past.add(`s${n % 3}`, action)
  }
  const replay = createReplay({
    policy: policyOf(...rules),
    home,
    protects: [`${home}/.config/gater/**`],
    now: new Date('2026-12-01T00:00:00Z'),
  })
  return propose(await gather(past.read()), replay).map(({ kind, rule }) => `${kind} ${rule}`)
}

test.each([
  ['mkdir build', ['allow mkdir build']],
  ['git add README.md', ['allow git add README.md']],
  ['npm test', ['contain npm test']],
  ['make', ['contain make']],
  ['pytest -q', ['contain pytest -q']],
  ['python3 build.py', ['contain python3 build.py']],
  ['frobnicate --all', ['contain frobnicate --all']],
])('%s becomes %j', async (text, rules) => {
  expect(await learned([command(text)])).toEqual(rules)
})

test.each([
  'ls -la',
  'rm -rf build',
  'git push origin main',
  'curl -d @x http://example.com',
  'cat .env',
  'git push --force',
  'mkdir build > log.txt',
  'mkdir $NAME',
  'FOO=1 mkdir build',
  'gater trust',
  'sudo mkdir build',
  'mkdir build && git push origin main',
])('%s becomes no rule', async (text) => {
  expect(await learned([command(text)])).toEqual([])
})

test.each([
  ['docs/guide.md', ['allow write docs/guide.md']],
  ['package.json', []],
  ['.git/hooks/pre-commit', []],
  ['.env', []],
  ['.gatercrc', []],
])('writing %s becomes %j', async (path, rules) => {
  expect(await learned([write(path)])).toEqual(rules)
})

test('what a rule covers already, or forbids, is not proposed', async () => {
  const action = command('mkdir build')
  expect(await learned([action], 'allow mkdir *')).toEqual([])
  expect(await learned([action], 'deny mkdir **')).toEqual([])
  expect(await learned([action], 'ask mkdir **')).toEqual([])
})

test('an open word stands for names that were never seen, but not for what the judge would not let pass', async () => {
  const names = ['build', 'out', 'tmp', 'cache']
  expect(await learned(names.map((name) => command(`mkdir ${name}`)))).toEqual(['allow mkdir *'])
})
