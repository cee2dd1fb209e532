/**
 * Commands that were approved and have not started yet, by their exact text; each is good for one start.
 * They are given before the agent hears of the approval, so that no command can be faster than its grant.
 */
export interface Grants {
  /** `callId` is the agent's own id of the call that may use it. */
  give(text: string, callId: string): void
  /** Uses up one grant of exactly this text. */
  take(text: string): boolean
  /** The call ended: what it did not use is void. */
  expire(callId: string): void
  /** A command of this text was asked for below its hook, and refused: it did not run. */
  refuse(text: string): void
  /** Uses up one refusal of exactly this text. */
  takeRefusal(text: string): boolean
}

export function createGrants(): Grants {
  const calls = new Map<string, string[]>()
  const refusals: string[] = []
  return {
    refuse: (text) => void refusals.push(text),
    takeRefusal(text) {
      const at = refusals.indexOf(text)
      if (at !== -1) refusals.splice(at, 1)
      return at !== -1
    },
    give(text, callId) {
      const callIds = calls.get(text) ?? []
      callIds.push(callId)
      calls.set(text, callIds)
    },
    take(text) {
      const callIds = calls.get(text)
      if (callIds === undefined) return false
      callIds.shift()
      if (callIds.length === 0) calls.delete(text)
      return true
    },
    expire(callId) {
      for (const [text, callIds] of calls) {
        const left = callIds.filter((id) => id !== callId)
        if (left.length === 0) calls.delete(text)
        else calls.set(text, left)
      }
    },
  }
}
