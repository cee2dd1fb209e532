import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type GaterOptions, type Place, place } from './gater.ts'

/** Around an agent that asks by itself, the same on every machine. */
const alone = ['run', '--exec-gate', 'off', '--agent', 'socket']

/** Said at each start of `alone`. */
const layers = (agent: string) =>
  `gater: ${agent} is trusted to ask, nothing holds it back, no exec gate: \`--exec-gate off\`\n`

/** An agent in shell; `ask COMMAND` proposes and prints the reply. */
function agent(here: Place, script: string): string {
  here.write(
    'agent.sh',
    `#!/bin/sh
post() { curl -sS --unix-socket "$GATER_SOCKET" --data-binary "$1" http://gater/v1/actions; }
ask() { post "{\\"kind\\":\\"command\\",\\"command\\":\\"$1\\",\\"cwd\\":\\"$PWD\\"}"; }
${script}
`,
  )
  return './agent.sh'
}

const replies = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('an agent that cannot be started', () => {
  test.each<[string, readonly string[], number, string, string | null]>([
    ['is not on PATH', ['nosuch'], 127, '`nosuch` was not found', 'is it installed, and on PATH?'],
    ['is no file', ['./nosuch'], 127, '`./nosuch` was not found', null],
    [
      'is not executable',
      ['./plain'],
      126,
      '`HOME/shop/plain` cannot be executed',
      'chmod +x HOME/shop/plain',
    ],
    [
      'speaks in a way that gater does not know',
      ['ls'],
      125,
      'gater does not know how `ls` asks, and it would run ungated',
      '`--agent socket`, if it asks on $GATER_SOCKET by itself',
    ],
    [
      'is behind an npx that starts something else',
      ['npx', '-y', 'cowsay'],
      125,
      'gater does not know how `npx` asks, and it would run ungated',
      '`--agent socket`, if it asks on $GATER_SOCKET by itself',
    ],
    [
      'is perhaps behind a shell',
      ['sh', '-c', 'claude'],
      125,
      'gater does not know how `sh` asks, and it would run ungated',
      '`--agent claude`, if it starts claude',
    ],
  ])('because it %s', async (_, words, code, error, hint) => {
    const here = place()
    here.write('plain', 'true\n')
    here.write('npx', '#!/bin/sh\ntouch ran\n')
    const result = await here.gater(['run', '--exec-gate', 'off', '--', ...words])
    expect(result).toEqual({
      code,
      stdout: '',
      stderr: `gater: error: ${error}\n${hint === null ? '' : `gater: hint: ${hint}\n`}`,
    })
    expect(existsSync(join(here.cwd, 'ran'))).toBe(false)
  })

  test('because the channel is not known', async () => {
    expect(await place().gater(['run', '--agent', 'parrot', '--', 'true'])).toEqual({
      code: 125,
      stdout: '',
      stderr:
        'gater: error: no agent `parrot` is known\ngater: hint: one of `claude`, `codex`, `gemini`, `socket`\n',
    })
  })

  test('because its interpreter is missing', async () => {
    const here = place()
    here.write('agent.sh', '#!/nonexistent/sh\n')
    const { code, stderr } = await here.gater([...alone, '--', './agent.sh'])
    expect([code, stderr.replace(layers('agent.sh'), '')]).toEqual([
      127,
      'gater: error: `HOME/shop/agent.sh` cannot be executed (ENOENT)\ngater: hint: is the interpreter in its first line installed?\n',
    ])
  })
})

describe('wrappers of a known agent are seen through', () => {
  test.each([
    [['npx', '-y', '@anthropic-ai/claude-code', '--version']],
    [['env', 'A=1', 'claude', '--version']],
    [['./node_modules/.bin/claude', '--version']],
  ])('%j', async (words) => {
    const here = place()
    const script = '#!/bin/sh\necho "$(basename "$0") $*"\n'
    for (const name of ['bin/npx', 'bin/claude', 'node_modules/.bin/claude'])
      here.write(name, script)
    const env = { PATH: `${join(here.cwd, 'bin')}:${process.env.PATH}` }
    const result = await here.gater(['run', '--', ...words], { env })
    // `--version` starts no agent: it passes as it is.
    expect(result.stderr).toBe('')
    expect([result.code, result.stdout]).toEqual([
      0,
      `${words[0] === 'npx' ? 'npx -y @anthropic-ai/claude-code' : 'claude'} --version\n`,
    ])
  })
})

describe('gater does not start', () => {
  test.each(['NODE_OPTIONS', 'NODE_PATH', 'LD_LIBRARY_PATH'])('with %s set', async (name) => {
    const here = place()
    const refused = await here.gater([...alone, '--', 'touch', 'ran'], {
      env: { [name]: '--no-warnings' },
    })
    expect(refused).toEqual({
      code: 125,
      stdout: '',
      stderr: `gater: error: \`${name}\` set: it may change what gater is\ngater: hint: unset ${name}, or start with --env-ok if it is yours\n`,
    })
    expect(existsSync(join(here.cwd, 'ran'))).toBe(false)
  })

  test('with an open debugger', async () => {
    const here = place()
    const env = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }
    const { code, stderr } = await here.gater([...alone, '--env-ok', '--', 'touch', 'ran'], { env })
    expect([code, existsSync(join(here.cwd, 'ran'))]).toEqual([125, false])
    expect(stderr).toContain(
      "gater: error: gater's debugger is open: whoever reaches it could approve\ngater: hint: start it without --inspect\n",
    )
  })

  test('with node inside the workspace', async () => {
    const here = place()
    const { code, stderr } = await here.gater([...alone, '--', 'true'], { cwd: '/usr' })
    expect([code, stderr]).toEqual([
      125,
      expect.stringMatching(
        /^gater: error: (node|gater) lies inside the workspace \/usr: the agent could change it\ngater: hint: install it elsewhere, or start with --dev if this is work on gater\n$/,
      ),
    ])
  }, 60_000)

  test.each<[string, string, string]>([
    [
      'an unknown key',
      'allow: []\nalow: []\n',
      '.gatercrc:2: unknown key `alow`\ngater: hint: did you mean `allow`?',
    ],
    ['YAML that does not parse', 'allow: [\n', ''],
    ['what only the own file may say', 'journal: { redact: false }\n', ''],
  ])('with %s in its configuration', async (_, text, error) => {
    const here = place()
    here.write('.gatercrc', text)
    const result = await here.gater([...alone, '--', 'touch', 'ran'])
    expect([result.code, result.stdout]).toEqual([125, ''])
    expect(result.stderr).toMatch(/^gater: error: \.gatercrc:\d+: /)
    if (error !== '') expect(result.stderr).toBe(`gater: error: ${error}\n`)
    expect(existsSync(join(here.cwd, 'ran'))).toBe(false)
  })
})

describe('without a person', () => {
  test.each<[string, readonly string[], GaterOptions]>([
    ['no terminal', [], {}],
    ['--no-input', ['--no-input'], {}],
  ])(
    '(%s) what would be asked is rejected, and the exit code is the agent’s',
    async (_, options, how) => {
      const here = place()
      const script = agent(here, "ask pwd; ask 'rm -rf src'; exit 3")
      const { code, stdout, stderr } = await here.gater([...alone, ...options, '--', script], how)
      expect([code, stderr]).toEqual([3, layers('agent.sh')])
      expect(replies(stdout).map(({ decision, note }) => [decision, note])).toEqual([
        ['approved', null],
        [
          'rejected',
          'This needs a person to approve it, and nobody was there; it did not run. Do not look for a way around. Go on without it, or stop and say what you need.',
        ],
      ])
    },
  )

  test('garbage is answered with the reason, nothing of it runs, and the session goes on', async () => {
    const here = place()
    const script = agent(here, `post '{"kind":"dance"}'; post 'garbage'; ask pwd`)
    const { code, stdout, stderr } = await here.gater([...alone, '--', script])
    expect([code, stderr]).toEqual([0, layers('agent.sh')])
    const [kind, json, fine] = replies(stdout)
    expect([kind, json]).toEqual([
      { error: 'must be "command", "write" or "call"', at: 'kind' },
      { error: 'is not JSON in UTF-8', at: '$' },
    ])
    expect(fine).toMatchObject({ decision: 'approved' })
  })
})

describe('a journal', () => {
  const refused =
    'gater could not check this, so it did not run: cannot write the journal: the disk is full: HOME/.local/state/gater/journal. Do not look for a way around; tell the person.'

  test('that fills the disk: everything is refused, said once', async () => {
    const here = place()
    const script = agent(here, 'for i in 1 2 3 4 5 6 7 8; do ask pwd; done')
    // Blocks of 512 or 1024 bytes: room for the first line and a few decisions.
    const through = ['/bin/sh', '-c', 'ulimit -f 4; exec "$@"', 'sh']
    const { code, stdout, stderr } = await here.gater([...alone, '--', script], { through })
    const all = replies(stdout)
    const first = all.findIndex(({ decision }) => decision === 'rejected')
    expect([all.length, first > 0 && first < 7, code]).toEqual([8, true, 0])
    for (const { error } of all.slice(first)) expect(error).toBe(refused)
    expect(stderr).toBe(
      `${layers('agent.sh')}gater: cannot write the journal: the disk is full: HOME/.local/state/gater/journal; everything is refused\n`,
    )
    expect((await here.gater(['log', 'verify'])).code).toBe(0)
  })

  test('that cannot be made stops the start', async () => {
    const here = place()
    mkdirSync(here.state, { recursive: true, mode: 0o700 })
    writeFileSync(join(here.state, 'journal'), '')
    const result = await here.gater([...alone, '--', 'touch', 'ran'])
    expect([result.code, result.stdout, existsSync(join(here.cwd, 'ran'))]).toEqual([
      125,
      '',
      false,
    ])
    expect(result.stderr).toMatch(
      /^gater: error: the journal cannot be kept in `HOME\/\.local\/state\/gater\/journal/,
    )
  })

  test('damaged by hand: verify names the line, and the next start says so and goes on', async () => {
    const here = place()
    const script = agent(here, 'ask pwd')
    await here.gater([...alone, '--', script])
    const journal = join(here.state, 'journal')
    const [name = ''] = readdirSync(journal).filter((one) => one.endsWith('.jsonl'))
    const segment = join(journal, name)
    writeFileSync(segment, readFileSync(segment, 'utf8').replace('"approved"', '"rejected"'))

    const damaged = await here.gater(['log', 'verify'])
    expect(damaged.code).toBe(1)
    expect(`${damaged.stdout}${damaged.stderr}`).toContain(
      `${name}:2: changed: its hash does not fit its content`,
    )
    const { code, stderr } = await here.gater([...alone, '--', script])
    expect(code).toBe(0)
    expect(stderr).toMatch(
      new RegExp(
        `^gater: the journal is damaged: ${name}: its last line was changed; going on in [\\w-]+\\.jsonl, see \`gater log verify\`\n`,
      ),
    )
    expect(readdirSync(journal).filter((one) => one.endsWith('.jsonl'))).toHaveLength(2)
  })
})

describe.runIf(process.platform === 'linux')('the agent is not its own reviewer', () => {
  test('a `gater review --json` of its own, with the right code, is refused', async () => {
    const here = place()
    const code = 'K7QF-2MXR'
    here.write('code', code)
    const program = join(import.meta.dirname, '../../bin/gater.js')
    // The proposal waits in the background; a reviewer joins before it reads what it is to answer.
    const script = agent(
      here,
      `ask 'rm -rf src' > reply &
echo '{"id":"x","answer":"approve"}' |
  GATER_REVIEW_CODE=$(cat code) setsid --wait "$GATER_NODE" ${program} review --json
echo "review: $?"
kill %1
cat reply`,
    )
    const env = { GATER_REVIEW_CODE: code }
    const { stdout, stderr } = await here.gater([...alone, '--wait', '--', script], { env })
    expect(stderr).toMatch(
      /^gater: refused a reviewer: process \d+ runs below gater \(process \d+\)$/m,
    )
    // It saw no question, and the proposal had no answer until it was withdrawn.
    expect(stdout).toMatch(/^review: \d\n$/)
  })

  test('and to propose it is asked, whatever a rule says', async () => {
    const here = place()
    mkdirSync(join(here.home, '.config/gater'), { recursive: true })
    writeFileSync(join(here.home, '.config/gater/.gatercrc'), 'allow:\n  - gater **\n')
    await here.gater(['trust', join(here.home, '.config/gater/.gatercrc'), '--yes'])
    const script = agent(here, "ask 'gater review --json'; ask 'gater trust --yes'")
    const { stdout } = await here.gater([...alone, '--', script])
    expect(replies(stdout).map(({ decision }) => decision)).toEqual(['rejected', 'rejected'])
  })
})
