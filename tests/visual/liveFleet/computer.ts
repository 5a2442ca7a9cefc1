import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hosts } from './hosts.ts'
import { madeUpKey } from './keys.ts'

/** The address of a made-up host. */
export const addressOf = (number: number): string => `127.16.4.${number}`

/** Files of a person's home folder: a key, the hosts it opens at this port, and hosts that are not added yet. */
export function fillHome(home: string, port: number): void {
  const folder = join(home, '.ssh')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = madeUpKey('ada')
  writeFileSync(join(folder, 'id_ed25519'), key.private, { mode: 0o600 })
  writeFileSync(join(folder, 'id_ed25519.pub'), `${key.public} ada@desk\n`)
  const config = hosts.map(
    ({ name, number }) => `Host ${name}.example.net ${name}
  HostName ${addressOf(number)}
  HostKeyAlias ${name}
`,
  )
  const others = ['kvm-spare.example.net', 'backup.example.net', 'nas.example.net'].map(
    name => `Host ${name.split('.')[0]}
  HostName ${name}
  User root
`,
  )
  const common = `Host *
  Port ${port}
  User ops
  IdentityFile ~/.ssh/id_ed25519
  IdentitiesOnly yes
`
  writeFileSync(join(folder, 'config'), [...config, ...others, common].join('\n'), { mode: 0o600 })
  const known = hosts.map(
    ({ name, trouble }) => `${name} ${madeUpKey(trouble === 'changedKey' ? `${name} before` : name).public}`,
  )
  writeFileSync(join(folder, 'known_hosts'), `${known.join('\n')}\n`)
}
