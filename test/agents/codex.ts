import { existsSync, readdirSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { startResponses } from './responses.ts'
import type { StageAgent } from './stage.ts'

/** Codex with a model of the scripted provider; `model` decides which tools Codex offers it. */
export function codex(model = 'gpt-5.5'): StageAgent {
  return {
    name: 'codex',
    program: codexBinary,
    startModel: startResponses,
    env: () => ({ STAGE_KEY: 'a key for the scripted model' }),
    files: (project, { url }) => ({
      '~/.codex/config.toml': `model = "${model}"
model_provider = "stage"
check_for_update_on_startup = false
suppress_unstable_features_warning = true
[model_providers.stage]
name = "stage"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "STAGE_KEY"
[analytics]
enabled = false
[projects."${project}"]
trust_level = "trusted"
`,
    }),
  }
}

/** The native program, in the package of this platform. */
export function codexBinary(): string {
  const name = `codex-${platform()}-${arch()}`
  const packages = join(import.meta.dirname, 'node_modules/@openai')
  const vendor = join(packages, name, 'vendor')
  const found = existsSync(vendor)
    ? readdirSync(vendor).map((triple) => join(vendor, triple, 'bin/codex'))
    : []
  const path = found.find((candidate) => existsSync(candidate))
  if (path === undefined) throw new Error(`no Codex for ${platform()}-${arch()} in ${packages}`)
  return path
}
