import { AppError } from '../../../../shared/errors.ts'
import type { Probe } from './probe.ts'

/** Why none of libvirt's sockets can be used, from what the user sees there. */
export function socketProblem(endpoint: string, probe: Probe): AppError {
  const data = { stage: 'socket', endpoint, user: probe.user, groups: probe.groups, sockets: probe.sockets }
  const denied = probe.sockets.find(socket => socket.state === 'denied' || socket.state === 'unseen')
  if (denied !== undefined) {
    const group = denied.owner.split(' ')[2] ?? 'libvirt'
    const wanted = group === 'root' ? 'libvirt' : group
    return new AppError(
      'socket.permission',
      `${probe.user} may not open ${denied.path} on ${endpoint}${denied.owner === '' ? '' : ` (${denied.owner})`}.`,
      {
        next:
          group === 'root'
            ? `Set unix_sock_group = "libvirt" in /etc/libvirt/libvirtd.conf there, and add the user: usermod -aG libvirt ${probe.user}`
            : `Add the user to the group ${wanted} there: usermod -aG ${wanted} ${probe.user} (it counts from the next login)`,
        data,
      },
    )
  }
  const usable = probe.sockets.find(socket => socket.state === 'usable')
  const tried = probe.sockets.map(socket => socket.path).join(', ')
  return new AppError(
    'socket.missing',
    usable === undefined
      ? `No libvirt socket was found on ${endpoint} (tried ${tried}).`
      : `${usable.path} is there on ${endpoint}, but nothing answers.`,
    {
      next: 'Install libvirt there, or start it: systemctl enable --now libvirtd.socket (or virtqemud.socket).',
      data,
    },
  )
}

/** The socket can be used but sshd forwards no channel to it, and no program there can step in. */
export function prohibited(endpoint: string, probe: Probe): AppError {
  return new AppError(
    'channel.refused',
    `The sshd of ${endpoint} refuses channels to UNIX sockets, or nothing answers at ${probe.sockets[0]?.path ?? 'the socket'}.`,
    {
      next: 'Check that libvirt runs there, set AllowStreamLocalForwarding yes in its sshd_config, or install virt-ssh-helper (libvirt 6.8 or later) or a netcat with -U.',
      data: { stage: 'channel', endpoint, user: probe.user, sockets: probe.sockets },
    },
  )
}

/** No command can be run there, so neither the sockets nor the programs can be seen. */
export function unseen(endpoint: string, cause?: unknown): AppError {
  return new AppError('channel.refused', `${endpoint} lets this user run no command.`, {
    next: 'Remove the forced command (command= in authorized_keys, ForceCommand in sshd_config), or allow AllowStreamLocalForwarding.',
    data: { stage: 'channel', endpoint },
    cause,
  })
}

/** A program on the host ended before libvirt said a word. 127: the shell didn't find it. */
export function helperEnded(endpoint: string, program: string, code: number | null, said: string): AppError {
  const data = { stage: 'channel', endpoint, program, code, said }
  if (code === 127) {
    return new AppError('helper.missing', `${program} is not installed on ${endpoint}.`, {
      next: 'Install libvirt 6.8 or later there, or choose another mode in the URI (mode=auto).',
      data,
    })
  }
  return new AppError(
    'socket.missing',
    `${program} on ${endpoint} could not reach libvirt${said === '' ? '' : `: ${said}`}.`,
    {
      next: 'Check that libvirt runs there and that this user may open its socket.',
      data: { ...data, stage: 'socket' },
    },
  )
}
