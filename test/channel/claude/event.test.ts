import { describe, expect, test } from 'vitest'
import type { Look } from '../../../src/channel/channel.ts'
import { claude } from '../../../src/channel/claude.ts'

function look(
  files: Readonly<Record<string, string>> = {},
  env: Look['env'] = { SHELL: '/bin/bash' },
): Look {
  return {
    env,
    file: async (path) => files[path] ?? null,
    tail: async (path, bytes) => files[path]?.slice(-bytes) ?? null,
  }
}

// Recorded from Claude Code 2.1.197.
const common = {
  session_id: 'a98d51c8',
  transcript_path: '/h/.claude/projects/-p/a98d51c8.jsonl',
  cwd: '/p',
  prompt_id: 'c4f46014',
  permission_mode: 'default',
  effort: { level: 'high' },
}
const call = (tool_name: string, tool_input: object, more: object = {}) => ({
  ...common,
  hook_event_name: 'PreToolUse',
  tool_name,
  tool_input,
  tool_use_id: 'toolu_1',
  ...more,
})

async function actionOf(
  event: unknown,
  files: Readonly<Record<string, string>> = {},
  env?: Look['env'],
) {
  const read = await claude.read(event, look(files, env))
  if (read.kind !== 'propose') throw new Error(`a ${read.kind}`)
  return read.proposal.action
}

describe('what a call wants', () => {
  test('Bash is a command for the shell that Claude Code uses', async () => {
    const event = call('Bash', { command: 'echo hi > a; cat a', description: 'Make a' })
    const command = { kind: 'command', command: 'echo hi > a; cat a', cwd: '/p' }
    expect(await actionOf(event)).toEqual({ ...command, shell: 'bash' })
    expect(await actionOf(event, {}, { SHELL: '/usr/bin/zsh' })).toEqual({
      ...command,
      shell: 'zsh',
    })
    expect(await actionOf(event, {}, { SHELL: '/usr/bin/fish' })).toEqual(command)
  })

  test('Monitor is a command as well', async () => {
    expect(await actionOf(call('Monitor', { command: 'tail -f x', description: '' }))).toEqual({
      kind: 'command',
      command: 'tail -f x',
      cwd: '/p',
      shell: 'bash',
    })
  })

  test('Write is a write of its content', async () => {
    const event = call('Write', { file_path: '/p/new.txt', content: 'line1\nline2\n' })
    expect(await actionOf(event)).toEqual({
      kind: 'write',
      path: '/p/new.txt',
      content: 'line1\nline2\n',
    })
  })

  test('Edit is a write of the whole file as it will be', async () => {
    const event = call('Edit', {
      file_path: '/p/../p/old.txt',
      old_string: 'beta',
      new_string: 'BETA',
      replace_all: false,
    })
    expect(await actionOf(event, { '/p/old.txt': 'alpha\nbeta\n' })).toEqual({
      kind: 'write',
      path: '/p/old.txt',
      content: 'alpha\nBETA\n',
    })
  })

  test('an Edit that would not do is answered at once', async () => {
    const event = call('Edit', { file_path: '/p/old.txt', old_string: 'gamma', new_string: 'x' })
    expect(await claude.read(event, look({ '/p/old.txt': 'alpha\n' }))).toEqual({
      kind: 'notice',
      block:
        'gater: /p/old.txt cannot be edited like this: old_string does not stand in the file, to the letter. Nothing was changed.',
    })
  })

  test('NotebookEdit is a write of the notebook', async () => {
    const notebook = JSON.stringify({ cells: [{ id: 'c1', cell_type: 'markdown', source: 'a' }] })
    const event = call('NotebookEdit', {
      notebook_path: '/p/n.ipynb',
      cell_id: 'c1',
      new_source: 'b',
      cell_type: 'markdown',
      edit_mode: 'replace',
    })
    expect(await actionOf(event, { '/p/n.ipynb': notebook })).toEqual({
      kind: 'write',
      path: '/p/n.ipynb',
      content:
        '{\n "cells": [\n  {\n   "id": "c1",\n   "cell_type": "markdown",\n   "source": "b"\n  }\n ]\n}',
    })
  })

  test.each([
    ['mcp__gt__echo', { msg: 'hi' }],
    ['Workflow', { script: 'x' }],
    ['CronCreate', { cron: '* * * * *', prompt: 'x' }],
    ['Monitor', { ws: { url: 'wss://x' }, description: '' }],
    ['Agent', { prompt: 'x', isolation: 'remote' }],
    ['Agent', { prompt: 'x', mode: 'bypassPermissions' }],
    ['NeverHeardOf', {}],
    ['constructor', {}],
  ])('%s is a call of which nothing is known', async (tool, input) => {
    expect(await actionOf(call(tool, input))).toEqual({ kind: 'call', tool, input })
  })

  const read = (text: string, absolute: string | null) => [
    { kind: 'read', path: { text, absolute, glob: false } },
  ]
  test.each([
    ['Read', { file_path: '/p/.env' }, 'read', read('/p/.env', '/p/.env')],
    ['Read', { file_path: '~/.ssh/id_rsa' }, 'read', read('~/.ssh/id_rsa', null)],
    ['Grep', { pattern: 'x', path: 'src' }, 'read', read('src', '/p/src')],
    ['Glob', { pattern: '**' }, 'read', read('.', '/p')],
    ['TodoWrite', { todos: [] }, 'read', []],
    ['Agent', { prompt: 'x', subagent_type: 'general-purpose' }, 'read', []],
    ['TaskStop', { task_id: 'b1' }, 'reversible', []],
    [
      'WebFetch',
      { url: 'http://docs.dev:8080/a', prompt: 'x' },
      'external',
      [{ kind: 'net', host: 'docs.dev', port: 8080 }],
    ],
    [
      'WebFetch',
      { url: 'https://docs.dev/a', prompt: 'x' },
      'external',
      [{ kind: 'net', host: 'docs.dev', port: 443 }],
    ],
    [
      'WebFetch',
      { url: 'not a url', prompt: 'x' },
      'external',
      [{ kind: 'net', host: null, port: null }],
    ],
    ['WebSearch', { query: 'x' }, 'external', [{ kind: 'net', host: null, port: null }]],
  ])('%s %j is known: %s', async (tool, input, risk, effects) => {
    expect(await actionOf(call(tool, input))).toMatchObject({
      kind: 'call',
      tool,
      known: { risk, effects },
    })
  })

  test.each([
    ['no tool', { ...common, hook_event_name: 'PreToolUse' }],
    ['an unknown event', { ...common, hook_event_name: 'Surprise' }],
    ['no object', 'hello'],
    ['a command that is no text', call('Bash', { command: 7 })],
    ['a relative path', call('Write', { file_path: 'a.txt', content: '' })],
    ['an agent id that leads elsewhere', call('Bash', { command: 'ls' }, { agent_id: '../../x' })],
  ])('%s throws', async (_name, event) => {
    await expect(claude.read(event, look())).rejects.toMatchObject({ name: 'GaterError' })
  })
})

describe('the reason', () => {
  const line = (id: string, block: object) =>
    JSON.stringify({ type: 'assistant', message: { id, role: 'assistant', content: [block] } })
  const use = (id: string) => ({ type: 'tool_use', id, name: 'Bash', input: {} })
  const transcript = [
    '{"type":"user","message":{"role":"user","content":"hello"}}',
    line('m0', { type: 'text', text: 'An older turn.' }),
    line('m1', { type: 'thinking', thinking: 'I think.', signature: 'x' }),
    line('m1', { type: 'text', text: 'I will look.' }),
    line('m1', use('toolu_0')),
    line('m1', use('toolu_1')),
    line('m2', { type: 'thinking', thinking: 'Only a thought.', signature: 'x' }),
    line('m2', use('toolu_2')),
    line('m3', use('toolu_3')),
    '{"type":"user","message":{"content":"toolu_1 is quoted \\"toolu_1\\""}}',
    '{"half',
  ].join('\n')
  const reasonOf = async (event: unknown, files: Readonly<Record<string, string>>) => {
    const read = await claude.read(event, look(files))
    return read.kind === 'propose' ? read.proposal.reason : read
  }
  const files = { [common.transcript_path]: transcript }

  test.each([
    ['the text of its turn, also for the second call', 'toolu_1', 'I will look.'],
    ['the thinking where there is no text', 'toolu_2', 'Only a thought.'],
    ['nothing where nothing was said', 'toolu_3', null],
  ])('is %s', async (_name, tool_use_id, reason) => {
    expect(await reasonOf(call('Bash', { command: 'ls' }, { tool_use_id }), files)).toBe(reason)
  })

  test('has the description of a command behind it', async () => {
    const event = call('Bash', { command: 'ls', description: 'List files' })
    expect(await reasonOf(event, files)).toBe('I will look.\n\nList files')
    expect(await reasonOf(event, {})).toBe('List files')
  })

  test("of a subagent's call stands in the subagent's transcript", async () => {
    const own = { '/h/.claude/projects/-p/a98d51c8/subagents/agent-aa6c50.jsonl': transcript }
    const event = call(
      'Bash',
      { command: 'ls' },
      { agent_id: 'aa6c50', agent_type: 'general-purpose' },
    )
    expect(await reasonOf(event, own)).toBe('I will look.')
  })
})

describe('what came of it', () => {
  const result = (tool_name: string, tool_input: object, more: object) => ({
    ...common,
    hook_event_name: 'PostToolUse',
    tool_name,
    tool_input,
    tool_use_id: 'toolu_1',
    duration_ms: 79,
    ...more,
  })
  const bash = {
    stdout: '',
    stderr: '',
    interrupted: false,
    isImage: false,
    noOutputExpected: false,
  }

  test.each([
    ['a command', result('Bash', { command: 'ls' }, { tool_response: bash }), 0, []],
    [
      'a command that failed',
      result(
        'Bash',
        { command: 'x' },
        {
          hook_event_name: 'PostToolUseFailure',
          error: 'Exit code 127\nno x',
          is_interrupt: false,
        },
      ),
      127,
      [],
    ],
    [
      'a command that never ran',
      result('Bash', { command: 'x' }, { hook_event_name: 'PostToolUseFailure', error: 'broken' }),
      null,
      [],
    ],
    [
      'a command in the background',
      result('Bash', { command: 'x' }, { tool_response: { ...bash, backgroundTaskId: 'b2' } }),
      null,
      [],
    ],
    [
      'a write',
      result('Write', { file_path: '/p/a', content: '' }, { tool_response: { type: 'create' } }),
      null,
      ['/p/a'],
    ],
    [
      'a notebook',
      result('NotebookEdit', { notebook_path: '/p/n.ipynb' }, {}),
      null,
      ['/p/n.ipynb'],
    ],
    ['a read', result('Read', { file_path: '/p/a' }, {}), null, []],
  ])('of %s', async (_name, event, exitCode, changes) => {
    expect(await claude.read(event, look())).toEqual({
      kind: 'result',
      callId: 'toolu_1',
      outcome: { exitCode, durationMs: 79, changes },
      tool: event.tool_name,
      input: event.tool_input,
    })
  })
})

test.each([
  ['gater-shell', 'Exit code 126\ngater: refused: no approval for this command; nothing ran.', 126],
  ['the exec gate', 'Exit code 1\ngater: refused: no approval for this command: no hook', 1],
])('a command that %s refused is named, for the host to check', async (_, error, exitCode) => {
  const event = {
    ...common,
    hook_event_name: 'PostToolUseFailure',
    tool_name: 'Bash',
    tool_input: { command: 'x' },
    tool_use_id: 'toolu_1',
    error,
  }
  expect(await claude.read(event, look())).toMatchObject({
    ...{ kind: 'result', callId: 'toolu_1', outcome: { exitCode }, refused: 'x' },
  })
})

describe('a change of the settings in mid-session', () => {
  const path = '/p/.claude/settings.json'
  const change = {
    ...common,
    hook_event_name: 'ConfigChange',
    source: 'project_settings',
    file_path: path,
  }
  const waits = 'so the change waits for the next start'
  const changed = `gater: ${path} changed while an agent is gated`

  test.each([
    ['{"disableAllHooks":true}', `${changed}; it speaks of disableAllHooks, ${waits}`],
    [
      '{"hooks":{},"permissions":{"allow":["Write"]}}',
      `${changed}; it speaks of hooks, permissions, ${waits}`,
    ],
    ['{"env":{"PATH":"/x"}}', `${changed}; it speaks of env, ${waits}`],
    ['{"disableAllHooks":', `${changed}; it cannot be read, ${waits}`],
    ['[]', null],
    ['{"theme":"dark"}', null],
  ])('%s', async (text, block) => {
    expect(await claude.read(change, look({ [path]: text }))).toEqual({ kind: 'notice', block })
  })

  test('a file that is gone, and what is no settings file, pass', async () => {
    expect(await claude.read(change, look())).toEqual({ kind: 'notice', block: null })
    expect(
      await claude.read({ ...change, source: 'skills' }, look({ [path]: '{"hooks":{}}' })),
    ).toEqual({
      kind: 'notice',
      block: null,
    })
  })
})
