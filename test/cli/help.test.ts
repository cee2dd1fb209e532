import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { place } from './gater.ts'

const commands = [
  ...['run', 'review', 'log', 'log show', 'log stats', 'log verify', 'tune', 'explain', 'init'],
  ...['trust', 'status', 'doctor', 'demo'],
]

test.each(commands)(
  'gater %s --help tells its use, its options and an example',
  async (command) => {
    const { stdout, stderr, code } = await place().gater([...command.split(' '), '--help'])
    expect([stderr, code]).toEqual(['', 0])
    expect(stdout).toMatch(new RegExp(`^Usage: gater ${command}\\b`))
    expect(stdout).toMatch(/\n {2}-h, --help {2,}\S/)
    expect(stdout).toMatch(new RegExp(`\nExamples:\n {2}gater ${command}\\b`))
  },
)

test('gater --help names every command', async () => {
  const { stdout, stderr, code } = await place().gater(['--help'])
  expect([stderr, code]).toEqual(['', 0])
  for (const command of commands.filter((name) => !name.includes(' '))) {
    expect(stdout).toMatch(new RegExp(`\n {2}${command} `))
  }
})

test('gater --version is that of the package', async () => {
  const file = join(import.meta.dirname, '../../package.json')
  const { version } = JSON.parse(readFileSync(file, 'utf8'))
  expect(await place().gater(['--version'])).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  })
})

test('gater alone prints its help, as misuse', async () => {
  const { stdout, stderr, code } = await place().gater([])
  expect([stdout, code]).toEqual(['', 2])
  expect(stderr).toMatch(/^Usage: gater \[options\] \[command\]\n/)
})

test.each([
  [['nonsense'], 2, "unknown command 'nonsense'"],
  [['log', '--nonsense'], 2, "unknown option '--nonsense'"],
  [['log', 'show'], 2, "missing required argument 'id'"],
  [['status', 'all'], 2, "too many arguments for 'status'. Expected 0 arguments but got 1."],
  [['run'], 125, "missing required argument 'agent'"],
  [['run', '--nonsense', '--', 'claude'], 125, "unknown option '--nonsense'"],
] as const)('gater %j is misuse: %i', async (args, code, error) => {
  expect(await place().gater(args)).toEqual({
    code,
    stdout: '',
    stderr: `gater: error: ${error}\n`,
  })
})

test.each([
  [
    ['log', '--since', 'never'],
    '`--since` does not know the time `never`',
    'write 2h, 3d, today, yesterday, 2026-11-30 or 2026-11-30T14:00',
  ],
  [['explain'], 'explain what?', "gater explain -- 'git push --force'"],
  [['review'], 'no terminal to ask on', 'for programs: gater review --json'],
] as const)('gater %j is misuse with a hint', async (args, error, hint) => {
  expect(await place().gater(args)).toEqual({
    code: 2,
    stdout: '',
    stderr: `gater: error: ${error}\ngater: hint: ${hint}\n`,
  })
})

test.each(['bash', 'zsh', 'fish', 'powershell'])(
  'gater completion %s prints a script',
  async (shell) => {
    const { stdout, stderr, code } = await place().gater(['completion', shell])
    expect([stderr, code]).toEqual(['', 0])
    expect(stdout).toMatch(/^(#compdef|# \w+ completion for) gater\b/i)
  },
)

test('completions are the commands that begin so', async () => {
  const { stdout, code } = await place().gater(['complete', '--', 're'])
  expect([stdout, code]).toEqual([
    'review\tanswer the questions of running sessions, in this terminal\n:4\n',
    0,
  ])
})

test.each([
  [['completion'], "missing required argument 'shell'"],
  [
    ['completion', 'tcsh'],
    "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are zsh, bash, fish, powershell.",
  ],
])('gater %j is misuse', async (args, error) => {
  expect(await place().gater(args)).toEqual({
    code: 2,
    stdout: '',
    stderr: `gater: error: ${error}\n`,
  })
})
