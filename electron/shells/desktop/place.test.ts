import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { APP_ORIGIN, PORT_CHANNEL } from './origin.ts'
import * as electron from './testing/fakeElectron.ts'
import { runMain } from './testing/runMain.ts'

vi.mock('electron', () => import('./testing/fakeElectron.ts'))

const passphrase = 'wandering otter paints nine'
let folder: string

beforeEach(async () => {
  electron.resetFake()
  folder = mkdtempSync(join(tmpdir(), 'novacron-desktop-'))
  vi.stubEnv('NOVACRON_HOME', folder)
  vi.stubEnv('NOVACRON_LOG', 'silent')
  await runMain()
  await vi.waitFor(() => expect(electron.BrowserWindow.windows).toHaveLength(1))
})
afterEach(async () => {
  const { quits } = electron.app
  electron.app.quit()
  await vi.waitFor(() => expect(electron.app.quits).toBe(quits + 1))
  for (const emitter of [electron.app, electron.powerMonitor, electron.ipcMain]) emitter.removeAllListeners()
  for (const window of electron.BrowserWindow.windows) window.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** The page of the window, as it is loaded once. */
async function load(): Promise<ContractClient> {
  const ports: electron.FakePort[] = []
  const [window] = electron.BrowserWindow.windows
  electron.ipcMain.emit(PORT_CHANNEL, {
    sender: window?.webContents,
    senderFrame: {
      origin: APP_ORIGIN,
      parent: null,
      postMessage: (_channel: string, _message: null, given: electron.FakePort[]) => ports.push(...given),
    },
  })
  await vi.waitFor(() => expect(ports).toHaveLength(1))
  const [port] = ports
  if (!port) throw new Error('no port was given')
  const client: ContractClient = createORPCClient(new RPCLink({ port: port.port }))
  port.port.start()
  return client
}

const nameOf = async (client: ContractClient) => (await client.session.state()).person?.name ?? null
const setUp = (client: ContractClient) =>
  client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
const tray = () => electron.Tray.trays[0]

test('whoever signed in is there after a reload, and the page never holds what proves it', async () => {
  const page = await load()
  const answer = await setUp(page)
  expect(answer.ticket).toBeNull()
  expect(await nameOf(await load())).toBe('Ada')
})

test.each(['lock-screen', 'suspend'] as const)(
  '%s locks the window; the tray shows nothing then',
  async event => {
    const page = await load()
    await setUp(page)
    await page.hosts.add({
      uri: 'test+unix:///default?socket=/nowhere/libvirt-sock',
      name: 'kvm1',
    })
    await vi.waitFor(() => expect(JSON.stringify(tray()?.menu)).toContain('Lock'))
    await vi.waitFor(() => expect(tray()?.tip).not.toBe('NovaCron: Locked'))
    electron.powerMonitor.emit(event)
    expect(await page.session.state()).toMatchObject({ person: null, lockedName: 'Ada', vaultOpen: false })
    await expect(page.hosts.list()).rejects.toMatchObject({ data: { code: 'session.required' } })
    await vi.waitFor(() => expect(tray()?.tip).toBe('NovaCron: Locked'))
    expect(JSON.stringify(tray()?.menu)).not.toContain('kvm1')
    expect(await nameOf(await load())).toBeNull()
    const again = await load()
    await again.session.signIn({ name: 'Ada', passphrase })
    await vi.waitFor(() => expect(tray()?.tip).not.toBe('NovaCron: Locked'))
  },
)

test('the window’s end is the session’s', async () => {
  await setUp(await load())
  const [window] = electron.BrowserWindow.windows
  window?.webContents.emit('destroyed')
  expect(await nameOf(await load())).toBeNull()
})
