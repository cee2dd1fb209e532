import { join } from 'node:path'
import type { Action, Proposal } from '../action/action.ts'
import { type Io, stateDir } from '../action/io.ts'
import type { Ground } from '../action/place.ts'
import type { GateContext } from '../gate.ts'
import { createRedactor, type Redact } from '../journal/redact.ts'
import { offersFor } from '../learn/offers.ts'
import { circumstances } from '../policy/circumstances.ts'
import { loadPolicy } from '../policy/config.ts'
import { escalate } from '../policy/escalate.ts'
import { judge } from '../policy/judge.ts'
import { protectedPlaces } from '../policy/protected.ts'
import { addRule } from '../policy/amend.ts'
import { changesOf } from '../review/change.ts'
import { look } from '../shell/look.ts'
import { understand } from '../shell/understand.ts'
import { packagePlaces } from './package.ts'
import type { Workspace } from './workspace.ts'

/** What a session needs beyond its agent: how actions are judged, and where decisions are kept. */
export interface Pipeline {
  examine: GateContext['examine']
  promote: GateContext['promote']
  timeoutMs: number
  journal: { dir: string; redact: Redact | null }
}

export interface PipelineOptions {
  agent: string
  workspace: Workspace
  io: Io
  say(line: string): void
}
