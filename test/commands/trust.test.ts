import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { init } from '../../src/commands/init.ts'
import { trust } from '../../src/commands/trust.ts'
import { findWorkspace } from '../../src/policy/circumstances.ts'
import { loadPolicy } from '../../src/policy/config.ts'
import { person } from './policy-io.ts'

test('shows what a file would loosen, and without a terminal confirms nothing', async () => {
  const { io, out, err, dir } = person({ 'shop/.gatercrc': 'allow: [npm test]\ndeny: [a]\n' })
  expect(await trust(undefined, {}, io)).toBe(1)
  const file = join(dir, 'shop/.gatercrc')
  expect(out()).toBe(`${file}, this project's rules: since you last confirmed them

@@ -0,0 +1,2 @@
+allow: [npm test]
+deny: [a]

With this, the file
  - lets \`npm test\` run without a question

gater: not confirmed: ${file}
`)
  expect(err()).toBe(`gater: nobody to ask; to confirm: gater trust ${file} --yes\n`)
})

test('confirms with --yes; then there is nothing to confirm', async () => {
  const { io, out, dir } = person({ 'shop/.gatercrc': 'allow: [npm test]\n' })
  expect(await trust('.gatercrc', { yes: true }, io)).toBe(0)
  expect(out()).toMatch(`gater: confirmed ${join(dir, 'shop/.gatercrc')}\n`)
  expect(await trust('.gatercrc', {}, io)).toBe(0)
  expect(out()).toMatch(/gater: nothing to confirm\n$/)
})

test('what a file says cannot write to the terminal', async () => {
  const { io, out } = person({ 'shop/.gatercrc': '# \u202e\u200b\nallow: [npm test]\n' })
  await trust(undefined, {}, io)
  expect(out()).not.toMatch(/[\u202e\u200b]/)
})

test('a file that does not apply here is an error', async () => {
  const { io } = person()
  await expect(trust('other', { yes: true }, io)).rejects.toThrow(
    '`other` is not a config file that applies here',
  )
})

test.each([
  [{}, '.config/gater/.gatercrc', 0o600],
  [{ project: true }, 'shop/.gatercrc', 0o644],
])(
  'init %j writes a first %s, valid and confirmed, and never another',
  async (options, name, mode) => {
    const { io, out, err, dir } = person()
    const file = join(dir, name)
    expect(await init(options, io)).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(mode)
    expect(out()).toMatch(`wrote ${file}\n\nnext:\n`)
    const { pending, notes } = await loadPolicy(io, findWorkspace(io.cwd, io.home))
    expect([pending, notes]).toEqual([[], []])
    const text = readFileSync(file, 'utf8')
    expect(await init(options, io)).toBe(1)
    expect(err()).toBe(`gater: ${file} is there already; nothing was changed\n`)
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(existsSync(file)).toBe(true)
  },
)
