import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkOutside } from '../../src/host/outside.ts'
import { files } from '../files.ts'

test('gater does not start where the agent could change it', () => {
  const root = files({ 'shop/node_modules/gater/package.json': '', 'shop-2/a': '' })
  expect(() =>
    checkOutside(join(root, 'shop'), { gater: join(root, 'shop/node_modules/gater') }),
  ).toThrow(`gater lies inside the workspace ${root}/shop: the agent could change it`)
  expect(() => checkOutside(join(root, 'shop'), { gater: join(root, 'shop-2') })).not.toThrow()
})
