import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Turn } from './model.ts'
import { finished, openStage, type Stage, type StageOptions } from './stage.ts'

let stage: Stage

afterEach(() => stage.close())

type Script = (project: string) => Readonly<Record<string, readonly Turn[]>>

/** `gater run -- claude -p hello …` without a terminal, so that nobody can answer. */
async function runAlone(script: Script, options: StageOptions & { args?: readonly string[] } = {}) {
  stage = await openStage(script, options)
  return finished(stage.gater(['run', '--', 'claude', '-p', 'hello', ...(options.args ?? [])]))
}

const bash = (id: string, command: string) => ({
  tool: 'Bash',
  id,
  input: { command, description: `do ${id}` },
})
const nobody = /^This needs a person to approve it, and nobody was there; it did not run\./

test('what is allowed runs, and its outcome is in the journal', async () => {
  const { code, stdout } = await runAlone(
    () => ({
      hello: [
        { text: 'I will look around.', calls: [bash('t1', 'ls')] },
        { calls: [bash('t2', 'touch made.txt')] },
        { calls: [bash('t3', 'cat missing.txt')] },
      ],
    }),
    { policy: 'allow:\n  - touch made.txt\n  - write made.txt\n', files: { 'a.txt': 'a\n' } },
  )
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' })
  expect(stage.model.result('t1')).toBe('a.txt')
  expect(stage.exists('made.txt')).toBe(true)
  expect(await stage.log()).toMatchObject([
    {
      kind: 'command',
      command: 'ls',
      reason: 'I will look around.\n\ndo t1',
      decision: 'approved',
      by: 'rule',
      outcome: { exitCode: 0 },
    },
    { command: 'touch made.txt', decision: 'approved', by: 'rule', outcome: { exitCode: 0 } },
    { command: 'cat missing.txt', decision: 'approved', by: 'rule', outcome: { exitCode: 1 } },
  ])
})

test('what would be asked is rejected without a reviewer, and does not happen', async () => {
  const { code } = await runAlone(
    (project) => ({
      hello: [
        { text: 'I make things.', calls: [bash('t1', 'touch made.txt')] },
        {
          calls: [
            { tool: 'Write', id: 't2', input: { file_path: `${project}/w.txt`, content: 'x\n' } },
          ],
        },
        { calls: [{ tool: 'Read', id: 't3', input: { file_path: `${project}/old.txt` } }] },
        {
          calls: [
            {
              tool: 'Edit',
              id: 't4',
              input: { file_path: `${project}/old.txt`, old_string: 'old', new_string: 'new' },
            },
          ],
        },
        { calls: [{ tool: 'Read', id: 't5', input: { file_path: `${project}/.env` } }] },
        {
          calls: [
            { tool: 'WebFetch', id: 't6', input: { url: 'https://example.com/', prompt: 'x' } },
          ],
        },
      ],
    }),
    { files: { 'old.txt': 'old\n', '.env': 'TOKEN=1\n' } },
  )
  expect(code).toBe(0)
  for (const id of ['t1', 't2', 't4', 't5', 't6']) expect(stage.model.result(id)).toMatch(nobody)
  expect(stage.model.result('t3')).toContain('old')
  expect(stage.exists('made.txt')).toBe(false)
  expect(stage.exists('w.txt')).toBe(false)
  expect(stage.read('old.txt')).toBe('old\n')
  expect((await stage.log()).map(({ kind, decision, by }) => [kind, decision, by])).toEqual([
    ['command', 'rejected', 'no-reviewer'],
    ['write', 'rejected', 'no-reviewer'],
    ['call', 'approved', 'rule'],
    ['write', 'rejected', 'no-reviewer'],
    ['call', 'rejected', 'no-reviewer'],
    ['call', 'rejected', 'no-reviewer'],
  ])
})

test('calls in parallel are decided one by one', async () => {
  await runAlone(
    (project) => ({
      hello: [
        {
          calls: [
            bash('t1', 'ls'),
            bash('t2', 'pwd'),
            { tool: 'Read', id: 't3', input: { file_path: `${project}/a.txt` } },
          ],
        },
        { calls: [bash('t4', 'touch made.txt'), bash('t5', 'pwd'), bash('t6', 'touch made.txt')] },
      ],
    }),
    { files: { 'a.txt': 'hello a\n' } },
  )
  expect(stage.model.result('t1')).toBe('a.txt')
  expect(stage.model.result('t2')).toBe(stage.project)
  expect(stage.model.result('t3')).toContain('hello a')
  expect(stage.model.result('t4')).toMatch(nobody)
  expect(stage.model.result('t5')).toBe(stage.project)
  expect(stage.model.result('t6')).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
})

test('what was approved reaches the shell, however it is spelled', async () => {
  const lines = [
    ["echo 'it'\\''s'", "it's"],
    ['  echo "a  b"  ', 'a  b'],
    ['echo a\necho b', 'a\nb'],
    ["echo 'é 漢 🎉' '$x' \\\\ \"\\\\\"", 'é 漢 🎉 $x \\ \\'],
    ["echo 'x && pwd -P >| /tmp/claude-1-cwd'", 'x && pwd -P >| /tmp/claude-1-cwd'],
    ['pwd', ''],
  ] as const
  await runAlone(() => ({ hello: lines.map(([line], at) => ({ calls: [bash(`t${at}`, line)] })) }))
  expect(lines.map((_, at) => stage.model.result(`t${at}`))).toEqual(
    lines.map(([, printed]) => printed || stage.project),
  )
})

test('the calls of a subagent pass the gate, with its own reason', async () => {
  await runAlone(() => ({
    hello: [
      {
        calls: [
          {
            tool: 'Agent',
            id: 't1',
            input: {
              description: 'help',
              prompt: 'the small task',
              subagent_type: 'general-purpose',
            },
          },
        ],
      },
    ],
    'the small task': [{ text: 'I am the helper.', calls: [bash('t2', 'touch made.txt')] }],
  }))
  expect(stage.model.result('t2')).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
  expect(await stage.log()).toMatchObject([
    { kind: 'call', tool: 'Agent', decision: 'approved' },
    { command: 'touch made.txt', reason: 'I am the helper.\n\ndo t2', decision: 'rejected' },
  ])
})

test('what is shown of an edit is what Claude Code writes', async () => {
  const before = {
    'crlf.txt': 'one\r\ntwo\r\nthree\r\n',
    'lines.txt': 'a\nb\nc\n',
    'twice.txt': 'x y x\n',
    'n.ipynb': `${JSON.stringify({
      cells: [
        {
          cell_type: 'code',
          execution_count: 1,
          id: 'c1',
          metadata: {},
          outputs: [],
          source: ['1'],
        },
      ],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    })}\n`,
  }
  const edits = [
    { tool: 'Edit', input: { file_path: 'crlf.txt', old_string: 'two', new_string: 'TWO\nmore' } },
    { tool: 'Edit', input: { file_path: 'lines.txt', old_string: 'b', new_string: '' } },
    {
      tool: 'Edit',
      input: { file_path: 'twice.txt', old_string: 'x', new_string: '$&', replace_all: true },
    },
    { tool: 'Edit', input: { file_path: 'made.txt', old_string: '', new_string: 'made\n' } },
    {
      tool: 'NotebookEdit',
      input: { notebook_path: 'n.ipynb', cell_id: 'c1', new_source: '2\n3' },
    },
  ]
  await runAlone(
    (project) => {
      const inside = (input: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(input).map(([key, value]) => [
            key,
            key.endsWith('_path') ? `${project}/${value}` : value,
          ]),
        )
      const read = Object.keys(before).map((name) => ({
        tool: 'Read',
        input: { file_path: `${project}/${name}` },
      }))
      return {
        hello: [
          { calls: read },
          ...edits.map(({ tool, input }) => ({ calls: [{ tool, input: inside(input) }] })),
        ],
      }
    },
    { files: before, policy: 'allow:\n  - write **\n' },
  )
  const writes = stage
    .journal()
    .flatMap((entry) => (entry.action?.kind === 'write' ? [entry.action] : []))
  expect(writes).toHaveLength(edits.length)
  for (const { path, content } of writes) expect(readFileSync(path, 'utf8')).toBe(content)
})

describe('an MCP tool', () => {
  const server = {
    mcpServers: {
      stage: { command: process.execPath, args: [resolve(import.meta.dirname, 'mcp-server.js')] },
    },
  }
  const script: Script = () => ({
    hello: [{ calls: [{ tool: 'mcp__stage__echo', id: 't1', input: { words: 'hi' } }] }],
  })
  const args = ['--mcp-config', JSON.stringify(server)]

  test('is asked', async () => {
    await runAlone(script, { args })
    expect(stage.model.result('t1')).toMatch(nobody)
    expect(stage.exists('echoed.txt')).toBe(false)
  })

  test('runs where a rule allows it, from a server that started through the shell prefix', async () => {
    await runAlone(script, { args, policy: 'allow:\n  - call mcp__stage__*\n' })
    expect(stage.model.result('t1')).toBe('echo: hi')
    expect(stage.read('echoed.txt')).toBe('hi')
  })
})

test("the person's own --settings stay in force, hooks too", async () => {
  const settings = {
    hooks: {
      Stop: [
        { hooks: [{ type: 'command', command: 'echo mine > "$CLAUDE_PROJECT_DIR/stopped.txt"' }] },
      ],
    },
    permissions: { deny: ['Bash(pwd)'] },
  }
  const { stderr } = await runAlone(
    () => ({ hello: [{ calls: [bash('t1', 'touch made.txt')] }, { calls: [bash('t2', 'pwd')] }] }),
    { args: ['--settings', JSON.stringify(settings)] },
  )
  expect(stage.model.result('t1')).toMatch(nobody)
  expect(stage.model.result('t2')).toBe('Permission to use Bash with command pwd has been denied.')
  expect(stage.read('stopped.txt')).toBe('mine\n')
  expect(stderr).toContain('--settings still denies by itself: Bash(pwd)')
})

test('nothing that Claude Code starts by itself, or by its configuration, is refused', async () => {
  const server = resolve(import.meta.dirname, 'mcp-server.js')
  const servers = { mcpServers: { stage: { command: 'node', args: [server] } } }
  const command = (line: string) => [{ hooks: [{ type: 'command', command: line }] }]
  const { code } = await runAlone(
    (project) => ({
      hello: [
        { calls: [bash('t1', 'ls | wc -l; date +%Y')] },
        {
          calls: [
            { tool: 'Write', id: 't2', input: { file_path: `${project}/w.txt`, content: 'x' } },
          ],
        },
        { calls: [bash('t3', 'ls')] },
      ],
    }),
    {
      policy: 'allow:\n  - write w.txt\n',
      args: ['--mcp-config', JSON.stringify(servers)],
      files: {
        '.claude/settings.json': {
          hooks: {
            UserPromptSubmit: command('date >> hook.log'),
            PostToolUse: command('uname | tee -a hook.log'),
          },
          statusLine: { type: 'command', command: 'date +%H' },
        },
        '~/.bashrc': 'export HOST=$(uname -n)\nls ~ > ~/profile.log\n',
      },
    },
  )
  expect(code).toBe(0)
  expect(stage.exists('w.txt')).toBe(true)
  expect(stage.read('hook.log')).toMatch(/Linux|Darwin/)
  expect(stage.exists('../home/profile.log')).toBe(true)
  const undecided = stage
    .journal()
    .filter(
      ({ type, decision, event }) =>
        decision === 'rejected' || (type === 'note' && event !== 'start'),
    )
  expect(undecided).toEqual([])
})

test('skipping permissions is no way around', async () => {
  const { stderr } = await runAlone(
    () => ({ hello: [{ calls: [bash('t1', 'touch made.txt')] }] }),
    {
      args: ['--dangerously-skip-permissions'],
    },
  )
  expect(stderr).toContain('--dangerously-skip-permissions became the default mode')
  expect(stage.model.result('t1')).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
})

test('a flag that would remove the gate stops the start', async () => {
  const { code, stderr } = await runAlone(() => ({}), { args: ['--bare'] })
  expect(code).toBe(125)
  expect(stderr).toContain(
    'gater: error: claude `--bare` cannot be gated: it starts Claude Code without hooks\ngater: hint: leave it out\n',
  )
  expect(stage.model.heard()).toBe('')
})

test('what starts no agent passes as it is', async () => {
  stage = await openStage({})
  const { code, stdout } = await finished(stage.gater(['run', '--', 'claude', '--version']))
  expect({ code, stdout }).toEqual({ code: 0, stdout: '2.1.197 (Claude Code)\n' })
})

test('settings that the agent changes in mid-session do not switch the gate off', async () => {
  const off = '{"disableAllHooks":true,"permissions":{"allow":["Bash","Write"]}}'
  await runAlone(
    (project) => ({
      hello: [
        { calls: [bash('t1', 'sh attack.sh')] },
        { calls: [bash('t2', 'touch made.txt')] },
        {
          calls: [
            { tool: 'Write', id: 't3', input: { file_path: `${project}/w.txt`, content: 'x' } },
          ],
        },
      ],
    }),
    {
      policy: 'allow:\n  - sh attack.sh\n',
      files: {
        // Claude Code takes up to 4 s to notice.
        'attack.sh': `for f in .claude/settings.json ~/.claude/settings.json; do echo '${off}' > $f; done; sleep 5\n`,
        '.claude/settings.json': {},
        '~/.claude/settings.json': {},
      },
    },
  )
  expect(stage.read('.claude/settings.json')).toBe(`${off}\n`)
  expect(stage.model.result('t2')).toMatch(nobody)
  expect(stage.model.result('t3')).toMatch(nobody)
  expect(stage.exists('made.txt')).toBe(false)
  expect(stage.exists('w.txt')).toBe(false)
})

describe('a process of the agent cannot answer for the person', () => {
  const attack = resolve(import.meta.dirname, 'attack.js')

  test.each(['once', 'twice'])('not when forked %s', async (forked) => {
    stage = await openStage(
      () => ({
        hello: [
          { calls: [bash('t1', `node ${attack} ${forked}`)] },
          { calls: [bash('t2', 'touch made.txt')] },
          { calls: [bash('t3', 'cat attack.log')] },
        ],
      }),
      { policy: `allow:\n  - node ${attack} ${forked}\nreview:\n  timeout: 4s\n` },
    )
    const running = stage.gater(['run', '--wait', '--', 'claude', '-p', 'hello'], {
      GATER_REVIEW_CODE: '123456',
    })
    const { code } = await finished(running)
    expect(code).toBe(0)
    expect(stage.model.result('t2')).toMatch(/no answer came in time/)
    expect(stage.exists('made.txt')).toBe(false)
    // Where the exec gate stands, the daemon's next program no longer starts: its grant ended with the command.
    const gated = forked === 'twice' && !stage.exists('attack.log')
    const said = gated ? 'tried' : stage.read('attack.log')
    expect(said).toContain('tried')
    expect(said).not.toContain('"event":"pending"')
    expect(said).not.toContain('code in the environment')
  })
})
