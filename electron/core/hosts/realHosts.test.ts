import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import { type Lab, startLab } from '../../../tests/lab/index.ts'
import { describeWithLab } from '../../../tests/lab/vitest.ts'
import { diagnosisText } from '../../../shared/diagnosisText.ts'
import type { DiagnosisStep } from '../../../shared/models/host.ts'
import type { HostDraft, HostRegistry } from './index.ts'
import { openFleet } from './testing/fleet.ts'
import { eventually } from './testing/sshHost.ts'

const backoff = { firstMs: 50, maxMs: 200, jitter: 0 }

async function stepsOf(registry: HostRegistry, draft: HostDraft, secrets = {}): Promise<DiagnosisStep[]> {
  const last = new Map<string, DiagnosisStep>()
  for await (const step of registry.diagnose({ draft, secrets })) last.set(step.stage, step)
  return [...last.values()]
}
const failed = (steps: DiagnosisStep[]) => steps.find(step => step.result === 'failed')
const passed = (steps: DiagnosisStep[]) =>
  steps.filter(step => step.result === 'passed').map(step => step.stage)

describeWithLab('hosts with addresses of their own', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({ hosts: 2, guests: 'none', name: 'hosts' })
  })
  afterAll(() => lab?.close())
  const draft = (index: number, more: Partial<HostDraft> = {}, user = 'root'): HostDraft => ({
    uri: lab.host(index).uriFor('qemu:///system', user),
    acceptNewKeys: lab.hosts.map(host => host.hostKeyFingerprint),
    ...more,
    options: { identityFiles: [lab.identityFile], useAgent: false, ...more.options },
  })

  test('every stage of the diagnosis passes, and says what was seen', async () => {
    await using fleet = await openFleet()
    const logins = lab.host(0).acceptedLogins
    const steps = await stepsOf(fleet.registry, draft(0))
    expect(passed(steps)).toEqual([
      'resolve',
      'tcp',
      'sshVersion',
      'hostKey',
      'authentication',
      'channel',
      'socket',
      'libvirtOpen',
      'version',
      'permission',
    ])
    const detail = Object.fromEntries(steps.map(step => [step.stage, step.detail]))
    expect(detail.tcp).toContain(lab.host(0).address)
    expect(detail.hostKey).toContain(lab.host(0).hostKeyFingerprint)
    expect(detail.socket).toContain('libvirt-sock')
    expect(steps.every(step => step.durationMs !== null)).toBe(true)
    const text = diagnosisText(steps, 'hyp1')
    expect(text.split('\n').filter(line => line.startsWith('✔')).length).toBe(10)
    await expect.poll(() => lab.host(0).acceptedLogins - logins).toBe(1)
    expect(fleet.registry.list()).toEqual([])
  })

  test('a user without rights on the socket is told which group would do', async () => {
    await using fleet = await openFleet()
    const failure = failed(await stepsOf(fleet.registry, draft(0, {}, 'viewer')))
    expect(failure).toMatchObject({ stage: 'socket', problem: { code: 'socket.permission' } })
    expect(failure?.problem?.next).toMatch(/libvirt/)
    const { id } = fleet.registry.add(draft(0, {}, 'viewer'))
    fleet.registry.connect(id)
    const state = await fleet.untilPhase(id, 'blocked')
    expect(state).toMatchObject({ question: null, problem: { code: 'socket.permission' } })
    expect((await stepsOf(fleet.registry, draft(0, {}, 'operator'))).at(-1)?.result).toBe('passed')
  })

  test('a user without rights still reads through the read-only socket', async () => {
    await using fleet = await openFleet()
    const { id } = fleet.registry.add(draft(0, { options: { readOnly: true } }, 'viewer'))
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    expect((await fleet.registry.connection(id)).readOnly).toBe(true)
  })

  test('a password is asked for, again after a wrong one, as often as the person typed and no more', async () => {
    const host = lab.host(0)
    await using fleet = await openFleet({ backoff })
    const before = failures(lab)
    const { id } = fleet.registry.add(draft(0, { options: { identityFiles: [] } }, 'operator'))
    fleet.registry.connect(id)
    const first = await fleet.until(id, ({ question }) => question !== null)
    expect(first.question).toMatchObject({ kind: 'secret', again: false })
    await expect.poll(() => failures(lab) - before).toBe(0)
    fleet.registry.answer(id, { kind: 'secret', answers: ['wrong-one'] })
    await fleet.until(id, ({ question }) => question?.kind === 'secret' && question.again)
    await expect.poll(() => failures(lab) - before).toBe(1)
    const logins = host.acceptedLogins
    fleet.registry.answer(id, { kind: 'secret', answers: [host.password] })
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => host.acceptedLogins - logins).toBe(1)
    host.killSshSessions()
    await fleet.until(id, ({ phase }) => phase === 'waiting' || phase === 'connecting')
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => failures(lab) - before).toBe(1)
    expect(JSON.stringify(fleet.states(id))).not.toContain(host.password)
    fleet.registry.disconnect(id)
    fleet.registry.connect(id)
    await fleet.until(id, ({ question }) => question?.kind === 'secret')
    fleet.registry.answer(id, { kind: 'refuse' })
    const refused = await fleet.until(id, ({ phase, question }) => phase === 'blocked' && question === null)
    expect(refused.problem?.code).toMatch(/^auth\./)
    await expect.poll(() => failures(lab) - before).toBe(1)
  })

  test('a diagnosis takes a password once and never asks', async () => {
    await using fleet = await openFleet()
    const typed = draft(0, { options: { identityFiles: [] } }, 'operator')
    const without = failed(await stepsOf(fleet.registry, typed))
    expect(without).toMatchObject({
      stage: 'authentication',
      problem: { data: { question: { kind: 'secret' } } },
    })
    const before = failures(lab)
    expect(failed(await stepsOf(fleet.registry, typed, { password: 'nope' }))?.stage).toBe('authentication')
    await expect.poll(() => failures(lab) - before).toBe(1)
    const right = await stepsOf(fleet.registry, typed, { password: lab.host(0).password })
    expect(right.at(-1)).toMatchObject({ stage: 'permission', result: 'passed' })
  })

  test('a host that only another host reaches goes live through it, one login on each', async () => {
    const [gate, inner] = [lab.host(0), lab.host(1)]
    await inner.hide()
    try {
      await using fleet = await openFleet({ backoff })
      const direct = await stepsOf(fleet.registry, draft(1, { options: { connectTimeoutMs: 700 } }))
      expect(failed(direct)).toMatchObject({ stage: 'tcp', problem: { code: 'tcp.timeout' } })
      const logins = [gate.acceptedLogins, inner.acceptedLogins]
      const jump = [`root@${gate.address}`]
      const { id } = fleet.registry.add(draft(1, { options: { jump } }))
      fleet.registry.connect(id)
      await fleet.untilPhase(id, 'live')
      await expect
        .poll(() => [gate.acceptedLogins, inner.acceptedLogins])
        .toEqual(logins.map(count => count + 1))
      const steps = await stepsOf(fleet.registry, draft(1, { options: { jump } }))
      expect(failed(steps)).toBeUndefined()
      expect(steps.find(step => step.stage === 'tcp')?.detail).toEqual(
        saying('portThrough', { port: '22', hops: `${gate.address}:22` }),
      )
    } finally {
      await inner.unhide()
    }
  })

  test('a restarted libvirtd and a killed sshd come back by themselves', async () => {
    const host = lab.host(1)
    await using fleet = await openFleet({ backoff })
    const { id } = fleet.registry.add(draft(1))
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const logins = host.acceptedLogins
    await host.restartLibvirtd()
    await fleet.until(id, ({ phase }) => phase !== 'live')
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => host.acceptedLogins).toBe(logins)
    await host.killSshd()
    await fleet.until(id, ({ phase, problem }) => phase === 'waiting' && problem?.code === 'tcp.refused')
    await host.startSshd()
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => host.acceptedLogins).toBe(logins + 1)
  })

  test('a pulled cable is the network’s fault for both hosts, and both are back soon after', async () => {
    await using fleet = await openFleet()
    const options = { keepaliveSeconds: 1, keepaliveCount: 2 }
    const ids = [0, 1].map(index => fleet.registry.add(draft(index, { options })).id)
    for (const id of ids) fleet.registry.connect(id)
    for (const id of ids) await fleet.untilPhase(id, 'live')
    const logins = lab.hosts.map(host => host.acceptedLogins)
    await lab.uplinkDown()
    try {
      for (const id of ids) await fleet.until(id, state => state.networkSuspect && state.phase === 'waiting')
    } finally {
      await lab.uplinkUp()
    }
    for (const id of ids) await fleet.untilPhase(id, 'live')
    await expect
      .poll(() => lab.hosts.map(host => host.acceptedLogins))
      .toEqual(logins.map(count => count + 1))
    await eventually('the suspicion is gone', () => !fleet.registry.networkSuspect)
  })

  test('a reinstalled host is refused with its old and new key until it is pinned anew', async () => {
    const host = lab.host(1)
    await using fleet = await openFleet({ backoff })
    const { id } = fleet.registry.add(draft(1))
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const old = host.hostKeyFingerprint
    const logins = host.acceptedLogins
    await host.newHostKey()
    const { question } = await fleet.until(id, state => state.question !== null)
    const sha256 = host.hostKeyFingerprint
    expect(question).toMatchObject({
      kind: 'changedHostKey',
      presented: { sha256 },
      known: [{ sha256: old }],
    })
    const diagnosis: DiagnosisStep[] = []
    for await (const step of fleet.registry.diagnose({ hostId: id })) diagnosis.push(step)
    expect(failed(diagnosis)).toMatchObject({ stage: 'hostKey', problem: { code: 'hostKey.changed' } })
    await expect.poll(() => host.acceptedLogins).toBe(logins)
    fleet.registry.answer(id, { kind: 'repinHostKey', sha256 })
    await fleet.untilPhase(id, 'live')
    await expect.poll(() => host.acceptedLogins).toBe(logins + 1)
  })
})

const POLKITD = '/usr/lib/polkit-1/polkitd'
const noPolkit = !existsSync(POLKITD) || !existsSync('/usr/bin/dbus-daemon')
if (noPolkit && process.env.CI === 'true') throw new Error('polkit or D-Bus is missing')

describeWithLab('a host whose libvirt asks polkit', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({
      guests: 'none',
      name: 'polkit',
      libvirtdConfig: ['auth_unix_rw = "polkit"', 'unix_sock_rw_perms = "0777"'],
    })
  })
  afterAll(() => lab?.close())
  const draft = (user: string, more: Partial<HostDraft> = {}): HostDraft => ({
    name: user,
    uri: lab.host(0).uriFor('qemu:///system', user),
    acceptNewKeys: [lab.host(0).hostKeyFingerprint],
    ...more,
    options: { identityFiles: [lab.identityFile], useAgent: false, ...more.options },
  })
  const refusedAtOpen = async (user: string) => {
    await using fleet = await openFleet({ backoff })
    const failure = failed(await stepsOf(fleet.registry, draft(user)))
    expect(failure).toMatchObject({ stage: 'libvirtOpen', problem: { code: 'libvirt.denied' } })
    expect(failure?.problem?.next).toContain('org.libvirt.unix.manage')
    return failure?.problem?.message
  }

  test('one that can not ask it lets nobody in, and says so', async () => {
    expect(await refusedAtOpen('viewer')).toContain('bus')
  })

  test.skipIf(noPolkit)(
    'its refusal is named with the group or rule to set, and waits for a person',
    async () => {
      const host = lab.host(0)
      const start = `mkdir -p /run/dbus && dbus-daemon --system --fork --nopidfile && { setsid ${POLKITD} >/dev/null 2>&1 </dev/null & }`
      await host.exec(['sh', '-c', start])
      // It looks for the bus once.
      await host.restartLibvirtd()
      await eventually('polkit answers', () => host.pidsOf('polkitd').length > 0)
      expect(await refusedAtOpen('viewer')).toContain('org.libvirt.unix.manage')
      await using fleet = await openFleet({ backoff })
      const readOnly = { name: 'reading', options: { readOnly: true } }
      const viewer = fleet.registry.add(draft('viewer'))
      const operator = fleet.registry.add(draft('operator'))
      const reading = fleet.registry.add(draft('viewer', readOnly))
      for (const { id } of [viewer, operator, reading]) fleet.registry.connect(id)
      const blocked = await fleet.untilPhase(viewer.id, 'blocked')
      expect(blocked).toMatchObject({ question: null, problem: { code: 'libvirt.denied' } })
      await fleet.untilPhase(operator.id, 'live')
      await fleet.untilPhase(reading.id, 'live')
    },
  )
})

/** Logins that the first host's sshd has refused so far. */
function failures(lab: Lab): number {
  const log = readFileSync(`${lab.host(0).folder}/log/sshd.log`, 'utf8')
  return log.match(/^Failed (password|keyboard-interactive)/gm)?.length ?? 0
}
