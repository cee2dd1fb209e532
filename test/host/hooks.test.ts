import { describe, expect, test } from 'vitest'
import type { Channel, Reply } from '../../src/channel/channel.ts'
import { createGrants } from '../../src/host/grants.ts'
import { createHooks, type HooksOptions } from '../../src/host/hooks.ts'
import { handGate } from './desk.ts'

const text = (stdout: string): Reply => ({ stdout, stderr: '', exitCode: 0 })

/** An agent whose hook sends `{event, call, command}`, and whose shell gets `run COMMAND`. */
const parrot: Channel = {
  name: 'parrot',
  programs: ['parrot'],
  tested: '1',
  headless: () => true,
  launch: ({ args, env }) => ({ args, env, notes: [], gated: true, passes: () => false }),
  async read(event) {
    const { event: kind, call, command, block, refused } = event as Record<string, string>
    const input = { command }
    if (kind === 'propose') {
      return {
        kind,
        proposal: {
          id: `id-${call}`,
          action: { kind: 'command', command: command ?? '', cwd: '/work' },
          agent: 'parrot',
          channel: 'parrot',
          reason: null,
          confidence: null,
          callId: call,
        },
        native: { tool: 'Shell', input },
      }
    }
    if (kind === 'result') {
      const outcome = { exitCode: 0, durationMs: 1, changes: [] }
      const claim = refused === undefined ? {} : { refused }
      return { kind, callId: call ?? '', outcome, tool: 'Shell', input, ...claim }
    }
    if (kind === 'notice') return { kind, block: block ?? null }
    throw new Error(`no event ${kind}`)
  },
  reply: (_, { kind, action }) => ({
    ...text(kind),
    ...(action.kind === 'command' && {
      approved: { tool: 'Shell', input: { command: action.command } },
    }),
  }),
  refuse: (message) => ({ stdout: '', stderr: message, exitCode: 2 }),
  unwrap: (line) => (line.startsWith('run ') ? line.slice(4) : null),
  permit: (line, approved) => JSON.stringify(approved(line)),
}

function hooked(options: Partial<HooksOptions> = {}) {
  const gate = handGate()
  const said: string[] = []
  const alarms: string[] = []
  const hooks = createHooks({
    gate,
    grants: createGrants(),
    channel: parrot,
    passes: (line) => line === 'mcp-server',
    look: { env: {}, file: async () => null, tail: async () => null },
    say: (line) => said.push(line),
    alarm: (line) => alarms.push(line),
    ...options,
  })
  const leave = new AbortController()
  const send = (event: object) => hooks.hook(parrot, JSON.stringify(event), leave.signal)
  const propose = (call: string, command: string) => send({ event: 'propose', call, command })
  const result = (call: string, command: string) => send({ event: 'result', call, command })
  return { ...hooks, gate, said, alarms, leave, send, propose, result }
}

const refused = { granted: false, why: 'no approval for this command' }

describe('a command', () => {
  test('that was approved starts once, and not before', async () => {
    const { gate, shell, propose } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    expect(shell('run make')).toEqual(refused)
    gate.at(0).decide({})
    expect((await reply).stdout).toBe('approved')
    expect([shell('run make'), shell('run make')]).toEqual([{ granted: true }, refused])
  })

  test('has its grant before the agent hears of it', async () => {
    const order: string[] = []
    const { gate, propose } = hooked({
      grants: {
        ...createGrants(),
        give: (command, call) => void order.push(`grant ${command} ${call}`),
      },
    })
    const reply = propose('1', 'make').then(() => order.push('reply'))
    await gate.came(1)
    gate.at(0).decide({})
    await reply
    expect(order).toEqual(['grant make 1', 'reply'])
  })

  test('that was edited starts as edited', async () => {
    const { gate, shell, propose } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({
      kind: 'edited',
      action: { kind: 'command', command: 'make -n', cwd: '/work' },
    })
    await reply
    expect([shell('run make'), shell('run make -n')]).toEqual([refused, { granted: true }])
  })

  test('that was rejected does not start', async () => {
    const { gate, shell, propose } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({ kind: 'rejected', note: 'no' })
    await reply
    expect(shell('run make')).toEqual(refused)
  })

  test('whose hook went away just as it was approved does not start', async () => {
    const { gate, shell, propose, leave } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({})
    leave.abort()
    expect(await reply).toEqual({
      stdout: '',
      stderr: 'the call was withdrawn',
      exitCode: 2,
    })
    expect(shell('run make')).toEqual(refused)
  })

  test('that did not start while its call lasted does not start later', async () => {
    const { gate, shell, propose, result } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({})
    await reply
    await result('1', 'make')
    expect(shell('run make')).toEqual(refused)
  })
})

describe('the shell', () => {
  test('runs what the configuration started with', () => {
    expect(hooked().shell('mcp-server')).toEqual({ granted: true })
  })

  test('runs nothing of a shape that is not the agent’s, and the person hears of it', () => {
    const { shell, said } = hooked()
    const why =
      "neither an approved command nor a hook or server of the agent's configuration at its start"
    expect(shell('sh -c evil')).toEqual({ granted: false, why })
    expect(said).toEqual([`refused \`sh -c evil\`: ${why}`])
  })
})

describe('a result', () => {
  test('of what was decided is recorded once, and nobody is alarmed', async () => {
    const { gate, propose, result, alarms } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({})
    await reply
    expect(await result('1', 'make')).toEqual(text(''))
    await result('1', 'make')
    expect(gate.outcomes).toEqual([
      { id: 'id-1', outcome: { exitCode: 0, durationMs: 1, changes: [] } },
    ])
    expect(alarms).toEqual([])
  })

  test.each([
    ['without a decision', null, '2', 'make', '`Shell` ran without a decision (call 2)'],
    [
      'although it was refused',
      { kind: 'rejected' as const },
      '1',
      'make',
      '`Shell` ran although it was refused (action id-1)',
    ],
    [
      'with another input',
      {},
      '1',
      'make evil',
      '`Shell` ran with another input than was decided (action id-1)',
    ],
    [
      'with its first input although it was edited',
      {
        kind: 'edited' as const,
        action: { kind: 'command' as const, command: 'make -n', cwd: '/' },
      },
      '1',
      'make',
      '`Shell` ran with another input than was decided (action id-1)',
    ],
  ])('%s is an alarm', async (_, decision, call, command, alarm) => {
    const { gate, propose, result, alarms } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide(decision ?? {})
    await reply
    await result(call, command)
    expect(alarms).toEqual([alarm])
  })

  test('of what gater itself refused below the hook is no alarm, once', async () => {
    const { shell, send, alarms } = hooked()
    const claim = { event: 'result', call: '1', command: 'make', refused: 'make' }
    expect(shell('run make').granted).toBe(false)
    await send(claim)
    expect(alarms).toEqual([])
    await send(claim)
    expect(alarms).toEqual(['`Shell` ran without a decision (call 1)'])
  })

  test('that only claims to have been refused is an alarm', async () => {
    const { send, alarms } = hooked()
    await send({ event: 'result', call: '1', command: 'make', refused: 'make' })
    expect(alarms).toEqual(['`Shell` ran without a decision (call 1)'])
  })
})

describe('the permission tool', () => {
  test('allows what was approved, for as long as the call lasts', async () => {
    const { gate, permission, propose, result } = hooked()
    expect(permission(parrot, '1')).toBe('null')
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({})
    await reply
    expect(permission(parrot, '1')).toBe('{"tool":"Shell","input":{"command":"make"}}')
    await result('1', 'make')
    expect(permission(parrot, '1')).toBe('null')
  })

  test('allows nothing that was rejected', async () => {
    const { gate, permission, propose } = hooked()
    const reply = propose('1', 'make')
    await gate.came(1)
    gate.at(0).decide({ kind: 'rejected' })
    await reply
    expect(permission(parrot, '1')).toBe('null')
  })

  test('answers nothing for an agent that has none', () => {
    const { permit: _, ...silent } = parrot
    expect(hooked().permission(silent, '1')).toBeNull()
  })
})

test.each([
  ['{"event":"notice"}', text('')],
  [
    '{"event":"notice","block":"not that setting"}',
    { stdout: '', stderr: 'not that setting', exitCode: 2 },
  ],
  ['{"event":"dance"}', { stdout: '', stderr: 'no event dance', exitCode: 2 }],
])('%s is answered', async (event, reply) => {
  expect(await hooked().send(JSON.parse(event))).toEqual(reply)
})

test('what is not JSON is a block in the agent’s terms', async () => {
  const { hook, leave } = hooked()
  expect(await hook(parrot, '{"event":', leave.signal)).toMatchObject({ stdout: '', exitCode: 2 })
})
