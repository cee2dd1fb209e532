import { expect, test } from 'vitest'
import type { LaunchRequest } from '../../../src/channel/channel.ts'
import { launch } from '../../../src/channel/gemini/launch.ts'

const own = '/home/me/.gemini/settings.json'
const project = '/home/me/shop/.gemini/settings.json'

function start(
  args: readonly string[],
  more: Partial<LaunchRequest> & { texts?: Readonly<Record<string, string>> } = {},
) {
  const { texts = {}, ...request } = more
  return launch({
    args,
    env: {},
    cwd: '/home/me/shop',
    interactive: false,
    bin: '/opt/it is/bin',
    socket: '/run/gater/1/socket',
    node: '/usr/bin/node',
    home: '/home/me',
    dir: '/run/gater/1',
    readText: (path) => texts[path] ?? null,
    list: () => [],
    ...request,
  })
}

const line = "'/opt/it is/bin/gater-hook' gemini"

test('settings with the hook, a policy and links to all else', () => {
  const started = start(['-p', 'hello'], {
    texts: { [own]: '{ // mine\n "ui": { "theme": "http://x" }, "hooks": {"BeforeTool": [{}]} }' },
    list: (path) => (path === '/home/me/.gemini' ? ['settings.json', 'tmp'] : []),
  })
  expect(started.args).toEqual([
    '--admin-policy=/run/gater/1/gemini/policy.toml',
    '--approval-mode=default',
    '-p',
    'hello',
  ])
  expect(started.env).toEqual({
    GATER_SOCKET: '/run/gater/1/socket',
    GATER_NODE: '/usr/bin/node',
    GEMINI_CLI_HOME: '/run/gater/1/gemini',
  })
  const files = new Map(started.files?.map((file) => [file.path, file]))
  const settings = files.get('/run/gater/1/gemini/.gemini/settings.json')
  const hook = { name: 'gater', type: 'command', command: line, timeout: 2_147_483_647 }
  const every = { matcher: '*', hooks: [hook] }
  expect(settings && 'content' in settings && JSON.parse(settings.content)).toEqual({
    ui: { theme: 'http://x' },
    hooks: { BeforeTool: [every, {}], AfterTool: [every] },
    hooksConfig: { enabled: true, disabled: [] },
    tools: {},
    mcpServers: {},
  })
  expect(files.get('/run/gater/1/gemini/.gemini/tmp')).toMatchObject({
    link: '/home/me/.gemini/tmp',
  })
  expect(files.get('/run/gater/1/gemini/.gemini/oauth_creds.json')).toMatchObject({
    link: '/home/me/.gemini/oauth_creds.json',
  })
  expect(started.notes).toEqual([
    '~/.gemini/settings.json has BeforeTool hooks of its own, which can change what gater approved; gater would stop the agent then, after it',
  ])
})

test('the shell may start the hooks, and nothing else by itself', () => {
  const hooks = { SessionStart: [{ hooks: [{ type: 'command', command: 'date > started' }] }] }
  const { passes } = start([], { texts: { [own]: JSON.stringify({ hooks }) } })
  expect([line, 'date > started', `${line}; date`].map(passes)).toEqual([true, true, false])
})

test.each([
  [['--yolo'], '--yolo'],
  [['-y'], '-y'],
  [['--approval-mode', 'auto_edit'], '--approval-mode auto_edit'],
  [['--approval-mode=yolo'], '--approval-mode=yolo'],
])('%j becomes the default mode', (args, named) => {
  const started = start([...args, '-p', 'x'])
  expect(started.args.slice(1)).toEqual(['--approval-mode=default', '-p', 'x'])
  expect(started.notes).toContain(`${named} became the default mode: gater answers instead`)
})

test('plan mode stays', () => {
  expect(start(['--approval-mode', 'plan']).args.slice(1)).toEqual(['--approval-mode', 'plan'])
})

test.each([['--version'], ['-h'], ['--list-sessions'], ['mcp', 'list'], ['extensions', 'list']])(
  '%s %s starts no agent',
  (...args) => {
    expect(start(args)).toMatchObject({ args, gated: false })
  },
)

test.each([
  [['--acp'], 'gemini `--acp` cannot be gated: hooks are not asked there'],
  [['--acp=true'], 'gemini `--acp` cannot be gated: hooks are not asked there'],
  [['--experimentalAcp'], 'gemini `--experimentalAcp` cannot be gated: hooks are not asked there'],
  [['-s'], 'gemini `-s` cannot be gated: hooks do not reach gater from inside its sandbox'],
  [['-ds'], 'gemini `-ds` cannot be gated: hooks do not reach gater from inside its sandbox'],
  [
    ['--admin-policy', 'x.toml'],
    'gemini `--admin-policy` cannot be gated: it would stand beside the policy that closes the gate when the hook dies',
  ],
  [['--approvalMode=yolo'], 'gemini `--approvalMode` is another spelling of `--approval-mode`'],
  [['-dy'], 'gemini `-dy` holds `-y`'],
])('%j is refused', (args, message) => {
  expect(() => start(args)).toThrow(message)
})

test.each([
  [{ tools: { sandbox: 'docker' } }, own, '~/.gemini/settings.json sets `tools.sandbox`'],
  [{ hooksConfig: { enabled: false } }, project, '.gemini/settings.json switches hooks off'],
  [{ hooksConfig: { disabled: ['gater'] } }, project, '.gemini/settings.json switches hooks off'],
])('%j in %s is refused', (settings, path, message) => {
  expect(() => start([], { texts: { [path]: JSON.stringify(settings) } })).toThrow(message)
})

test('settings that cannot be read, and a sandbox in the environment, are refused', () => {
  expect(() => start([], { texts: { [own]: '{' } })).toThrow(
    '~/.gemini/settings.json cannot be read',
  )
  expect(() => start([], { env: { GEMINI_SANDBOX: 'true' } })).toThrow('`GEMINI_SANDBOX` is set')
})
