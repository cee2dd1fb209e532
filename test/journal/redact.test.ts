import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Action } from '../../src/action/action.ts'
import { sha256 } from '../../src/journal/chain.ts'
import { keeper, keptCharacters } from '../../src/journal/keep.ts'
import { createRedactor, namesSecret, type Redact } from '../../src/journal/redact.ts'
import { decisionEntry, opened, scratch } from './entry.ts'

// Put together, so that no scanner takes this file for a leak.
const token = (...parts: string[]) => parts.join('')
const github = token('ghp', '_', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5')
const jwt = token('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0.', 'dozjgNryP4J3jVmNHl0w5N')
const privateKey = token(
  '-----BEGIN RSA PRIVATE',
  ` KEY-----\n${'MIIEpAIBAAKCAQEA\n'.repeat(20)}`,
  '-----END RSA PRIVATE KEY-----',
)

async function kept(action: Action, over = {}, env = {}) {
  const redact = await createRedactor({ dir: scratch(), env })
  const entry = await keeper(redact)(decisionEntry({ action, ...over }))
  if (entry.type !== 'decision') throw new Error('not a decision')
  return entry
}

const command = (text: string): Action => ({ kind: 'command', command: text, cwd: '/' })

async function keptCommand(text: string, env = {}): Promise<string> {
  const { action } = await kept(command(text), {}, env)
  return action.kind === 'command'
    ? action.command.replace(/SECRET:([\d+-]+):[0-9a-f]{8}/g, '‹$1›')
    : ''
}

test.each([
  [
    'a GitHub token',
    `git push https://x:${github}@github.com/a/b`,
    'git push https://x:‹32-63›@github.com/a/b',
  ],
  [
    'an npm token',
    `npm config set //registry.npmjs.org/:_authToken=${token('npm', '_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5')}`,
    'npm config set //registry.npmjs.org/:_authToken=‹32-63›',
  ],
  [
    'a bearer token',
    `curl -H "Authorization: Bearer ${jwt}" http://x`,
    'curl -H "Authorization: Bearer ‹64-127›" http://x',
  ],
  ['a JSON Web Token', `echo ${jwt}`, 'echo ‹64-127›'],
  ['basic authentication', 'curl -u ada:hunter2! http://x', 'curl -u ada:‹8-15› http://x'],
  [
    'a password in a URL',
    'psql postgres://ada:hunter2@db/shop',
    'psql postgres://ada:‹1-7›@db/shop',
  ],
  ['an assignment', 'PGPASSWORD=swordfish psql', 'PGPASSWORD=‹8-15› psql'],
  [
    'a quoted assignment',
    'export STRIPE_SECRET_KEY="sk_live_4eC39Hq"',
    'export STRIPE_SECRET_KEY="‹8-15›"',
  ],
  ['an option', 'deploy --api-key 12345678', 'deploy --api-key ‹8-15›'],
  [
    'an option with =',
    'deploy --password=swordfish --user=ada',
    'deploy --password=‹8-15› --user=ada',
  ],
  [
    'JSON in a command',
    `curl -d '{"password": "hunter22"}' http://x`,
    `curl -d '{"password": "‹8-15›"}' http://x`,
  ],
])('%s is redacted', async (_, text, expected) => {
  expect(await keptCommand(text)).toBe(expected)
})

test.each([
  'git commit -m "rotate the token and the password"',
  'export TOKEN=$(gh auth token)',
  'curl -H "Authorization: Bearer $TOKEN" http://x',
  'deploy --token "$TOKEN" --password-file /run/secret',
  'npm test -- --grep "password: string"',
  `echo $\{API_KEY:-none}`,
  'ssh-add ~/.ssh/id_ed25519',
  'ls src/auth/token.ts',
])('%s names a secret without holding one', async (text) => {
  expect(await keptCommand(text)).toBe(text)
})

test('the values of variables that name secrets are redacted wherever they stand', async () => {
  const env = {
    DEPLOY_TOKEN: 'p4ss/w0rd',
    PATH: '/usr/bin',
    SSH_AUTH_SOCK: '/run/agent',
    CI_TOKEN: 'true',
  }
  expect(await keptCommand('echo p4ss/w0rd p4ss%2Fw0rd /usr/bin /run/agent true', env)).toBe(
    'echo ‹8-15› ‹8-15› /usr/bin /run/agent true',
  )
})

test('comments of the agent cannot switch the patterns off', async () => {
  const text = `# secretlint-disable\necho ${github} # secretlint-disable-line`
  expect(await keptCommand(text)).toBe(
    '# secretlint-disable\necho ‹32-63› # secretlint-disable-line',
  )
})

test('a private key in a written file is redacted', async () => {
  const { action } = await kept({ kind: 'write', path: '/k', content: `a\n${privateKey}\nb\n` })
  expect(action).toMatchObject({
    content: expect.stringMatching(/^a\n[^M]*SECRET:256\+:[0-9a-f]{8}[^M]*\nb\n$/),
  })
})

test('what one text tells to be secret is redacted in all of them', async () => {
  const entry = await kept(
    { ...command('PGPASSWORD=swordfish psql'), argv: ['psql', 'swordfish'] } as Action,
    {
      reason: 'the password is swordfish',
      note: 'not swordfish again',
      edited: command('echo swordfish'),
      findings: [{ span: [21, 25], class: 'unknown', why: '`swordfish` is odd' }],
    },
  )
  expect(JSON.stringify(entry)).not.toContain('swordfish')
  const { action, findings } = entry
  const shown = action.kind === 'command' ? action.command : ''
  expect(shown.slice(...(findings[0]?.span ?? []))).toBe('psql')
})

test('the input of a call is redacted by its keys, too', async () => {
  const input = {
    user: 'ada',
    password: 'open sesame',
    deep: [{ apiKey: 'abcdefgh' }],
    note: 'open sesame',
  }
  const { action } = await kept({ kind: 'call', tool: 'login', input })
  expect(action).toEqual({
    kind: 'call',
    tool: 'login',
    input: {
      user: 'ada',
      password: expect.stringMatching(/^SECRET:8-15:/),
      deep: [{ apiKey: expect.stringMatching(/^SECRET:8-15:/) }],
      note: expect.stringMatching(/^SECRET:8-15:/),
    },
  })
})

test('equal secrets look equal, also in other sessions; others do not', async () => {
  const dir = scratch()
  const [one, two] = [
    await createRedactor({ dir, env: {} }),
    await createRedactor({ dir, env: {} }),
  ]
  expect(one.mark('swordfish')).toBe(two.mark('swordfish'))
  expect(one.mark('swordfish')).not.toBe(one.mark('swordfisj'))
  const elsewhere = await createRedactor({ dir: scratch(), env: {} })
  expect(one.mark('swordfish')).not.toBe(elsewhere.mark('swordfish'))
  expect(statSync(join(dir, 'fingerprint.key')).mode & 0o777).toBe(0o600)
})

test('a key that is none is an error with a way out', async () => {
  const dir = scratch()
  writeFileSync(join(dir, 'fingerprint.key'), 'short')
  await expect(createRedactor({ dir, env: {} })).rejects.toMatchObject({
    message: `\`${dir}/fingerprint.key\` is not a key of 32 bytes`,
    hint: 'remove it',
  })
})

test('a text whose search fails is redacted whole, and the line is written', async () => {
  const broken: Redact = {
    find: async (texts) => texts,
    mark: () => 'SECRET',
  }
  const { journal } = await opened(scratch(), { redact: broken })
  await journal.decide(decisionEntry({ id: 'x', reason: 'because' }))
  await journal.close()
  expect(readFileSync(journal.segment(), 'utf8')).toContain('"command":"SECRET"')
})

test('a content too large is kept by size and hash, which the line says', async () => {
  const content = 'x'.repeat(keptCharacters + 1)
  const entry = await kept({ kind: 'write', path: '/x', content })
  expect(entry.omitted).toEqual(['action.content'])
  expect(entry.action).toEqual({
    kind: 'write',
    path: '/x',
    content: `[not kept: 262145 bytes, sha256 ${sha256(content)}]`,
  })
})

test.each([
  ['GITHUB_TOKEN', true],
  ['AWS_SECRET_ACCESS_KEY', true],
  ['apiKey', true],
  ['client-secret', true],
  ['PGPASSWORD', true],
  ['GATER_REVIEW_CODE', true],
  ['SSH_AUTH_SOCK', false],
  ['TOKEN_FILE', false],
  ['token_type', false],
  ['PATH', false],
  ['KEYBOARD', false],
  ['tokenizer', false],
  ['author', false],
])('%s: %s', (name, secret) => {
  expect(namesSecret(name)).toBe(secret)
})

test.each([
  ['one letter', 'a'],
  ['equals signs', '=a'],
  ['colons', ':a'],
  ['blanks', ' '],
  ['options', '--a '],
  ['quotes', '"'],
  ['names', 'token'],
  ['URLs', '://a:'],
  ['tokens', 'eyJaaaaaaaa.'],
])('a quarter of a million characters of %s do not hold up a decision', async (_, piece) => {
  const redact = await createRedactor({ dir: scratch(), env: {} })
  // Work that grows with the square of the text would run into the test's own time limit.
  await redact.find([piece.repeat(keptCharacters / piece.length)])
})

test('a long session leaves nothing behind in the process', async () => {
  const redact = await createRedactor({ dir: scratch(), env: {} })
  const before = performance.getEntries().length
  for (let n = 0; n < 20; n += 1) await redact.find(['git status'])
  expect(performance.getEntries().length).toBe(before)
})
