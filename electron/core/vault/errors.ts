import { AppError } from '../../../shared/errors.ts'
import type { RecordRef } from './types.ts'

/** Nobody is there whose keys could be used. */
export const closed = (): AppError =>
  new AppError('vault.closed', 'The vault is closed: nobody is signed in whose keys it could use.', {
    next: 'Sign in, or unlock.',
  })

/** Somebody is there, but not with this key. */
export const noKey = (what: string, ref?: RecordRef): AppError =>
  new AppError('vault.noKey', `Nobody who is signed in holds the key ${what}.`, {
    next: 'Ask somebody who may use it to sign in, or to give you the right.',
    ...(ref ? { data: { kind: ref.kind, id: ref.id } } : {}),
  })

/** The key is gone: its last holder was removed or started anew. */
export const lostKey = (ref: RecordRef): AppError =>
  new AppError('vault.noKey', `The key of this ${ref.kind} is lost: the last person who held it is gone.`, {
    next: 'Enter the secret anew.',
    data: { kind: ref.kind, id: ref.id, lost: true },
  })

/** What is stored is not what was sealed. */
export const damaged = (what: string, data: Record<string, unknown>): AppError =>
  new AppError('vault.damaged', `${what} is damaged, or was changed outside NovaCron.`, {
    next: 'Take it from a back-up, or enter it anew. Nothing else is affected.',
    data,
  })

/** There is no such record. */
export const unknownRecord = (ref: RecordRef): AppError =>
  new AppError('credential.unknown', `There is no ${ref.kind} ${ref.id} in the vault.`, {
    data: { kind: ref.kind, id: ref.id },
  })

/** A disk that is full or read-only: what is stored stays as it is, and keeps nobody out. */
export const isOfStore = (error: unknown): error is AppError =>
  error instanceof AppError && error.code.startsWith('store.')
