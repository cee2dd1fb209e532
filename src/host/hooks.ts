import type { Action } from '../action/action.ts'
import { canonical } from '../action/digest.ts'
import type { Approved, Channel, Event, Look, Reply } from '../channel/channel.ts'
import type { Gate } from '../gate.ts'
import type { Allowed } from './exec/session-execs.ts'
import { errorLine } from './fault.ts'
import type { Grants } from './grants.ts'

/** What the agent's own hooks, shell and permission tool ask of gater. */
export interface Hooks {
  /** Contract: never rejects; a fault is a block in this agent's terms. */
  hook(channel: Channel, body: string, signal: AbortSignal): Promise<Reply>
  /** Whether the agent's shell may run exactly this string; else why not, for the model. */
  shell(text: string): { granted: true } | { granted: false; why: string }
  /** One line of the agent's permission tool; `null` where it wants no answer. */
  permission(channel: Channel, line: string): string | null
}

export interface HooksOptions {
  gate: Gate
  grants: Grants
  /** Lets the kernel run what was approved, where the exec gate stands. */
  allow?: Allow | undefined
  /** The channel of this session's agent; `null` for an agent that asks on the socket by itself. */
  channel: Channel | null
  /** Strings that the agent's shell may always run (`Launch.passes`). */
  passes(text: string): boolean
  look: Look
  say(line: string): void
  /** Something ran that was not decided (design.md, invariant 14). */
  alarm(line: string): void
}

/** Opens the exec gate for an approved action; takes effect before it returns. */
export type Allow = (id: string, action: Action) => Allowed

/** A call of the agent that was decided; `approved` is `null` where it was refused. */
interface Call {
  id: string
  tool: string
  approved: Approved | null
  /** What the exec gate was told of it. */
  allowed: Allowed | null
  /** What the agent is to hear of its approval. */
  note: string | null
  ended: boolean
}

export function createHooks(options: HooksOptions): Hooks {
  const { gate, grants } = options
  const calls = new Map<string, Call>()

  async function answer(channel: Channel, event: Event, signal: AbortSignal): Promise<Reply> {
    switch (event.kind) {
      case 'propose':
        return propose(channel, event, signal)
      case 'result':
        return ended(channel, event)
      case 'confirm': {
        const { tool, inputs } = event
        const known = inputs.some((input) => callOf({ tool, input }) !== null)
        return channel.confirm?.(known) ?? channel.refuse('gater cannot answer this question')
      }
      case 'notice':
        return event.block === null ? silent : channel.refuse(event.block)
    }
  }

  async function propose(
    channel: Channel,
    event: Event & { kind: 'propose' },
    signal: AbortSignal,
  ): Promise<Reply> {
    const { proposal, native } = event
    const callId = proposal.callId ?? proposal.id
    const decision = await gate.propose(proposal, signal)
    // Nobody is there to be told: what the person just approved must not run later on.
    if (signal.aborted) return channel.refuse('the call was withdrawn')
    const reply = channel.reply(event, decision)
    const runs = decision.kind !== 'rejected'
    const approved = runs ? (reply.approved ?? native) : null
    const allowed = runs ? (options.allow?.(proposal.id, decision.action) ?? null) : null
    const note = runs ? decision.note : null
    calls.set(callId, { id: proposal.id, tool: native.tool, approved, allowed, note, ended: false })
    if (runs && decision.action.kind === 'command') grants.give(decision.action.command, callId)
    return reply
  }

  async function ended(channel: Channel, event: Event & { kind: 'result' }): Promise<Reply> {
    const callId = event.callId ?? callOf(event)
    const call = callId === null ? undefined : calls.get(callId)
    // What the output says is the command's own word; that it was refused, and so did not run, gater knows itself.
    if (event.refused !== undefined && grants.takeRefusal(event.refused)) {
      if (callId !== null) grants.expire(callId)
      call?.allowed?.withdraw()
      if (call !== undefined) call.ended = true
      return silent
    }
    if (callId === null || call === undefined) {
      const named = callId === null ? '' : ` (call ${callId})`
      options.alarm(`\`${event.tool}\` ran without a decision${named}`)
      return silent
    }
    grants.expire(callId)
    if (call.ended) return silent
    call.ended = true
    const { approved, allowed } = call
    allowed?.withdraw()
    if (approved === null) {
      options.alarm(`\`${event.tool}\` ran although it was refused (action ${call.id})`)
    } else if (
      approved.tool !== event.tool ||
      canonical(approved.input) !== canonical(event.input)
    ) {
      options.alarm(`\`${event.tool}\` ran with another input than was decided (action ${call.id})`)
    }
    const execs = allowed?.execs()
    await gate.outcome(call.id, { ...event.outcome, ...(execs !== undefined && { execs }) })
    return call.note === null ? silent : (channel.afterwards?.(call.note) ?? silent)
  }

  /** The first running call of this tool with this input, for an agent that does not name its calls. */
  function callOf({ tool, input }: Approved): string | null {
    const wanted = canonical({ tool, input })
    for (const [callId, { approved, ended }] of calls) {
      if (!ended && approved !== null && canonical(approved) === wanted) return callId
    }
    return null
  }

  return {
    async hook(channel, body, signal) {
      try {
        return await answer(channel, await channel.read(JSON.parse(body), options.look), signal)
      } catch (error) {
        return channel.refuse(errorLine(error))
      }
    },

    shell(text) {
      if (options.passes(text)) return { granted: true }
      const command = options.channel?.unwrap?.(text) ?? null
      if (command !== null) {
        if (grants.take(command)) return { granted: true }
        grants.refuse(command)
        return { granted: false, why: 'no approval for this command' }
      }
      // Asking would judge it in a directory that is only guessed.
      const why =
        "neither an approved command nor a hook or server of the agent's configuration at its start"
      options.say(`refused \`${text.slice(0, 200)}\`: ${why}`)
      return { granted: false, why }
    },

    permission(channel, line) {
      if (channel.permit === undefined) return null
      return channel.permit(line, (callId) => {
        const call = calls.get(callId)
        return call === undefined || call.ended ? null : call.approved
      })
    },
  }
}

const silent: Reply = { stdout: '', stderr: '', exitCode: 0 }
