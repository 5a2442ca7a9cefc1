import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { type Lab, type LabHost, labRequirements, startLab } from '../lab/index.ts'
import { HeadlessShell } from './shell.ts'

export { expect } from '@playwright/test'

/** Chromium gives up loads, also of loopback, when an interface of this computer comes or goes: a lab does both. */
const networkChanged = /net::ERR_NETWORK_CHANGED/

interface Fixtures {
  /** The headless shell, not started, on an empty data folder. */
  readonly shell: HeadlessShell
  /** Adds a host of the lab through the command line; fails the test where that fails. */
  readonly addHost: (host: LabHost) => Promise<void>
  /** Opens a page of the running shell; whatever it logs as an error fails the test at its end. */
  readonly open: (link: string) => Promise<Page>
  /** Texts of console errors a test expects (a host that is down may log one); others still fail it. */
  readonly expectedErrors: RegExp[]
}

interface WorkerFixtures {
  /** Two furnished hosts for all tests of a worker. A test that breaks a host mends it. */
  readonly lab: Lab
}

/** A lab is no excuse in CI: there its absence fails. */
function skipWithoutLab(): void {
  const missing = labRequirements()
  base.skip(missing.length > 0 && process.env.CI !== 'true', `needs a lab: ${missing.join('; ')}`)
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  lab: [
    async ({}, use) => {
      skipWithoutLab()
      await using lab = await startLab({ hosts: 2, guests: 'few', name: 'e2e' })
      await use(lab)
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  shell: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'novacron-e2e-'))
    const shell = new HeadlessShell(folder)
    await use(shell)
    await shell.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  },

  addHost: async ({ shell }, use) => {
    await use(async host => {
      const trust = ['--identity', host.identityFile, '--accept-new-key', host.hostKeyFingerprint]
      const result = await shell.cli('host', 'add', host.uri, '--name', host.name, ...trust)
      expect(result, result.stderr).toMatchObject({ code: 0 })
    })
  },

  expectedErrors: async ({}, use) => {
    await use([])
  },

  open: async ({ context, expectedErrors }, use) => {
    const errors: string[] = []
    context.on('weberror', error => errors.push(error.error().stack ?? error.error().message))
    context.on('console', message => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await use(async link => {
      const page = await context.newPage()
      await page.goto(link)
      return page
    })
    const allowed = [...expectedErrors, networkChanged]
    const unexpected = errors.filter(text => !allowed.some(pattern => pattern.test(text)))
    expect(unexpected, 'errors on the page’s console').toEqual([])
  },
})
