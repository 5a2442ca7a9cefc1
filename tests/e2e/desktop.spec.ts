import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test } from '@playwright/test'
import { electronProgram } from '../../scripts/setup/desktop.ts'

const program = electronProgram()
const isRequired = process.env.NOVACRON_REQUIRE_ELECTRON === '1'
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

test('Electron opens the window: no Node in the page, no way out of it', async () => {
  test.skip(program === null && !isRequired, 'Electron’s binary is not here')
  test.skip(!hasDisplay && !isRequired, 'there is no display')
  expect(program).not.toBeNull()
  const folder = mkdtempSync(join(tmpdir(), 'novacron-desktop-'))
  const app = await _electron.launch({
    executablePath: program ?? '',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(import.meta.dirname, '../..')],
    env: { ...(process.env as Record<string, string>), NOVACRON_HOME: folder },
  })
  try {
    const page = await app.firstWindow()
    await expect(page).toHaveTitle(/NovaCron/)
    expect(new URL(page.url()).protocol).toBe('app:')
    const reach = await page.evaluate(() => ({
      node: typeof Reflect.get(globalThis, 'require') + typeof Reflect.get(globalThis, 'process'),
      opened: window.open('https://example.invalid') === null,
    }))
    expect(reach).toEqual({ node: 'undefinedundefined', opened: true })
  } finally {
    await app.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
})
