import { expect, test } from 'vitest'
import { expandGlob, type Sieve, secretBelow } from '../../src/shell/tree.ts'
import { makePlace } from './machine.ts'

const everything: Sieve = { hidden: true, follows: false, leavesOut: () => false }

test('what lies beyond a bound is not taken to be harmless', () => {
  const place = makePlace()
  for (const name of ['a', 'b', 'c', 'd']) place.write(`files/${name}`, '')
  const files = `${place.home}/files`
  expect(secretBelow(files, everything, 4)).toBe(null)
  expect(secretBelow(files, everything, 3)).toBe('too-many')
  expect(expandGlob(`${files}/*`, 100)).toHaveLength(4)
  expect(expandGlob(`${files}/*`, 3)).toBe(null)
})

test('a symlink that leads back does not make the search endless', () => {
  const place = makePlace()
  place.write('files/a', '')
  place.link('files/up', '..')
  place.write('elsewhere/.env', '')
  const follows = { ...everything, follows: true }
  expect(secretBelow(`${place.home}/files`, everything)).toBe(null)
  expect(secretBelow(`${place.home}/files`, follows)).toEqual({
    path: `${place.home}/files/up/elsewhere/.env`,
  })
})
