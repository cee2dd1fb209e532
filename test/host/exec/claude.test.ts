import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { probeAsUser, runSession, titled, userDirectory } from './session.ts'

const agents = join(import.meta.dirname, '../../agents')
const claude = join(agents, 'node_modules/.bin/claude')
const installed = existsSync(claude) && existsSync(join(agents, 'node_modules/@copilotkit/aimock'))
const probe = installed
  ? probeAsUser()
  : ({ available: false, reason: '`npm run test:agents` has not installed Claude Code' } as const)

const workspace = userDirectory()
const home = userDirectory()
afterAll(() => {
  workspace.remove()
  home.remove()
})
const cwd = workspace.path

describe.skipIf(!probe.available)(
  titled('Claude Code without any hook, in bypass mode', probe),
  () => {
    test('runs what was granted, and nothing else that the model asks for', async () => {
      const { startModel } = await import('../../agents/model.ts')
      const granted = `echo "it's" > granted.txt; date +%Y | sed s/2/2/; true`
      const call = (tool: string, input: Record<string, unknown>) => ({ calls: [{ tool, input }] })
      const model = await startModel({
        'do it all': [
          call('Bash', { command: granted, description: 'x' }),
          call('Bash', { command: 'touch refused.txt', description: 'x' }),
          call('Write', { file_path: join(cwd, 'refused.txt'), content: 'x' }),
          call('Write', { file_path: join(cwd, 'decided.txt'), content: 'x' }),
        ],
      })
      const { told, end } = await runSession({
        program: realpathSync(claude),
        args: ['-p', 'do it all', '--dangerously-skip-permissions'],
        cwd,
        home: home.path,
        agent: 'claude',
        writes: true,
        answers: [['.', 'refuse', 'refused: no approval for this command']],
        grants: [{ id: 'g', text: granted }],
        expected: [join(cwd, 'decided.txt')],
        env: {
          ANTHROPIC_BASE_URL: model.url,
          ANTHROPIC_API_KEY: 'none',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          DISABLE_AUTOUPDATER: '1',
          IS_SANDBOX: '1',
          SHELL: '/bin/bash',
        },
      })
      await model.close()

      expect(readdirSync(cwd).sort()).toEqual(['decided.txt', 'granted.txt'])
      // The one question is the command without a grant: no housekeeping of Claude's own was asked about.
      expect(told.filter(({ event }) => event === 'ask').map(({ script }) => script)).toEqual([
        'touch refused.txt',
      ])
      expect(told).toContainEqual({ event: 'over', id: 'g', execs: 2 })
      expect(model.heard()).toContain('gater: refused: no approval for this command')
      expect(end.exitCode).toBe(0)
    }, 60_000)
  },
)
