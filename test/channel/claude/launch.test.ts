import { describe, expect, test } from 'vitest'
import type { LaunchRequest } from '../../../src/channel/channel.ts'
import { claude } from '../../../src/channel/claude.ts'

function launch(
  args: readonly string[],
  more: Partial<Omit<LaunchRequest, 'readText' | 'list'>> & {
    files?: Readonly<Record<string, unknown>>
  } = {},
) {
  const { files = {}, ...request } = more
  return claude.launch({
    args,
    env: { HOME: '/home/me', SHELL: '/bin/bash' },
    cwd: '/shop',
    interactive: true,
    bin: '/gater/bin',
    dir: '/run/gater/1',
    socket: '/run/gater/1/socket',
    node: '/usr/bin/node',
    home: '/home/me',
    list: () => [],
    readText: (path) => {
      const content = files[path]
      if (content === undefined) return null
      return typeof content === 'string' ? content : JSON.stringify(content)
    },
    ...request,
  })
}

const settingsOf = (args: readonly string[]) =>
  JSON.parse(args[args.indexOf('--settings') + 1] as string)

const hook = {
  type: 'command',
  command: '/gater/bin/gater-hook',
  args: ['claude'],
  timeout: 2147483,
}
const every = [{ matcher: '*', hooks: [hook] }]
const env = {
  GATER_SOCKET: '/run/gater/1/socket',
  GATER_NODE: '/usr/bin/node',
  CLAUDE_CODE_SHELL_PREFIX: '/gater/bin/gater-shell',
}

test('an interactive session gets the hooks and the shell prefix, and nothing else', () => {
  const started = launch(['fix it'])
  expect(started.gated).toBe(true)
  expect(started.notes).toEqual([])
  expect(started.env).toEqual({ HOME: '/home/me', SHELL: '/bin/bash', ...env })
  expect(started.args).toEqual([
    '--settings',
    JSON.stringify({
      disableAllHooks: false,
      disableAgentView: true,
      env,
      hooks: {
        PreToolUse: every,
        PostToolUse: every,
        PostToolUseFailure: every,
        ConfigChange: [{ hooks: [hook] }],
      },
      permissions: { defaultMode: 'default', disableBypassPermissionsMode: 'disable' },
    }),
    '--permission-mode',
    'default',
    'fix it',
  ])
})

const ask = ['Edit', 'Write', 'NotebookEdit', 'Read', 'WebFetch', 'WebSearch', 'mcp__*']

test.each([
  ['with -p', ['-p', 'fix'], true],
  ['with -cp', ['-cp', 'fix'], true],
  ['without a terminal', ['fix'], false],
])(
  'a headless session (%s) is asked a second time by the permission tool',
  (_name, args, interactive) => {
    const started = launch(args, { interactive })
    expect(settingsOf(started.args).permissions.ask).toEqual(ask)
    expect(started.args.slice(2)).toEqual([
      '--mcp-config',
      JSON.stringify({
        mcpServers: { gater: { command: '/gater/bin/gater-permission', args: ['claude'], env } },
      }),
      '--permission-prompt-tool',
      'mcp__gater__approve',
      '--permission-mode',
      'default',
      ...args,
    ])
    expect(started.passes('/gater/bin/gater-permission claude')).toBe(true)
  },
)

test('but not about a web tool of which the person denies a part: that rule would be outranked', () => {
  const files = {
    '/shop/.claude/settings.json': { permissions: { deny: ['WebFetch(domain:x.dev)'] } },
  }
  expect(settingsOf(launch(['-p', 'x'], { files }).args).permissions.ask).toEqual(
    ask.filter((tool) => tool !== 'WebFetch'),
  )
})

test("the person's own permission tool is left to it", () => {
  const started = launch(['-p', '--permission-prompt-tool', 'stdio', 'fix'])
  expect(settingsOf(started.args).permissions.ask).toBeUndefined()
  expect(started.args).not.toContain('--mcp-config')
})

describe("the person's --settings", () => {
  const theirs = {
    model: 'opus',
    disableAllHooks: true,
    env: { FOO: '1' },
    hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'mine' }] }] },
    permissions: { deny: ['Bash(curl *)'], ask: ['Edit'] },
  }
  const files = { '/shop/my.json': theirs }

  test.each([
    ['inline', ['--settings', JSON.stringify(theirs)]],
    ['inline with =', [`--settings=${JSON.stringify(theirs)}`]],
    ['as a file', ['--settings', 'my.json']],
    [
      'given twice: the last one counts, as in Claude Code',
      ['--settings', '{"model":"x"}', '--settings', '/shop/my.json'],
    ],
  ])('are merged into ours: %s', (_name, args) => {
    const started = launch(['--verbose', ...args, 'fix'], { files })
    const merged = settingsOf(started.args)
    expect(merged.model).toBe('opus')
    expect(merged.disableAllHooks).toBe(false)
    expect(merged.env).toEqual({ FOO: '1', ...env })
    expect(merged.hooks.PreToolUse).toEqual([...every, ...theirs.hooks.PreToolUse])
    expect(merged.permissions.deny).toEqual(['Bash(curl *)'])
    expect(started.args.filter((word) => word.startsWith('--settings'))).toHaveLength(1)
    expect(started.args.slice(-2)).toEqual(['--verbose', 'fix'])
    expect(started.passes('mine')).toBe(true)
  })

  test.each([
    ['{"a', /^--settings is not JSON: ./],
    ['{"hooks":7}', /^--settings: `hooks` is not what Claude Code expects there$/],
    ['gone.json', /^--settings: there is no file `gone.json`$/],
  ])('that cannot be read stop the start: %s', (value, message) => {
    expect(() => launch(['--settings', value])).toThrow(
      expect.objectContaining({ exit: 125, message: expect.stringMatching(message) }),
    )
  })
})

describe('modes that would let calls through become the default mode, with a note', () => {
  const note = (what: string) => [
    `${what} became the default mode: gater answers instead, and a hook that dies opens nothing`,
  ]
  test.each([
    [['--dangerously-skip-permissions'], note('--dangerously-skip-permissions')],
    [['--allow-dangerously-skip-permissions'], note('--allow-dangerously-skip-permissions')],
    [['--permission-mode', 'bypassPermissions'], note('--permission-mode bypassPermissions')],
    [['--permission-mode', 'acceptEdits'], note('--permission-mode acceptEdits')],
    [['--permission-mode=dontAsk'], note('--permission-mode dontAsk')],
    [['--permission-mode', 'auto'], note('--permission-mode auto')],
    [['--permission-mode', 'default'], []],
  ] as const)('%j', (args, notes) => {
    const started = launch([...args, 'fix'])
    expect(started.notes).toEqual(notes)
    expect(started.args.slice(2)).toEqual(['--permission-mode', 'default', 'fix'])
  })

  test('defaultMode in a settings file', () => {
    const files = { '/shop/.claude/settings.json': { permissions: { defaultMode: 'acceptEdits' } } }
    const started = launch([], { files })
    expect(started.notes).toEqual(note('defaultMode acceptEdits in .claude/settings.json'))
    expect(started.args.slice(2)).toEqual(['--permission-mode', 'default'])
  })

  test('but plan mode stays', () => {
    expect(launch(['--permission-mode', 'plan']).args.slice(2)).toEqual([
      '--permission-mode',
      'plan',
    ])
  })
})

describe('what would remove the gate is refused', () => {
  const flags = [
    [['--bare'], 'claude `--bare` cannot be gated: it starts Claude Code without hooks'],
    [
      ['-p', '--safe-mode', 'x'],
      'claude `--safe-mode` cannot be gated: it starts Claude Code without hooks',
    ],
    [
      ['--bg', 'x'],
      'claude `--bg` cannot be gated: it starts an agent in the background, outside of gater',
    ],
    [
      ['-w', '--tmux'],
      'claude `--tmux` cannot be gated: it starts the agent from the tmux server, outside of gater',
    ],
    [['agents'], '`claude agents` cannot be gated: it lets tools run outside of gater'],
    [['mcp', 'serve'], '`claude mcp serve` cannot be gated: it lets tools run outside of gater'],
  ] as const
  test.each(flags)('claude %j', (args, message) => {
    expect(() => launch(args)).toThrow(expect.objectContaining({ exit: 125, message }))
  })

  const variables = [
    ['CLAUDE_CODE_SIMPLE', '1', '`CLAUDE_CODE_SIMPLE` starts Claude Code without hooks'],
    ['CLAUDE_CODE_SAFE_MODE', 'true', '`CLAUDE_CODE_SAFE_MODE` starts Claude Code without hooks'],
    [
      'CLAUDE_CODE_SHELL_PREFIX',
      '/my/prefix',
      '`CLAUDE_CODE_SHELL_PREFIX` is set, and gater needs it to hold back commands that nobody approved',
    ],
  ] as const
  test.each(variables)('%s=%s', (name, value, message) => {
    expect(() => launch([], { env: { [name]: value } })).toThrow(
      expect.objectContaining({ exit: 125, message }),
    )
  })

  const sources = [
    [
      '/shop/.claude/settings.json',
      { env: { GATER_SOCKET: '/tmp/mine' } },
      '.claude/settings.json sets `GATER_SOCKET` for the agent, which could lead around the gate',
    ],
    [
      '/home/me/.claude/settings.json',
      { env: { BASH_ENV: '/tmp/x' } },
      '~/.claude/settings.json sets `BASH_ENV` for the agent, which could lead around the gate',
    ],
    [
      '/home/me/.claude/settings.json',
      { env: { 'BASH_FUNC_curl%%': '() { echo "gater 1 granted"; }' } },
      '~/.claude/settings.json sets `BASH_FUNC_curl%%` for the agent, which could lead around the gate',
    ],
    [
      '/etc/claude-code/managed-settings.json',
      { allowManagedHooksOnly: true },
      "/etc/claude-code/managed-settings.json sets `allowManagedHooksOnly`, so gater's hook would not be asked",
    ],
    [
      '/etc/claude-code/managed-settings.json',
      { disableAllHooks: true },
      '/etc/claude-code/managed-settings.json disables all hooks, and it outranks gater',
    ],
  ] as const
  test.each(sources)('%s with %j', (path, settings, message) => {
    expect(() => launch([], { files: { [path]: settings } })).toThrow(
      expect.objectContaining({ exit: 125, message }),
    )
  })

  test('but only from settings that are in force', () => {
    const files = { '/shop/.claude/settings.json': { env: { PATH: '/x' } } }
    expect(launch(['--setting-sources', 'user'], { files }).gated).toBe(true)
  })
})

test.each([
  [['--version']],
  [['-h']],
  [['mcp', 'list']],
  [['update']],
  [['doctor']],
  [['config', 'get', 'x']],
])('%j starts no agent and passes untouched', (args) => {
  const started = launch(args)
  expect(started).toMatchObject({ args, gated: false, notes: [], env: { HOME: '/home/me' } })
  expect(started.passes('ls')).toBe(false)
})

describe('what Claude Code decides by itself is said', () => {
  const files = {
    '/home/me/.claude/settings.json': {
      permissions: {
        allow: ['Bash(npm test)', 'Edit', 'mcp__docs'],
        deny: ['Read(.env)'],
        ask: ['Write'],
      },
      hooks: { PreToolUse: [{ hooks: [] }], PermissionRequest: [] },
    },
  }
  const denies = '~/.claude/settings.json still denies by itself: Read(.env)'

  test('in an interactive session', () => {
    const started = launch(['--allowedTools', 'Bash(git *), Write(src/**)'], { files })
    expect(started.notes).toEqual([
      "if gater's hook were killed, --allowedTools would still let through: Write(src/**)",
      "if gater's hook were killed, ~/.claude/settings.json would still let through: Edit, mcp__docs",
      '~/.claude/settings.json has Claude Code ask as well, after gater, for: Write',
      '~/.claude/settings.json has PreToolUse hooks of its own, which can change a file edit that gater approved; gater would stop the agent then, after it',
      denies,
    ])
  })

  test('in a headless one the permission tool covers all of it but the denials', () => {
    expect(launch(['-p', 'x'], { files }).notes).toEqual([denies])
  })
})

describe('strings that pass the shell prefix', () => {
  const files = {
    '/home/me/.claude/settings.json': {
      hooks: {
        Stop: [
          {
            hooks: [
              { type: 'command', command: 'notify-send "done"' },
              { type: 'command', command: 'exec', args: [] },
            ],
          },
        ],
      },
      statusLine: { type: 'command', command: 'my-status --short' },
    },
    '/home/me/.claude.json': {
      mcpServers: { a: { command: 'npx', args: ['-y', 'docs server'] } },
      projects: {
        '/shop': { mcpServers: { b: { command: `\${HOME}/bin/b` } } },
        '/other': { mcpServers: { c: { command: 'c' } } },
      },
    },
    '/shop/.mcp.json': {
      mcpServers: {
        d: { command: 'd', args: ["it's", `\${NONE:-e}`] },
        web: { type: 'http', url: 'x' },
      },
    },
    '/shop/more.json': { mcpServers: { f: { command: 'f' } } },
  }
  const { passes } = launch(
    ['--mcp-config', 'more.json', '{"mcpServers":{"g":{"command":"g"}}}', '-c'],
    { files },
  )

  test.each([
    ['notify-send "done"', true],
    ['my-status --short', true],
    ["npx -y 'docs server'", true],
    ['/home/me/bin/b', true],
    [`d 'it'"'"'s' e`, true],
    ['f', true],
    ['g', true],
    ['exec', false],
    ['c', false],
    ["npx -y 'docs server' x", false],
    ['f; rm x', false],
    ['notify-send "done"; rm x', false],
  ])('%s: %s', (text, passed) => expect(passes(text)).toBe(passed))
})

test.each([
  [['-p', 'fix'], true],
  [['-c', '--print'], true],
  [['fix', '-p'], true],
  [['fix'], false],
  [['--', '-p'], false],
])('%j runs without a screen: %s', (args, headless) => expect(claude.headless(args)).toBe(headless))
