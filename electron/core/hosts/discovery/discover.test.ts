import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hostRecord, temporaryFolder } from '../../testing/store.ts'
import { herePlace } from '../../transport/sshConfig/place.ts'
import { discover, readList } from './discover.ts'

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ0aVfXbDq6Z6Vt2m3GJ4o6M9cQm2mY1YJx1h3pQdTnH'

test('finds what this computer knows of, once, and contacts nobody', async () => {
  using folder = temporaryFolder()
  const { path: home } = folder
  mkdirSync(join(home, '.ssh'), { mode: 0o700 })
  mkdirSync(join(home, '.config', 'libvirt'), { recursive: true })
  const config = join(home, '.ssh', 'config')
  writeFileSync(config, 'Host rack7\n HostName kvm7.example.net\n User ops\n Port 2200\n ProxyJump door\n', {
    mode: 0o600,
  })
  writeFileSync(
    join(home, '.ssh', 'known_hosts'),
    `kvm7.example.net ssh-ed25519 ${key}\nkvm8.example.net ssh-ed25519 ${key.replace('J0', 'K0')}\n|1|c2FsdHNhbHRzYWx0c2FsdHNhbHQ=|aGFzaGhhc2hoYXNoaGFzaGhhc2g= ssh-ed25519 ${key.replace('J0', 'L0')}\n`,
  )
  writeFileSync(
    join(home, '.config', 'libvirt', 'libvirt.conf'),
    'uri_aliases = ["lab=qemu+ssh://lab/system"]\n',
  )
  const runtime = join(home, 'run')
  mkdirSync(join(runtime, 'libvirt'), { recursive: true })
  const daemon = createServer().listen(join(runtime, 'libvirt', 'libvirt-sock'))
  try {
    await new Promise(resolve => daemon.once('listening', resolve))
    const place = {
      ...herePlace(),
      home,
      systemFolder: join(home, 'etc'),
      env: { XDG_RUNTIME_DIR: runtime, PATH: '/nowhere' },
    }
    const known = hostRecord(1, { uri: 'qemu+ssh://lab/system', name: 'the lab' })
    const { candidates, notes } = await discover({ list: () => [known], place })
    const found = candidates.filter(({ uri }) => uri !== 'qemu:///system')
    expect(found).toMatchObject([
      { uri: 'qemu:///session', source: 'local', warnings: [] },
      { uri: 'qemu+ssh://lab/system', source: 'libvirtConf', name: 'lab', knownAs: 'the lab' },
      {
        uri: 'qemu+ssh://rack7/system',
        source: 'sshConfig',
        place: `${config}:1`,
        detail: 'ops@kvm7.example.net:2200 via door',
        knownAs: null,
      },
      { uri: 'qemu+ssh://kvm8.example.net/system', source: 'knownHosts' },
    ])
    expect(notes).toEqual([{ code: 'hashed', values: { count: 1 } }])
  } finally {
    daemon.close()
  }
})

test('a list says of each line what it is, or why it is nothing', () => {
  const { candidates } = readList(
    { text: 'uri,site,key,jump\nqemu+ssh://kvm1/system,fra,~/.ssh/k,a b\nxx://,,,', fileName: 'fleet.csv' },
    [],
  )
  expect(candidates).toMatchObject([
    {
      uri: 'qemu+ssh://kvm1/system',
      site: 'fra',
      place: 'fleet.csv:2',
      options: { identityFiles: ['~/.ssh/k'], jump: ['a', 'b'] },
      problem: null,
    },
    { uri: 'xx://', place: 'fleet.csv:3', problem: { code: 'uri.invalid' } },
  ])
})
