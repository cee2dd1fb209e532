import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shellScript } from '../../../src/host/exec/exec.ts'
import { housekeepingOf, shapeOf } from '../../../src/host/exec/shapes.ts'
import { packagePlaces } from '../../../src/host/package.ts'

const bash = '/usr/bin/bash'
const snapshot = '/home/me/.claude/shell-snapshots/snapshot-bash-1764550000000-ab12cd.sh'
const claudeLine = (quoted: string, more = ' < /dev/null', before = '') =>
  `${before}source ${snapshot} 2>/dev/null || true && shopt -u extglob 2>/dev/null || true` +
  ` && eval ${quoted}${more} && pwd -P >| /tmp/claude-3f75-cwd`
const gaterShell = join(packagePlaces.bin, 'gater-shell')
/** As Claude Code hands `ls` to gater-shell. */
const prefixed =
  `'source ${snapshot} 2>/dev/null || true && { shopt -u extglob || setopt NO_EXTENDED_GLOB NO_BARE_GLOB_QUAL; }` +
  ` >/dev/null 2>&1 || true && eval ls < /dev/null && pwd -P >| /tmp/claude-3f75-cwd'`
const geminiLine = (text: string) =>
  'shopt -u promptvars nullglob extglob nocaseglob dotglob; _bgpids_file=/tmp/gemini-shell-xzGwGB/bgpids.tmp\n' +
  `(\n  trap 'jobs -p > "$_bgpids_file"' EXIT\n${text}\n)\n__code=$?\nexit $__code`
const codexScript = (quoted: string) =>
  `if . '/home/me/.codex/shell_snapshots/1.2.sh' >/dev/null 2>&1; then :; fi\n\nexec '/bin/bash' -c ${quoted}`

describe('the text of a tool call', () => {
  test.each([
    ['claude', [bash, '-c', claudeLine('pwd')], 'pwd'],
    ['claude', [bash, '-c', claudeLine(`'pwd; echo FOO=$FOO'`)], 'pwd; echo FOO=$FOO'],
    ['claude', [bash, '-c', claudeLine(`'echo '"'"'it'"'"''`)], `echo 'it'`],
    ['claude', [bash, '-c', claudeLine(`'cat <<X\nhi\nX'`, '')], 'cat <<X\nhi\nX'],
    // The whole line or nothing: text before, after or instead of the wrapping is no tool call.
    ['claude', [bash, '-c', claudeLine('pwd', ' < /dev/null', 'rm -rf x; ')], null],
    ['claude', [bash, '-c', `${claudeLine('pwd')}; rm -rf x`], null],
    ['claude', [bash, '-c', claudeLine(`'pwd'; rm -rf x; eval 'x'`)], null],
    ['claude', [bash, '-c', claudeLine('$(rm)')], null],
    ['claude', [bash, '-c', 'pwd'], null],
    ['claude', [bash, '-l', '-c', claudeLine('pwd')], null],
    ['claude', [bash, '-c', `${gaterShell} ${prefixed}`], 'ls'],
    ['claude', [bash, '-c', `${gaterShell} ${prefixed}; rm -rf x`], null],
    ['claude', [bash, '-c', `/tmp/gater-shell ${prefixed}`], null],
    ['claude', [bash, '-c', `${gaterShell} 'notify-send done'`], null],
    ['claude', [bash, '-c', claudeLine('pwd'), 'more'], null],
    ['claude', [bash, '-c', '-l', claudeLine('pwd').replace(/^.*?true && /, '')], 'pwd'],
    ['codex', [bash, '-c', codexScript(`'echo hi > x; cat x'`)], 'echo hi > x; cat x'],
    ['codex', [bash, '-lc', 'echo hi'], 'echo hi'],
    // A command that imitates the end of the prologue is what it is.
    ['codex', [bash, '-lc', `rm x\nexec '/bin/bash' -c 'ls'`], `rm x\nexec '/bin/bash' -c 'ls'`],
    ['codex', [bash, '-c', `rm x\nexec '/bin/bash' -c 'ls'`], null],
    ['codex', [bash, '-c', 'echo hi'], null],
    ['gemini', [bash, '-c', geminiLine('ls -l\npwd')], 'ls -l\npwd'],
    ['gemini', [bash, '-c', geminiLine('x\n)\nrm y\n(\nz')], 'x\n)\nrm y\n(\nz'],
    ['gemini', [bash, '-c', `${geminiLine('ls')}; rm x`], null],
    ['opencode', [bash, '-c', 'ls'], 'ls'],
    ['opencode', [bash, '-c', 'ls', 'x'], null],
    ['copilot', [bash, '--norc', '--noprofile', '-c', 'ls'], 'ls'],
    ['copilot', [bash, '-c', 'ls'], null],
    ['unheard-of', ['/bin/sh', '-c', 'ls'], 'ls'],
  ] as const)('%s %j: %j', (agent, argv, text) => {
    expect(shapeOf(agent).toolText(argv[0], argv)).toBe(text)
  })
})

describe('the text that a shell would read', () => {
  test.each([
    [['sh', '-c', 'ls'], 'ls'],
    [['/bin/bash', '-lc', 'ls', 'name'], 'ls'],
    [['bash', '-l', '-c', 'ls'], 'ls'],
    [['bash', '-c', '-l', 'ls'], 'ls'],
    [['bash', '-eo', 'pipefail', '-c', 'ls'], 'ls'],
    [['bash', '--norc', '--rcfile', 'x', '-c', 'ls'], 'ls'],
    [['bash', '-c', '--', 'ls'], 'ls'],
    [['bash', 'script.sh', '-c', 'ls'], null],
    [['bash'], null],
    [['grep', '-c', 'ls'], null],
  ] as const)('%j: %j', (argv, text) => {
    expect(shellScript(`/usr/bin/${argv[0].replace(/.*\//, '')}`, argv)).toBe(text)
  })
})

describe('what Claude Code hands to gater-shell', () => {
  const handed = (argv: readonly string[]) => shapeOf('claude').handed?.(argv[0] ?? '', argv)
  test.each([
    ['a hook', [bash, '-c', `${gaterShell} 'notify-send done'`], 'notify-send done'],
    ['an MCP server', [gaterShell, 'node server.js'], 'node server.js'],
    ['something beside it', [bash, '-c', `${gaterShell} 'x' y`], null],
    ['the text of another script', ['/tmp/gater-shell', 'x'], null],
  ])('%s', (_what, argv, text) => expect(handed(argv)).toBe(text))
})

describe('housekeeping', () => {
  test.each([
    ['claude', ['/usr/bin/git', '--no-optional-locks', 'status', '--short'], true],
    ['claude', ['git', '--no-optional-locks', 'status', '--short', '--ignored'], false],
    ['claude', ['git', 'status', '--short'], false],
    ['claude', ['git', 'push'], false],
    ['codex', ['getconf', 'PATH'], true],
    ['codex', ['git', 'ls-remote', 'https://github.com/openai/plugins.git', 'HEAD'], false],
    ['copilot', ['pgrep', '-P', '123'], true],
    ['copilot', ['pgrep', '-P', '123; rm'], false],
    ['unheard-of', ['git', '--version'], false],
  ] as const)('%s starting %j by itself: %j', (agent, argv, is) => {
    expect(housekeepingOf(shapeOf(agent).housekeeping, argv[0], argv) !== null).toBe(is)
  })

  test('with a program named is that file and no other of the name', () => {
    const known = [{ program: '/opt/x/hook', argv: ['hook', 'claude'] }]
    expect(housekeepingOf(known, '/opt/x/hook', ['/opt/x/hook', 'claude'])).toBe(known[0])
    expect(housekeepingOf(known, '/tmp/hook', ['/tmp/hook', 'claude'])).toBe(null)
  })
})
