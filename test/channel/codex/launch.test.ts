import { describe, expect, test } from 'vitest'
import type { LaunchRequest } from '../../../src/channel/channel.ts'
import { codex } from '../../../src/channel/codex.ts'

function launch(args: readonly string[], more: Partial<LaunchRequest> = {}) {
  return codex.launch({
    args,
    env: { HOME: '/home/me' },
    cwd: '/shop',
    interactive: true,
    bin: '/gater/bin',
    dir: '/run/gater/1',
    socket: '/run/gater/1/socket',
    node: '/usr/bin/node',
    home: '/home/me',
    readText: () => null,
    list: () => [],
    ...more,
  })
}

const hook = `/bin/sh -c '"$0" codex; case $? in 0) exit 0 ;; 2) exit 2 ;; esac; echo "gater: its hook failed, so nothing ran. Stop and tell the person." >&2; exit 2' '/gater/bin/gater-hook'`
const declared = (event: string) =>
  `hooks.${event}=[{matcher=".*",hooks=[{type="command",command=${JSON.stringify(hook)},timeout=99999999}]}]`

/** The settings that gater adds, without the trust. */
const settings = [
  'features.hooks=true',
  'features.unified_exec_tty=false',
  'features.code_mode={enabled=false,default_exec_yield_time_ms=86400000}',
  ...['PreToolUse', 'PostToolUse', 'PermissionRequest'].map(declared),
]

test('a session gets the hooks with their trust, and no shared server', () => {
  const started = launch(['fix it'])
  expect(started.gated).toBe(true)
  expect(started.env).toEqual({
    HOME: '/home/me',
    GATER_SOCKET: '/run/gater/1/socket',
    GATER_NODE: '/usr/bin/node',
  })
  const trust = started.args.at(-1)
  expect(started.args).toEqual([
    ...['--no-daemon', 'fix it'],
    ...[...settings, trust].flatMap((one) => ['-c', one]),
  ])
  expect(trust).toMatch(
    /^hooks\.state=\{("\/<session-flags>\/config\.toml:(pre_tool_use|post_tool_use|permission_request):0:0"=\{trusted_hash="sha256:[0-9a-f]{64}"\},?){3}\}$/,
  )
  expect(started.passes(hook)).toBe(true)
  expect(started.passes(`${hook}; true`)).toBe(false)
})

test.each([
  ['exec', ['exec', 'fix'], ['exec', 'fix', '-c']],
  ['exec, by its alias', ['e', 'fix'], ['e', 'fix', '-c']],
  ['what follows --', ['exec', '--', '-c'], ['exec', '-c', 'features.hooks=true']],
  ['an earlier session', ['resume', '--last'], ['--no-daemon', 'resume', '--last', '-c']],
  ['--no-daemon given', ['--no-daemon'], ['--no-daemon', '-c', 'features.hooks=true']],
])('the settings stand behind those of the person: %s', (_name, args, begin) => {
  expect(launch(args).args.slice(0, begin.length)).toEqual(begin)
})

test.each([[['login']], [['--version']], [['exec', '--help']], [['mcp', 'list']]])(
  'what starts no agent passes as it is: %j',
  (args) => {
    const { HOME } = launch(args).env
    expect(launch(args)).toMatchObject({ args, gated: false, notes: [] })
    expect(HOME).toBe('/home/me')
  },
)

const hangs = "on the command line cannot be gated: gater's hook hangs on it"

test.each([
  [['exec', '--disable', 'hooks', 'x'], `codex \`features.hooks\` ${hangs}`],
  [['-c', 'features.hooks=false'], `codex \`features.hooks\` ${hangs}`],
  [['-cfeatures={hooks=false}'], `codex \`features\` ${hangs}`],
  [['--config=features."hooks" = false'], `codex \`features.hooks\` ${hangs}`],
  [['-c', 'hooks.PreToolUse=[]'], `codex \`hooks.PreToolUse\` ${hangs}`],
  [['--enable', 'unified_exec_tty'], `codex \`features.unified_exec_tty\` ${hangs}`],
  [['--remote', 'ws://x'], 'codex `--remote` cannot be gated: the agent runs elsewhere'],
  [['app-server'], '`codex app-server` cannot be gated: it lets tools run outside of gater'],
  [['a'], '`codex apply` cannot be gated: it lets tools run outside of gater'],
])('what would remove the gate stops the start: %j', (args, message) => {
  expect(() => launch(args)).toThrow(expect.objectContaining({ message, exit: 125 }))
})

test('so does a server that runs commands elsewhere', () => {
  const env = { CODEX_EXEC_SERVER_URL: 'ws://127.0.0.1:1' }
  expect(() => launch([], { env })).toThrow('`CODEX_EXEC_SERVER_URL` is set')
})

describe('the check before the start', () => {
  const check = launch(['-C', 'sub', '-c', 'model="x"', '--enable', 'goals']).check
  if (check === undefined) throw new Error('no check')

  // Recorded from Codex 0.169.0.
  const event = (name: string, snake: string, more: object = {}) => ({
    key: `/<session-flags>/config.toml:${snake}:0:0`,
    eventName: name,
    handlerType: 'command',
    command: hook,
    sourcePath: '/<session-flags>/config.toml',
    enabled: true,
    trustStatus: 'trusted',
    ...more,
  })
  const ours = [
    event('preToolUse', 'pre_tool_use'),
    event('postToolUse', 'post_tool_use'),
    event('permissionRequest', 'permission_request'),
  ]
  const line = (hooks: readonly object[]) =>
    JSON.stringify({ id: 2, result: { data: [{ cwd: '/shop', hooks, warnings: [], errors: [] }] } })
  const refused = { refused: "this Codex would not ask gater's hook before it runs a tool" }

  test("asks the same Codex, with the person's settings, in the agent's directory", () => {
    expect(check.args.slice(0, 5)).toEqual(['app-server', '-c', 'model="x"', '--enable', 'goals'])
    expect(check.args.slice(5)).toEqual(launch([]).args.slice(1))
    expect(check.input.split('\n')[2]).toBe(
      '{"id":2,"method":"hooks/list","params":{"cwds":["/shop/sub"]}}',
    )
  })

  test.each([
    ['trusted', ours, { notes: [] }],
    ['none of ours', [], refused],
    ['not trusted', [{ ...ours[0], trustStatus: 'untrusted' }, ...ours.slice(1)], refused],
    ['switched off', [{ ...ours[0], enabled: false }, ...ours.slice(1)], refused],
    ['another command', [{ ...ours[0], command: 'true' }, ...ours.slice(1)], refused],
    ['one missing', ours.slice(1), refused],
    [
      "the person's as well",
      [...ours, { ...ours[0], key: '/h/hooks.json:pre_tool_use:0:0', sourcePath: '/h/hooks.json' }],
      {
        notes: [
          '/h/hooks.json has PreToolUse hooks of its own, which can change what gater approved; gater would stop the agent then, after it',
        ],
      },
    ],
  ])('%s', (_name, hooks, answer) => {
    expect(check.answer(line(hooks))).toEqual(answer)
  })

  test.each(['', 'not JSON', '{"id":1,"result":{}}', '{"id":2,"error":{"code":-32601}}'])(
    'a line that tells nothing: %j',
    (text) => expect(check.answer(text)).toBeNull(),
  )
})

test.each([
  [['exec', 'x'], true],
  [['-m', 'gpt', 'e', 'x'], true],
  [['review'], true],
  [['fix it'], false],
  [['resume'], false],
])('%j is headless: %s', (args, headless) => {
  expect(codex.headless(args)).toBe(headless)
})
