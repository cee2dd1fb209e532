/** `npm run bench -- NAME…` runs bench/NAME.js, each in a process of its own, against the compiled dist/. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const known = readdirSync(here)
  .filter((file) => file.endsWith('.js') && file !== 'run.js')
  .map((file) => file.slice(0, -'.js'.length))
const names = process.argv.length > 2 ? process.argv.slice(2) : known

for (const name of names) {
  const file = join(here, `${name}.js`)
  if (!existsSync(file)) {
    process.stderr.write(
      `gater: error: no benchmark named \`${name}\`; there are ${known.join(', ')}\n`,
    )
    process.exitCode = 2
    continue
  }
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
