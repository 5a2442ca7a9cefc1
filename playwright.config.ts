import { defineConfig } from '@playwright/test'

/** Debian's Chromium, the engine Electron has too; it refuses its sandbox to root. */
const isRoot = process.getuid?.() === 0

/** Where pictures are taken, whoever takes them. */
const steadyPlace = { timezoneId: 'UTC', locale: 'en-US' }

export default defineConfig({
  projects: [
    { name: 'end to end', testDir: 'tests/e2e', testIgnore: '**/demo.spec.ts' },
    // After those that share a lab: it starts one of its own.
    { name: 'demo', testDir: 'tests/e2e', testMatch: '**/demo.spec.ts' },
    // A picture of every page, compared with the one that is committed; `npm run screenshots` renews them.
    { name: 'pictures', testDir: 'tests/visual', testMatch: 'pages.spec.ts', use: steadyPlace },
    // The same of a living fleet. It takes longer than it finds faults, so it is no part of `npm test`.
    { name: 'living pictures', testDir: 'tests/visual', testMatch: 'livePages.spec.ts', use: steadyPlace },
    // The desktop shell: on the stand-in everywhere, in Electron where its binary is.
    { name: 'desktop', testDir: 'tests/desktop', testMatch: '**/*.spec.ts' },
  ],
  snapshotPathTemplate: 'tests/visual/pictures/{arg}{ext}',
  globalSetup: './tests/e2e/globalSetup.ts',
  outputDir: 'test-results',
  // One browser and one lab at a time: the machines this runs on are small.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  // On CI, whose machines others use too; one that passes only when repeated is named at the end, to be mended.
  retries: process.env.CI === 'true' ? 1 : 0,
  // Patience costs nothing where all is well.
  timeout: 240_000,
  expect: {
    timeout: 30_000,
    // Without one it would wait for the test's own end, which says less.
    toPass: { timeout: 60_000 },
    // Another patch level of the same engine may draw an edge another way.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, animations: 'disabled', caret: 'hide' },
  },
  reporter: 'list',
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: isRoot ? ['--no-sandbox'] : [],
    },
    viewport: { width: 1280, height: 800 },
    // Nobody waits for what only pleases; the pictures of a recording cost as much as the browser itself.
    contextOptions: { reducedMotion: 'reduce' },
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
})
