import { setTimeout as wait } from 'node:timers/promises'
import { type RouteDecision, saying } from '../../shared/route.ts'
import type { HostDraft } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { DiagnosisStep, HostQuestion } from '../../shared/models/host.ts'
import type { Machine } from '../../shared/models/machine.ts'

const art = (fill: string) =>
  [
    '+--[ED25519 256]--+',
    ...Array.from(
      { length: 9 },
      (_, row) =>
        `|${fill
          .repeat(row % 4)
          .padStart(6 + (row % 3), '.')
          .padEnd(17)}|`,
    ),
    '+----[SHA256]-----+',
  ].join('\n')

/** A question of each kind as a transport would ask it. */
export function presentedKey(kind: 'new' | 'changed' | 'secret'): HostQuestion {
  const presented = {
    algorithm: 'ssh-ed25519',
    sha256: 'SHA256:Zl0fP4nX8rQ2wJ5sD9aYb1eT6uG3hKcM7vLpOiNxRkE',
    randomart: art('o+='),
  }
  if (kind === 'new') return { kind: 'newHostKey', endpoint: 'kvm3.example.net:22', presented }
  if (kind === 'changed')
    return {
      kind: 'changedHostKey',
      endpoint: 'kvm2.example.net:22',
      presented,
      known: [
        {
          algorithm: 'ssh-ed25519',
          sha256: 'SHA256:q9WvT2mBzX7nKc5LrD1yHs8GpJf4EaUo6iRtNwYxVbA',
          randomart: art('*@.'),
          source: '~/.ssh/known_hosts line 14',
        },
      ],
    }
  return {
    kind: 'secret',
    endpoint: 'kvm4.example.net:22',
    request: 'password',
    subject: 'ops',
    instruction: '',
    prompts: [{ text: 'Password:', echo: false }],
    again: true,
  }
}

/** What a URI means, or where it stops meaning anything. */
export function parseDraft(draft: HostDraft) {
  const match = /^([a-z]+)(\+[a-z0-9]+)?:\/\/(?:([^@/]+)@)?([^/:]*)(?::(\d+))?\/(.*)$/.exec(draft.uri)
  if (!match) {
    const position = Math.max(0, draft.uri.search(/[^a-z+]/))
    throw new AppError('uri.invalid', 'A connection URI reads driver+transport://user@host:port/system.', {
      next: 'For example qemu+ssh://root@kvm1.example.net/system or test:///default.',
      data: { position },
    })
  }
  const [, driver = '', transport = '', user, host = ''] = match
  return {
    suggestedName: host.split('.')[0] || driver,
    driver: driver.toUpperCase(),
    transport: transport.slice(1) || 'unix',
    remoteUri: `${driver}:///system`,
    decisions: [
      { label: 'driver', value: driver, source: 'URI' },
      { label: 'address', value: host || saying('unixSocket'), source: 'URI' },
      { label: 'user', value: user ?? 'ops', source: user ? 'URI' : '~/.ssh/config line 3' },
      {
        label: 'keyFile',
        value: draft.options?.identityFiles?.[0] ?? '~/.ssh/id_ed25519',
        source: draft.options?.identityFiles ? saying('thisHost') : saying('byDefault'),
      },
    ] satisfies RouteDecision[],
  }
}

/** A diagnosis that stops at the host key until it is accepted, and at the password of a host named “locked”. */
export async function* diagnosis(
  uri: string,
  secrets?: { password?: string | undefined },
): AsyncGenerator<DiagnosisStep> {
  const step = (stage: DiagnosisStep['stage'], part: Partial<DiagnosisStep>): DiagnosisStep => ({
    stage,
    result: 'passed',
    detail: null,
    durationMs: 4,
    problem: null,
    ...part,
  })
  for (const [stage, detail] of [
    ['resolve', '10.0.0.12'],
    ['tcp', 'port 22 open'],
    ['sshVersion', 'SSH-2.0-OpenSSH_9.2p1'],
    ['hostKey', 'SHA256:Zl0fP4nX8rQ2wJ5sD9aYb1eT6uG3hKcM7vLpOiNxRkE'],
  ] as const) {
    yield step(stage, { result: 'running', durationMs: null })
    await wait(150)
    if (stage === 'tcp' && uri.includes('closed')) {
      yield step('tcp', {
        result: 'failed',
        problem: {
          code: 'tcp.refused',
          message: 'Port 22 refused the connection.',
          next: 'Check that sshd runs there, or give the port in the URI.',
        },
      })
      for (const rest of [
        'sshVersion',
        'hostKey',
        'authentication',
        'channel',
        'socket',
        'libvirtOpen',
        'version',
        'permission',
      ] as const)
        yield step(rest, { result: 'skipped', durationMs: null })
      return
    }
    if (stage === 'hostKey' && uri.includes('fresh')) {
      yield step('hostKey', {
        result: 'failed',
        problem: {
          code: 'hostKey.new',
          message: 'The key of this host is not known yet.',
          next: 'Compare the fingerprint and accept it.',
          data: { question: presentedKey('new') },
        },
      })
      return
    }
    yield step(stage, { detail })
  }
  if (uri.includes('locked') && !secrets?.password) {
    yield step('authentication', {
      result: 'failed',
      problem: {
        code: 'auth.failed',
        message: 'The server accepts a password or another key.',
        next: 'Give a password or choose a key file.',
      },
    })
    return
  }
  for (const [stage, detail] of [
    ['authentication', 'key ~/.ssh/id_ed25519 from the agent'],
    ['channel', 'direct-streamlocal'],
    ['socket', '/run/libvirt/libvirt-sock'],
    ['libvirtOpen', 'qemu:///system'],
    ['version', 'libvirt 9.0.0, QEMU 7.2.0'],
    ['permission', 'may change machines'],
  ] as const) {
    yield step(stage, { result: 'running', durationMs: null })
    await wait(120)
    yield step(stage, { detail, durationMs: 12 })
  }
}

/** A definition in libvirt's form. */
export const domainXml = (
  machine: Machine,
): string => `<domain type='kvm'${machine.id === null ? '' : ` id='${machine.id}'`}>
  <name>${machine.name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</name>
  <uuid>${machine.uuid}</uuid>
  <memory unit='KiB'>${(machine.memoryBytes ?? 0) / 1024}</memory>
  <vcpu placement='static'>${machine.vcpus}</vcpu>
  <os>
    <type arch='${machine.arch}' machine='${machine.machine}'>hvm</type>
    <boot dev='hd'/>
  </os>
  <devices>
    <!-- the first disk -->
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='${machine.disks[0]?.source}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='bridge'>
      <mac address='${machine.nics[0]?.mac}'/>
      <source bridge='br20'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
`
