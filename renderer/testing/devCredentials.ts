import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import type { Credential } from '../../shared/contract/credentials.ts'
import { AppError } from '../../shared/errors.ts'
import type { CredentialId } from '../../shared/ids.ts'
import type { DevPersons } from './devPersons.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })

/** Named credentials, in memory; what was given as a secret is dropped at once. */
export function devCredentials(people: DevPersons) {
  const needs = () => {
    if (people.mode === 'none')
      throw new AppError('vault.closed', 'No secret can be kept here yet.', {
        next: 'Choose first who uses this installation.',
      })
    if (!people.rightsOf(people.current).includes('credential.read'))
      throw new AppError('rights.denied', 'You may not see credentials.')
  }
  const found = (credentialId: CredentialId): Credential => {
    const credential = people.credentials.find(each => each.id === credentialId)
    if (!credential) throw new AppError('credential.unknown', 'No such credential.')
    return credential
  }
  const free = (name: string, but?: CredentialId) => {
    if (people.credentials.some(each => each.name === name && each.id !== but))
      throw new AppError('name.taken', `A credential is called ${name} already.`)
  }
  return {
    list: os.credentials.list.handler(() => {
      needs()
      return people.credentials
    }),
    watch: os.credentials.watch.handler(({ signal }) => {
      needs()
      const changes = people.bus.subscribe('credentials', signal ? { signal } : {})
      return (async function* () {
        yield people.credentials
        for await (const _change of changes) yield people.credentials
      })()
    }),
    add: os.credentials.add.handler(({ input: { secret, ...input } }) => {
      free(input.name)
      const now = Date.now()
      const made: Credential = {
        ...input,
        id: crypto.randomUUID() as CredentialId,
        kind: secret.kind,
        fingerprint: secret.kind === 'privateKey' ? 'SHA256:made-up' : null,
        createdAtMs: now,
        changedAtMs: now,
        changedBy: people.me?.name ?? '',
        usedBy: [],
        hiddenUsers: 0,
        refusedBy: [],
        usable: true,
      }
      people.credentials = [...people.credentials, made]
      people.bus.publish('credentials', now)
      return made
    }),
    update: os.credentials.update.handler(({ input: { credentialId, secret, name, userName } }) => {
      const before = found(credentialId)
      if (name !== undefined) free(name, credentialId)
      const next: Credential = {
        ...before,
        name: name ?? before.name,
        userName: userName === undefined ? before.userName : userName,
        ...(secret ? { kind: secret.kind, changedAtMs: Date.now(), refusedBy: [] } : {}),
      }
      people.credentials = people.credentials.map(each => (each.id === credentialId ? next : each))
      people.bus.publish('credentials', Date.now())
      return next
    }),
    remove: os.credentials.remove.handler(({ input }) => {
      const credential = found(input.credentialId)
      if (credential.usedBy.length > 0 && !input.force)
        throw new AppError('credential.used', `${credential.name} is used.`)
      people.credentials = people.credentials.filter(each => each.id !== input.credentialId)
      people.bus.publish('credentials', Date.now())
      return {}
    }),
  }
}
