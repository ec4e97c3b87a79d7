import { defineConfig } from 'vitest/config'

/** `unit` needs nothing but the code. `system` runs against one planet, booted before and stopped after. */
export default defineConfig({
  test: {
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'test/.artifacts/results.json' }]]
      : ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Some start a process, on machines that may have one slow core.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{system,faults,browser}/**/*.test.ts'],
          globalSetup: ['test/global-setup.ts'],
          // One planet and its distances are shared: tests that time or break it take turns.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
