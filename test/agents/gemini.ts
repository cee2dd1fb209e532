import { join } from 'node:path'
import { startModel } from './model.ts'
import type { StageAgent } from './stage.ts'

/** Gemini CLI with a key, in a trusted folder, and with nothing that looks for the network. */
export const gemini: StageAgent = {
  name: 'gemini',
  program: () => join(import.meta.dirname, 'node_modules/@google/gemini-cli/bundle/gemini.js'),
  startModel,
  env: (model) => ({
    GEMINI_API_KEY: 'a-key-for-the-scripted-model',
    GOOGLE_GEMINI_BASE_URL: model.url,
    // A named model: otherwise it asks one which to take.
    GEMINI_MODEL: 'gemini-2.5-flash',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
    GEMINI_TELEMETRY_ENABLED: 'false',
    // Otherwise it starts itself a second time, for more memory.
    GEMINI_CLI_NO_RELAUNCH: 'true',
  }),
  files: () => ({
    '~/.gemini/settings.json': {
      security: { auth: { selectedType: 'gemini-api-key' } },
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
    },
  }),
}
