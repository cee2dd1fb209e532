import { describe, expect, test } from 'vitest'
import type { Ground } from '../../../src/action/place.ts'
import { asksGater } from '../../../src/host/exec/client.ts'
import { commandOf } from '../../../src/host/exec/command.ts'
import { contextOf } from '../../../src/host/exec/covered.ts'
import { createJudge } from '../../../src/host/exec/inner-judge.ts'
import type { Policy, Rule } from '../../../src/policy/policy.ts'
import { understand } from '../../../src/shell/understand.ts'

const ground: Ground = {
  workspace: '/home/ann/shop',
  home: '/home/ann',
  cwd: '/home/ann/shop',
  protects: ['/home/ann/shop/.gatercrc*'],
}
const socket = '/run/gater.sock'

const policy = (rules: readonly Rule[] = []): Policy => ({
  rules,
  hardGates: new Set(['payment', 'irreversible', 'production', 'external', 'latent']),
  escalate: { confidenceBelow: 0.7, novelty: true, secondOpinion: null },
  reviewTimeoutMs: 1000,
  journal: { dir: null, redact: false },
  workspace: ground.workspace,
})

const rule = (kind: 'ask' | 'deny', words: string): Rule => ({
  ...{ kind, text: words, origin: 'test', when: {}, until: null, net: [], note: null },
  ...{ layer: 'user', pattern: { verb: 'run', words: words.split(' ') } },
})

/** What the judge says of an exec inside the grant of `card`. */
function judged(card: string, argv: readonly string[], rules: readonly Rule[] = [], cwd?: string) {
  const judge = createJudge({
    ...{ agent: 'any', policy: policy(rules), workspace: '/home/ann/shop', home: '/home/ann' },
    ...{ protects: ground.protects, socket, env: {} },
  })
  const name = argv[0] ?? ''
  return judge({
    argv,
    cwd: cwd ?? ground.cwd,
    program: name.startsWith('/') ? name : `/usr/bin/${name}`,
    script: null,
    grant: { id: '1', context: contextOf(card, understand(card, ground)) },
  })
}

describe('inside a grant', () => {
  test.each([
    ['make', 'cc -c a.c'],
    ['make', 'rm -f a.o'],
    ['make', 'mkdir -p bin'],
    ['npm test', 'node test.js'],
    ['npm test', 'touch package.json'],
    ['git push origin main', 'git push origin main'],
    ['git push origin main', 'ssh git@host git-receive-pack shop'],
    ['rm -rf dist && make', 'rm -rf dist'],
    ['rm -rf $DIR', 'rm -rf dist'],
    ['find . -name x | xargs rm -rf', 'rm -rf ./x ./y/x'],
    ['curl https://a.example/x', 'curl https://a.example/x'],
  ])('of `%s`, `%s` runs', (card, inner) => {
    expect(judged(card, inner.split(' '))).toBe('pass')
  })

  test.each([
    ['make', 'git push origin main'],
    ['git push origin main', 'git push origin other'],
    ['git push origin main', 'npm publish'],
    ['npm test', 'npm publish'],
    ['npm test', 'curl https://a.example/x'],
    ['npm test', 'rm -rf dist'],
    ['rm -rf dist', 'rm -rf src'],
    ['make', 'rm /home/ann/other'],
    ['make', 'touch /home/ann/.bashrc'],
    ['make', 'cp hook .git/hooks/pre-commit'],
    ['make', 'systemd-run ls'],
    ['make', 'docker run x'],
    ['make', 'touch .gatercrc'],
    ['make', 'ssh host ls'],
    ['git commit -m x', 'ssh host ls'],
  ])('of `%s`, `%s` is asked', (card, inner) => {
    expect(judged(card, inner.split(' '))).toBe('ask')
  })

  test('a script is judged by its text', () => {
    expect(judged('npm test', ['sh', '-c', 'ls; git push origin main'])).toBe('ask')
    expect(judged('npm test', ['sh', '-c', 'ls; node x.js'])).toBe('pass')
  })

  test('what a program is called counts as well as its file', () => {
    expect(judged('make', ['npm', 'publish'])).toBe('ask')
  })

  test('a relative path is looked up where the program runs', () => {
    expect(judged('make', ['rm', 'x'], [], '/home/ann/shop/src')).toBe('pass')
    expect(judged('make', ['rm', 'x'], [], '/etc')).toBe('ask')
  })

  test.each(['ask', 'deny'] as const)('a rule that says %s holds', (kind) => {
    expect(judged('make', ['node', 'seed.js'], [rule(kind, 'node seed.js')])).toBe('ask')
  })
})

describe('asking gater', () => {
  const program = '/usr/bin/curl'
  const asks = (words: string, file = program) =>
    asksGater({ program: file, argv: words.split(' ') }, socket)

  test.each([
    `curl -q -sS --noproxy * --unix-socket ${socket} -H x --data-binary @- http://gater/v1/shell`,
    `curl -sS --unix-socket ${socket} -d {} http://gater/v1/actions`,
  ])('%s', (words) => expect(asks(words)).toBe(true))

  test.each([
    ['another socket', 'curl --unix-socket /var/run/docker.sock http://gater/v1/actions'],
    ['no socket', 'curl http://gater/v1/actions'],
    ['a file that is sent', `curl --unix-socket ${socket} -d @/etc/passwd http://gater/v1/actions`],
    ['a file that is written', `curl --unix-socket ${socket} -o x http://gater/v1/actions`],
    ['two places', `curl --unix-socket ${socket} http://gater/v1/a http://gater/v1/b`],
    ['a configuration', `curl -K x --unix-socket ${socket} http://gater/v1/a`],
  ])('is not %s', (_what, words) => expect(asks(words)).toBe(false))

  test('is not another program of that name', () => {
    expect(asks(`curl --unix-socket ${socket} -d {} http://g/v1/a`, '/tmp/curl')).toBe(false)
  })
})

test.each([
  [['sh', '-c', "echo 'a b'"], {}, `/bin/none -c 'echo '\\''a b'\\'''`],
  [['x', ''], {}, `/bin/none ''`],
  [['x'], { PAGER: 'a b' }, `PAGER='a b' /bin/none`],
])('%j as a command line', (argv, variables, line) => {
  expect(commandOf({ argv, program: '/bin/none', variables }, '/usr/bin:/bin')).toBe(line)
})
