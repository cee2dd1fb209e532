import { describe, expect, test } from 'vitest'
import { createTags, type Grant, holding, matches, tagBelow } from '../../../src/host/exec/tags.ts'

const grant = (id: string, outer: Grant | null = null): Grant => ({
  id,
  context: null,
  root: { pid: 1, pidfd: -1 },
  outer,
  execs: 0,
  over: false,
})

describe('a tag', () => {
  test('lies below the one that its process carries, from no limit at all downwards', () => {
    let above = 2n ** 64n - 1n
    for (let n = 0; n < 1000; n++) {
      const tag = tagBelow(above)
      expect(tag < above && tag > 0n).toBe(true)
      above = tag
    }
  })

  test('is not one that another process got', () => {
    const tags = Array.from({ length: 1000 }, () => tagBelow(2n ** 62n))
    expect(new Set(tags).size).toBe(1000)
  })

  test('means nothing until it was given out', () => {
    const tags = createTags()
    tags.set(5n, { kind: 'agent' })
    expect([tags.standing(5n), tags.standing(4n)]).toEqual([{ kind: 'agent' }, null])
  })
})

describe('a grant', () => {
  test('that is over leaves the one around it', () => {
    const tags = createTags()
    const outer = grant('outer')
    const inner = grant('inner', outer)
    tags.set(9n, { kind: 'granted', grant: outer })
    tags.set(8n, { kind: 'granted', grant: inner })
    expect(holding(inner)).toBe(inner)
    tags.end(inner)
    expect([holding(inner), tags.living()]).toEqual([outer, [outer]])
    tags.end(outer)
    expect([holding(inner), tags.living()]).toEqual([null, []])
  })
})

test.each([
  [['git', 'status'], ['git', 'status'], true],
  [['git', 'status', '-s'], ['git', 'status'], false],
  [['git'], ['git', 'status'], false],
  [['ls', 'refs/x'], ['ls', /refs\/\w+/], true],
  [['ls', 'refs/x y'], ['ls', /refs\/\w+/], false],
] as const)('%j against %j: %j', (argv, patterns, is) => {
  expect(matches(argv, patterns)).toBe(is)
})
