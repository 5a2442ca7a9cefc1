import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { herePlace } from '../../transport/sshConfig/place.ts'
import { temporaryFolder } from '../../testing/store.ts'
import { configAliases } from './configHosts.ts'

test('takes names of every file, with their lines, and no patterns', async () => {
  using folder = temporaryFolder()
  const ssh = join(folder.path, '.ssh')
  mkdirSync(join(ssh, 'more'), { recursive: true })
  writeFileSync(
    join(ssh, 'config'),
    'Host kvm1 kvm2\n  User root\nInclude more/*.conf\nInclude gone\nHost *.example.net !kvm3\nHost kvm1 "with space"\n',
  )
  writeFileSync(join(ssh, 'more', 'a.conf'), '# mine\nHost=rack-7\nInclude ~/.ssh/config\n')
  const { aliases, notes } = await configAliases({ ...herePlace(), home: folder.path })
  expect(aliases.map(({ alias }) => alias)).toEqual(['kvm1', 'kvm2', 'rack-7'])
  expect(aliases[2]?.place).toBe(`${join(ssh, 'more', 'a.conf')}:2`)
  expect(notes).toEqual([{ code: 'notReadable', values: { file: join(ssh, 'gone'), why: 'ENOENT' } }])
})

test('who has no ssh config has none', async () => {
  using folder = temporaryFolder()
  const place = { ...herePlace(), home: folder.path }
  expect(await configAliases(place)).toEqual({ aliases: [], notes: [] })
  expect(await configAliases(place, null)).toEqual({ aliases: [], notes: [] })
})
