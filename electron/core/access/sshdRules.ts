import { commented } from './polkit.ts'

/** One person's account on the host, as far as sshd is concerned. */
export interface SshdUser {
  user: string
  writes: boolean
  /** Reaches graphical consoles of machines, which listen on the host's own loopback. */
  console: boolean
}

const helper = ({ writes }: SshdUser, uri: string): string =>
  `virt-ssh-helper ${writes ? '' : '--readonly '}'${uri}'`

/**
 * `sshd_config` and `authorized_keys` that leave each person nothing of the host but libvirt's daemon (OpenSSH 9).
 * `uri` is what the daemon is asked for on the host itself, `qemu:///system`.
 */
export function sshdConfig(host: string, uri: string, users: readonly SshdUser[]): string {
  // It stands inside quotes of a shell and of a file: anything else than a plain URI has no business there.
  const plain = /^[a-z0-9+:/?&=._-]{1,200}$/i.test(uri) ? uri : 'qemu:///system'
  const blocks = users.map(each => `Match User ${each.user}\n${rules(each, plain)}`)
  const keys = users.map(each => {
    const open = each.console ? ',port-forwarding,permitopen="127.0.0.1:*",permitopen="[::1]:*"' : ''
    return `# ${each.user}\n# restrict${open},command="${helper(each, plain)}" ssh-ed25519 AAAA…`
  })
  return `# ${commented(host)}: /etc/ssh/sshd_config.d/50-novacron.conf
# Each person has an account of their own on the host; virt-ssh-helper comes with libvirt.
# What a forced command leaves out: this host's own load, and sockets of consoles, can't be read over these accounts.
${blocks.join('\n')}
${blocks.length > 0 ? 'Match all\n' : ''}
# Or without sshd_config, in each account's ~/.ssh/authorized_keys:
${keys.join('\n')}
`
}

function rules(user: SshdUser, uri: string): string {
  const common = [
    `    ForceCommand ${helper(user, uri)}`,
    '    PermitTTY no',
    '    PermitUserRC no',
    '    PermitTunnel no',
    '    X11Forwarding no',
    '    AllowAgentForwarding no',
  ]
  // Sockets can't be named one by one, so none may be forwarded; ports can.
  const forwarding = user.console
    ? [
        '    AllowStreamLocalForwarding no',
        '    AllowTcpForwarding local',
        '    PermitOpen 127.0.0.1:* [::1]:*',
        '    PermitListen none',
        '    GatewayPorts no',
      ]
    : ['    DisableForwarding yes']
  return [...common, ...forwarding].join('\n')
}
