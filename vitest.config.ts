import { defineConfig } from 'vitest/config'

/** The guarantees under faults, and with each guard taken out: minutes, so `npm run test:guarantees` runs them by themselves. */
const GUARANTEES = 'test/faults/{guarantees,mutations}.test.ts'

/** These boot what they need by themselves. */
const ALONE = [
  'test/system/{gateway,gateway-guarantees,launch,operators,planet-failover}.test.ts',
  'test/browser/console.test.ts',
]

/**
 * `unit` needs nothing but the code. `alone` has planets and gateways of its own. `system` runs against one planet, booted
 * before and stopped after. `infra` renders and checks infra/ with the tools that `npm run check:infra` names.
 */
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
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          // Planets beside each other would fail for want of a processor.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{system,faults,browser}/**/*.test.ts'],
          exclude: [...ALONE, GUARANTEES],
          globalSetup: ['test/global-setup.ts'],
          // One planet and its distances are shared: tests that time or break it take turns.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'guarantees',
          include: [GUARANTEES],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          // Most start a process of a real tool.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
