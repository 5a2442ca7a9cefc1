import { AppError } from '../../../../shared/errors.ts'
import { sha256Fingerprint } from '../hostKeys/fingerprint.ts'
import { keyType } from '../hostKeys/wire.ts'
import { type AgentKey, listAgentKeys } from './agent.ts'
import { inspectKey, type KeyFile, KeyFileProblem, readKeyFile } from './keyFile.ts'
import type { AskPassphrase, KeyRing } from './keyRing.ts'
import type { MemoryKey } from '../types.ts'
import type { Hop } from './route.ts'

/** Types ssh2 can authenticate with. */
const usable = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/

/** True for a public key's wire form of a type that can be offered. */
export const isUsableKey = (blob: Buffer): boolean => usable.test(keyType(blob) ?? '')

/** One key to offer, wherever its private half is. */
export interface Identity {
  /** In a person's words: the file, or the agent's comment and fingerprint. */
  label: string
  /** The credential it is of. */
  credential?: string
  origin: 'agent' | 'file' | 'memory'
  /** Null: hidden until the file is unlocked. */
  blob: Buffer | null
  /** Unlocks (asking if need be) and gives the public blob; null when it stays locked. */
  unlock(ask: AskPassphrase, tries: number): Promise<Buffer | null>
  /** Null when the key stays locked. */
  sign(
    data: Buffer,
    hash: string | undefined,
    ask: AskPassphrase,
    tries: number,
    signal: AbortSignal,
  ): Promise<Buffer | null>
}

/** Keys in the order OpenSSH offers them, and what went wrong on the way to them. */
export interface Identities {
  identities: Identity[]
  problems: AppError[]
  notes: string[]
}

/**
 * Gathers keys as OpenSSH does: named keys that the agent holds, then (unless only named keys may be
 * used) the agent's others, then named files that the agent doesn't hold. Keys in memory are a host's
 * only ones and a jump host's last.
 */
export async function gatherIdentities(
  hop: Hop,
  ring: KeyRing,
  signal: AbortSignal,
  inMemory: readonly MemoryKey[] = [],
): Promise<Identities> {
  const problems: AppError[] = []
  const given = inMemory.map(key => fromMemory(key, ring, problems))
  if (given.length > 0 && !hop.jump) return { identities: given, problems, notes: [] }
  const notes: string[] = []
  const files: KeyFile[] = []
  for (const { path } of hop.identityFiles) {
    try {
      const file = await readKeyFile(path)
      if (file !== null) files.push(file)
      else if (hop.identityFilesExplicit) problems.push(unreadable(`${path} does not exist`, path))
    } catch (error) {
      if (!(error instanceof KeyFileProblem)) throw error
      problems.push(unreadable(error.message, path))
    }
  }
  const { keys, path } = await agentKeys(hop, problems, signal)
  if (path !== null) notes.push(`agent ${path} with ${keys.length} usable keys`)
  const held = (file: KeyFile) => keys.find(key => file.blob !== null && key.blob.equals(file.blob))
  const named = files.map(held).filter(key => key !== undefined)
  const others = hop.identitiesOnly ? [] : keys.filter(key => !named.includes(key))
  const alone = files.filter(file => held(file) === undefined && file.text !== null)
  const identities = [
    ...[...named, ...others].map(fromAgent),
    ...alone.map(file => fromFile(file, ring)),
    ...given,
  ].filter(identity => identity.blob === null || isUsableKey(identity.blob))
  return { identities, problems, notes }
}

async function agentKeys(hop: Hop, problems: AppError[], signal: AbortSignal) {
  const failures: AppError[] = []
  for (const path of hop.agents) {
    try {
      return { keys: await listAgentKeys(path, signal), path }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'agent.unreachable') throw error
      failures.push(error)
    }
  }
  problems.push(...failures)
  return { keys: [], path: null }
}

function fromAgent(key: AgentKey): Identity {
  return {
    label: `${key.comment || 'key'} (agent, ${sha256Fingerprint(key.blob)})`,
    origin: 'agent',
    blob: key.blob,
    unlock: async () => key.blob,
    sign: (data, hash, _ask, _tries, signal) => key.sign(data, hash, signal),
  }
}

function fromFile(file: KeyFile, ring: KeyRing): Identity {
  return {
    label: file.path,
    origin: 'file',
    blob: file.blob,
    unlock: async (ask, tries) => file.blob ?? (await ring.unlock(file, tries, ask))?.blob ?? null,
    sign: async (data, hash, ask, tries) => (await ring.unlock(file, tries, ask))?.sign(data, hash) ?? null,
  }
}

/** Opened when it is offered, since its form may hide its public half; a passphrase beside it is tried once. */
function fromMemory(key: MemoryKey, ring: KeyRing, problems: AppError[]): Identity {
  const { id, label, credential, text, passphrase } = key
  const { encrypted, blob } = inspectKey(text)
  const file: KeyFile = { path: id, blob, text, encrypted, modifiedMs: 0 }
  const open = async () => {
    const signer = await ring.unlock(file, 1, async () => passphrase)
    if (signer === null) problems.push(unreadable(`${label} can't be opened`, label))
    return signer
  }
  return {
    label,
    credential,
    origin: 'memory',
    blob,
    unlock: async () => (await open())?.blob ?? null,
    sign: async (data, hash) => {
      key.onWanted()
      return (await open())?.sign(data, hash) ?? null
    },
  }
}

function unreadable(message: string, path: string): AppError {
  return new AppError('key.unreadable', `${message}.`, {
    next: 'Check the path, the permissions and the form of the key file.',
    data: { stage: 'authentication', path },
  })
}
