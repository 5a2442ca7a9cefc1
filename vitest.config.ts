import { defineConfig } from 'vitest/config'
import { ByEnvironment } from './scripts/testing/sequencer.ts'

/** What every test file gets: patience for a busy machine, which costs nothing where all is well. */
const patient = {
  testTimeout: 180_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 30_000 } },
}
const patience = 'scripts/testing/patience.ts'
const seed = 'scripts/testing/seed.ts'

/**
 * Three projects: node (core, shared, shells, scripts), jsdom (renderer), and lab (whole programs against real
 * hypervisors) after them. Most of the first wait for daemons, so more of them run than there are cores.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: ByEnvironment },
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['electron/**/*.test.ts', 'shared/**/*.test.ts', 'scripts/**/*.test.ts'],
          // Files clean up after themselves, so one process serves many: loading it is half the cost of a small one.
          isolate: false,
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
          setupFiles: [patience, seed],
          ...patient,
        },
      },
      {
        test: {
          name: 'lab',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          // They mostly wait: for daemons, guests and what is held back for some seconds.
          maxWorkers: 2,
          // Daemons and emulated guests on machines that others use too: what passes when repeated is printed so.
          retry: process.env.CI === 'true' ? 1 : 0,
          sequence: { groupOrder: 1 },
          setupFiles: [patience],
          ...patient,
        },
      },
      {
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['renderer/**/*.test.ts', 'renderer/**/*.test.tsx'],
          // One process for many files; the set-up gives each file the window's modules anew.
          isolate: false,
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
          setupFiles: [patience, 'renderer/testing/setup.ts'],
          ...patient,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['electron/**/*.ts', 'shared/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportOnFailure: true,
    },
  },
})
