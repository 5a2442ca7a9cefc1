import { writeFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { isContractProcedure } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { TOTP } from 'otpauth'
import { z } from 'zod'
import { type ContractClient, fromCallError } from '../../shared/contract/client.ts'
import { contract } from '../../shared/contract/index.ts'
import { defaultPolicies } from '../../shared/models/policies.ts'
import { createRouter } from '../../electron/core/api/router.ts'
import { type Core, createCore } from '../../electron/core/core.ts'
import { createLog } from '../../electron/core/log.ts'
import type { Keychain } from '../../electron/core/vault/index.ts'
import { sample } from './sample.ts'
import type { Seeds } from './seeds.ts'

/** How long a stream is listened to. */
const LISTEN_MS = 150
/** Called by name below, in their order; the others are called with a sample of their input. */
const inOrder = new Set([
  ...['session.beginSecondFactor', 'session.confirmSecondFactor', 'session.renewRecoveryCodes'],
  'session.changePassphrase',
  'session.setUp',
  'session.signIn',
  'credentials.add',
  'people.add',
  'sites.create',
  'hosts.add',
])
/** What ends or replaces something comes after everything else. */
const last = /\.(remove\w*|end\w*|restore|becomeJustMe|reset\w*|forget\w*|compact)$/
/** … and what ends the session after that. */
const leaving = new Set(['session.lock', 'session.signOut', 'session.recover'])
/** Answers that show a secret once, because a person must write it down: nothing else may ever hold it. */
const shownOnce = new Set([
  'session.setUp',
  'session.newRecoveryKey',
  'session.recover',
  'session.beginSecondFactor',
  'session.confirmSecondFactor',
  'session.renewRecoveryCodes',
  'session.becomePeople',
])

const Begun = z.object({ secret: z.string() })

type Call = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>

function* procedures(node: object, path: string[] = []): Generator<{ name: string; input: unknown }> {
  for (const [key, value] of Object.entries(node)) {
    if (isContractProcedure(value))
      yield { name: [...path, key].join('.'), input: value['~orpc'].inputSchema }
    else yield* procedures(value, [...path, key])
  }
}

function callOf(client: ContractClient, name: string): Call {
  let found: unknown = client
  for (const part of name.split('.')) found = Reflect.get(Object(found), part)
  return found as Call
}

const isStream = (value: unknown): value is AsyncIterator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** Everything that a call gives: its answer or error, or what its stream says for a while. */
async function outcome(call: Call, input: unknown): Promise<unknown[]> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(), 10_000)
  try {
    const answer = await call(input, { signal: ending.signal })
    if (!isStream(answer)) return [answer]
    const told: unknown[] = []
    const stop = setTimeout(() => ending.abort(), LISTEN_MS)
    try {
      for (;;) {
        const step = await answer.next()
        if (step.done) return told
        told.push(step.value)
      }
    } catch (error) {
      told.push(error)
      return told
    } finally {
      clearTimeout(stop)
    }
  } catch (error) {
    const known = fromCallError(error)
    return [known, known instanceof Error ? known.stack : null, inspect(error, { depth: 12 })]
  } finally {
    clearTimeout(timer)
  }
}

/** A keychain of this process alone. */
function memoryKeychain(): Keychain {
  const held = new Map<string, Buffer>()
  return {
    unavailable: async () => null,
    get: async name => {
      const secret = held.get(name)
      return secret ? Buffer.from(secret) : null
    },
    set: async (name, secret) => void held.set(name, Buffer.from(secret)),
    remove: async name => void held.delete(name),
  }
}

/** What a run leaves for the test to look through. */
export interface Exercised {
  /** Procedures that were called. */
  called: string[]
  /** Of these, how many answered without an error. */
  answered: number
  /** Secrets that were made by the core and shown once. */
  shown: Record<string, string>
}

/**
 * Calls every procedure of the contract as an owner, with secrets in every place that takes one, and writes what
 * came out to a file. Rejects where a procedure has no input to be called with.
 */
export async function exercise(
  folder: string,
  seeds: Seeds,
  out: string,
): Promise<Exercised & { core: Core }> {
  const core = await createCore({
    folder,
    shell: 'test',
    log: createLog('trace'),
    keychain: memoryKeychain(),
  })
  const seat = await core.people.sit({ shell: 'test', where: null })
  const client: ContractClient = createRouterClient(createRouter(core), {
    context: { caller: { seat, shell: 'test' }, log: core.log },
  })
  const came: { name: string; told: unknown[] }[] = []
  const called: string[] = []
  let answered = 0
  const shown: Record<string, string> = {}
  const run = async (name: string, input: unknown): Promise<unknown> => {
    const told = await outcome(callOf(client, name), input)
    called.push(name)
    if (!(told[0] instanceof Error)) answered++
    if (shownOnce.has(name)) keepShown(shown, name, told[0])
    came.push({ name, told: shownOnce.has(name) && !(told[0] instanceof Error) ? [] : told })
    return told[0]
  }
  const owner = { name: 'ada', displayName: 'Ada', passphrase: seeds.ownerPassphrase }
  await run('session.setUp', { mode: 'people', ...owner })
  const site = await run('sites.create', { name: 'Berlin-Adlershof' })
  const siteId = idOf(site)
  const credentialIds: unknown[] = []
  for (const [name, secret] of seeds.credentials) {
    const added = await run('credentials.add', { name, siteId, userName: 'root', secret })
    credentialIds.push(idOf(added))
  }
  const host = await run('hosts.add', {
    uri: 'qemu+ssh://root@127.0.0.1:1/system',
    name: 'kvm1',
    siteId,
    options: { credential: 'password' },
  })
  const person = await run('people.add', {
    ...{ name: 'ben', displayName: 'Ben', groups: [] },
    passphrase: seeds.givenPassphrase,
  })
  const hostId = idOf(host)
  const known = {
    ...{ hostId, siteId, personId: idOf(person), credentialId: credentialIds[0] },
    place: { kind: 'installation' },
    // Wrong on purpose where it is asked for again: an error must not repeat it.
    passphrase: seeds.typedPassphrase,
    old: seeds.ownerPassphrase,
    recoveryKey: seeds.typedRecoveryKey,
    password: seeds.diagnosisPassword,
    secrets: { password: seeds.diagnosisPassword, passphrase: seeds.diagnosisPassphrase },
    answer: { kind: 'secret', answers: [seeds.hostAnswer] },
    secret: { kind: 'password', password: seeds.rotatedPassword },
    code: seeds.typedCode,
    name: 'words',
    // Wrong tries must not have to wait here.
    policies: { ...defaultPolicies, throttle: { ...defaultPolicies.throttle, freeTries: 10 } },
    reason: 'the night shift is alone',
    force: true,
    where: '',
    query: '',
    cursor: 0,
    uri: 'qemu+ssh://root@127.0.0.1:1/system',
    keys: [`${String(hostId)}/5f0c0d1e-2b3a-4c5d-8e6f-7a8b9c0d1e2f`],
    key: `${String(hostId)}/5f0c0d1e-2b3a-4c5d-8e6f-7a8b9c0d1e2f`,
  }
  const begun = Begun.safeParse(await run('session.beginSecondFactor', undefined))
  const code = (step: number): string =>
    begun.success
      ? new TOTP({ secret: begun.data.secret }).generate({ timestamp: Date.now() + step * 30_000 })
      : ''
  await run('session.confirmSecondFactor', { code: code(0) })
  await run('session.renewRecoveryCodes', { code: code(1) })
  await run('session.changePassphrase', { old: seeds.ownerPassphrase, passphrase: seeds.nextPassphrase })
  const all = [...procedures(contract)].filter(({ name }) => !inOrder.has(name))
  const rank = (name: string): number => (leaving.has(name) ? 2 : last.test(name) ? 1 : 0)
  // The sort is stable: the contract's order within each.
  // Settings are named by a `key` of their own kind.
  for (const { name, input } of all.sort((a, b) => rank(a.name) - rank(b.name)))
    await run(
      name,
      sample(input, name.startsWith('config.') ? { ...known, key: 'connections.readOnly' } : known),
    )
  // The way back in, wrong and right, and what only a person who is there may take away.
  const signIn = { name: 'ada', passphrase: seeds.nextPassphrase }
  await run('session.signIn', { ...signIn, passphrase: seeds.ownerPassphrase })
  await run('session.signIn', signIn)
  await run('session.signIn', { ...signIn, code: seeds.typedCode })
  const again = shown['session.renewRecoveryCodes 0'] ?? ''
  const back = await run('session.signIn', { ...signIn, code: again })
  if (back instanceof Error) throw new Error(`the owner could not come back: ${back.message}`)
  for (const format of ['json', 'csv', 'markdown']) await run('machines.export', { format })
  for (const format of ['jsonl', 'csv']) await run('audit.export', { format })
  await run('config.export', undefined)
  await run('settings.diagnostics', undefined)
  await run('backup.run', { passphrase: seeds.backupPassphrase })
  writeFileSync(out, inspect(came, { depth: Infinity, maxArrayLength: null, maxStringLength: null }))
  return { called: [...new Set(called)], answered, shown, core }
}

const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined

/** Every long text of an answer that shows something once. */
function keepShown(shown: Record<string, string>, name: string, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || answer instanceof Error) return
  for (const [key, value] of Object.entries(answer)) {
    if ((key === 'recoveryKey' || key === 'secret') && typeof value === 'string')
      shown[`${name} ${key}`] = value
    if (key === 'recoveryCodes' && Array.isArray(value))
      value.forEach((code, at) => {
        shown[`${name} ${at}`] = String(code)
      })
  }
}
