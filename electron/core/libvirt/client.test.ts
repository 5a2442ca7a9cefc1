import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { i32, nothing, struct } from '../xdr/index.ts'
import { domainLifecycleEvent } from './constants/events.ts'
import { LibvirtError, LinkError } from './errors.ts'
import { events } from './events.ts'
import { encodeFrame, type Header, messageStatus, messageType } from './message.ts'
import { remote } from './remote/index.ts'
import { domain, text } from './remote/shapes.ts'
import { type ScriptedPeer, scriptedPair } from './testing/peer.ts'

const dom = { name: 'a', uuid: new Uint8Array(16).fill(1), id: 4 }
const hostname = struct({ hostname: text })

const lifecycleMessage = struct({ callbackID: i32, dom: domain, event: i32, detail: i32 })

const eventHeader: Header = {
  program: 0x2000_8086,
  version: 1,
  procedure: 318,
  type: messageType.message,
  serial: 0,
  status: messageStatus.ok,
}

function lifecycle(peer: ScriptedPeer, callbackID: number, detail: number): void {
  peer.send(eventHeader, lifecycleMessage, { callbackID, dom, event: domainLifecycleEvent.started, detail })
}

describe('calls', () => {
  test('are sent at once and matched by serial, in whatever order answers come', async () => {
    const { client, peer } = scriptedPair()
    const answers = [1, 2, 3].map(() => client.call(remote.connectGetHostname))
    const calls = [await peer.next(), await peer.next(), await peer.next()]
    expect(calls.map(({ header }) => header.serial)).toEqual([1, 2, 3])
    for (const { header } of calls.reverse()) peer.reply(header, hostname, { hostname: `h${header.serial}` })
    expect(await Promise.all(answers)).toEqual([{ hostname: 'h1' }, { hostname: 'h2' }, { hostname: 'h3' }])
    expect(client.traffic).toMatchObject({ calls: 3, bytesOut: 84 })
    await client.close()
  })

  test('fail with the server’s own numbers and words', async () => {
    const { client, peer } = scriptedPair()
    const answer = client.call(remote.domainLookupByName, { name: 'nobody' })
    const { header, args } = await peer.expectCall(remote.domainLookupByName)
    expect(args).toEqual({ name: 'nobody' })
    peer.refuse(header, { code: 42, domain: 10, message: 'Domain not found' })
    const caught = await answer.catch((reason: unknown) => reason)
    expect(caught).toBeInstanceOf(LibvirtError)
    expect(caught).toMatchObject({ code: 42, codeName: 'noDomain', domain: 10, domainName: 'qemu', level: 2 })
    expect(caught).toMatchObject({ text: 'Domain not found', procedure: 'domainLookupByName' })
    await client.close()
  })

  test('with arguments that do not fit are not sent, and the connection goes on', async () => {
    const { client, peer } = scriptedPair()
    await expect(client.call(remote.domainLookupById, { id: 0.5 })).rejects.toMatchObject({ kind: 'encode' })
    await expect(client.call(remote.domainLookupByName, { name: 'a\0b' })).rejects.toMatchObject({
      kind: 'encode',
    })
    const answer = client.call(remote.connectGetHostname)
    const { header } = await peer.expectCall(remote.connectGetHostname)
    peer.reply(header, hostname, { hostname: 'h' })
    expect(await answer).toEqual({ hostname: 'h' })
    await client.close()
  })

  test('given up by deadline or signal leave the connection and take their late answer quietly', async () => {
    const { client, peer } = scriptedPair({ callTimeoutMs: 20 })
    const late = client.call(remote.connectGetHostname)
    const controller = new AbortController()
    const aborted = client.call(remote.connectGetHostname, {}, { signal: controller.signal, timeoutMs: null })
    controller.abort(new Error('the user left'))
    await expect(aborted).rejects.toMatchObject({ kind: 'aborted', cause: { message: 'the user left' } })
    await expect(late).rejects.toMatchObject({ kind: 'timeout' })
    for (const { header } of [await peer.next(), await peer.next()])
      peer.reply(header, hostname, { hostname: 'x' })
    const answer = client.call(remote.connectGetHostname, {}, { timeoutMs: null })
    peer.reply((await peer.next()).header, hostname, { hostname: 'h' })
    expect(await answer).toEqual({ hostname: 'h' })
    await client.close()
  })

  test('whose answer is on its way over a slow link wait beyond their deadline, but not for ever', async () => {
    const { client, peer } = scriptedPair()
    const answer = client.call(remote.connectGetHostname, {}, { timeoutMs: 400 })
    const { header } = await peer.expectCall(remote.connectGetHostname)
    const reply = { ...header, type: messageType.reply, status: messageStatus.ok }
    const frame = encodeFrame(reply, hostname, { hostname: 'h'.repeat(1_000) })
    peer.raw(frame.subarray(0, 500))
    await expect.poll(() => client.traffic.slow).toBe(true)
    await sleep(600)
    peer.raw(frame.subarray(500))
    expect(await answer).toEqual({ hostname: 'h'.repeat(1_000) })
    expect(client.traffic.slow).toBe(false)

    // A peer that sends its answer byte by byte is given up all the same.
    const endless = client.call(remote.connectGetHostname, {}, { timeoutMs: 20 })
    await peer.expectCall(remote.connectGetHostname)
    peer.raw(frame.subarray(0, 30))
    await expect(endless).rejects.toMatchObject({ kind: 'timeout' })
    await client.close()
  })

  test('cancelled before they begin send nothing', async () => {
    const { client } = scriptedPair()
    const signal = AbortSignal.abort()
    await expect(client.call(remote.connectGetHostname, {}, { signal })).rejects.toMatchObject({
      kind: 'aborted',
    })
    expect(client.traffic.bytesOut).toBe(0)
    await client.close()
  })

  test('left unanswered by the thousand end the connection', async () => {
    const { client } = scriptedPair()
    const controller = new AbortController()
    const { signal } = controller
    const calls = Array.from({ length: 1025 }, () => client.call(remote.connectGetHostname, {}, { signal }))
    controller.abort()
    await Promise.allSettled(calls)
    await expect(client.call(remote.connectGetHostname)).rejects.toMatchObject({ kind: 'dead' })
    expect(await client.closed).toMatchObject({ kind: 'dead' })
  })
})

describe('the end', () => {
  test('by us resolves closed to null and rejects what waits', async () => {
    const { client } = scriptedPair()
    const waiting = client.call(remote.connectGetHostname)
    const settled = expect(waiting).rejects.toMatchObject({ kind: 'closed' })
    await client.close()
    await settled
    expect(await client.closed).toBeNull()
    await expect(client.call(remote.connectGetHostname)).rejects.toBeInstanceOf(LinkError)
  })

  test('with a reason resolves closed to it', async () => {
    const { client } = scriptedPair()
    const reason = new Error('host removed')
    await client.close(reason)
    expect(await client.closed).toMatchObject({ kind: 'closed', message: 'host removed', cause: reason })
  })

  test('by the peer is told apart from a broken transport', async () => {
    const ended = scriptedPair()
    ended.peer.side.end()
    expect(await ended.client.closed).toMatchObject({ kind: 'closed' })
    const broken = scriptedPair()
    broken.peer.side.destroy(new Error('reset'))
    expect(await broken.client.closed).toBeInstanceOf(LinkError)
  })
})

describe('events', () => {
  async function listening() {
    const { client, peer } = scriptedPair()
    const seen: number[] = []
    const subscribing = client.on(events.domainLifecycle, {}, ({ detail }) => seen.push(detail))
    const { header, args } = await peer.expectCall(remote.connectDomainEventCallbackRegisterAny)
    expect(args).toEqual({ eventID: 0, dom: null })
    return { client, peer, seen, subscribing, header }
  }
  const registered = remote.connectDomainEventCallbackRegisterAny.ret

  test('sent before the reply to their registration are not lost', async () => {
    const { client, peer, seen, subscribing, header } = await listening()
    lifecycle(peer, 8, 1)
    lifecycle(peer, 9, 2)
    peer.reply(header, registered, { callbackID: 9 })
    await subscribing
    expect(seen).toEqual([2])
    await client.close()
  })

  test('stop with the subscription, which tells the server', async () => {
    const { client, peer, seen, subscribing, header } = await listening()
    peer.reply(header, registered, { callbackID: 9 })
    const subscription = await subscribing
    const closing = subscription.close()
    const call = await peer.expectCall(remote.connectDomainEventCallbackDeregisterAny)
    expect(call.args).toEqual({ callbackID: 9 })
    lifecycle(peer, 9, 5)
    peer.reply(call.header, remote.connectDomainEventCallbackDeregisterAny.ret, undefined)
    await closing
    expect(seen).toEqual([])
    await client.close()
  })

  test('registered after their caller gave up are deregistered', async () => {
    const { client, peer } = scriptedPair()
    const controller = new AbortController()
    const subscribing = client.on(events.domainReboot, { signal: controller.signal, dom }, () => undefined)
    const { header, args } = await peer.expectCall(remote.connectDomainEventCallbackRegisterAny)
    expect(args).toEqual({ eventID: 1, dom })
    controller.abort()
    await expect(subscribing).rejects.toMatchObject({ kind: 'aborted' })
    peer.reply(header, registered, { callbackID: 3 })
    const { args: undo } = await peer.expectCall(remote.connectDomainEventCallbackDeregisterAny)
    expect(undo).toEqual({ callbackID: 3 })
    await client.close()
  })

  test('whose listener throws disturb nobody else', async () => {
    const errors: unknown[] = []
    const { client, peer } = scriptedPair({ onCallbackError: error => errors.push(error) })
    const seen: number[] = []
    const callbacks = [
      () => {
        throw new Error('a bug')
      },
      ({ detail }: { detail: number }) => seen.push(detail),
    ]
    for (const [index, callback] of callbacks.entries()) {
      const subscribing = client.on(events.domainLifecycle, {}, callback)
      peer.reply((await peer.next()).header, registered, { callbackID: index })
      await subscribing
    }
    lifecycle(peer, 0, 1)
    lifecycle(peer, 1, 2)
    await expect.poll(() => seen).toEqual([2])
    expect(errors).toHaveLength(1)
    await client.close()
  })

  test('keep their place between replies: awaiting code runs before a later event', async () => {
    const { client, peer, seen, subscribing, header } = await listening()
    peer.reply(header, registered, { callbackID: 9 })
    await subscribing
    const order: string[] = []
    const asking = (async () => {
      const { hostname: name } = await client.call(remote.connectGetHostname)
      await Promise.resolve()
      order.push(`${name} after ${seen.length} events`)
    })()
    const again = (async () => {
      const { hostname: name } = await client.call(remote.connectGetHostname)
      order.push(`${name} after ${seen.length} events`)
    })()
    const [first, second] = [await peer.next(), await peer.next()]
    const event = (detail: number) =>
      encodeFrame(eventHeader, lifecycleMessage, { callbackID: 9, dom, event: 2, detail })
    const reply = (to: Header, name: string) =>
      encodeFrame({ ...to, type: messageType.reply }, hostname, { hostname: name })
    // One chunk: event, reply, event, event, reply.
    peer.raw(
      Buffer.concat([
        event(1),
        reply(first.header, 'first'),
        event(2),
        event(3),
        reply(second.header, 'second'),
      ]),
    )
    await Promise.all([asking, again])
    expect(order).toEqual(['first after 1 events', 'second after 3 events'])
    await client.close()
  })

  test('that carry no callback id reach their one listener', async () => {
    const { client, peer } = scriptedPair()
    const seen: number[] = []
    const subscribing = client.on(events.connectionClosed, {}, ({ reason }) => seen.push(reason))
    const register = await peer.expectCall(remote.connectRegisterCloseCallback)
    peer.reply(register.header, nothing, undefined)
    const subscription = await subscribing
    peer.send({ ...eventHeader, procedure: 362 }, struct({ reason: i32 }), { reason: 2 })
    await expect.poll(() => seen).toEqual([2])
    const closing = subscription.close()
    const unregister = await peer.expectCall(remote.connectUnregisterCloseCallback)
    peer.reply(unregister.header, nothing, undefined)
    await closing
    await client.close()
  })

  test('of a kind nobody asked for are let pass', async () => {
    const { client, peer } = scriptedPair()
    lifecycle(peer, 1, 1)
    const answer = client.call(remote.connectGetHostname)
    peer.reply((await peer.next()).header, hostname, { hostname: 'h' })
    expect(await answer).toEqual({ hostname: 'h' })
    await client.close()
  })
})
