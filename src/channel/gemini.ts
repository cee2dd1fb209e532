import type { Channel } from './channel.ts'
import { afterwards, reply } from './gemini/answer.ts'
import { isHeadless } from './gemini/arguments.ts'
import { read } from './gemini/event.ts'
import { launch } from './gemini/launch.ts'
import { block } from './refusal.ts'

/**
 * Gemini CLI. Its BeforeTool hook asks gater about every call. A hook that dies is a yes to Gemini CLI; so a policy of
 * ours denies every call whose arguments do not carry a seal, which only gater's answer puts there.
 */
export const gemini: Channel = {
  name: 'gemini',
  programs: ['gemini'],
  tested: '0.61.0',
  headless: isHeadless,
  launch,
  read,
  reply,
  afterwards,
  refuse: block,
}
