import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/agents/**', '**/node_modules/**'],
    testTimeout: 30_000,
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
})
