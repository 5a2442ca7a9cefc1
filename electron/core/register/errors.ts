import { AppError } from '../../../shared/errors.ts'

const RESTORE = 'Tell whoever looks after this computer, and restore a back-up of before.'

/** Nobody is there who could sign a change of people or rights. */
export const absent = (): AppError =>
  new AppError(
    'register.absent',
    'A change of people, rights or policies is signed by somebody who manages people.',
    {
      next: 'Let somebody sign in to whom it was granted to manage people everywhere; then try again. Break-glass alone is not enough.',
    },
  )

/** What is stored was signed by nobody. */
export const broken = (): AppError =>
  new AppError('register.refused', 'The signed register of people and rights is damaged, or was changed.', {
    next: RESTORE,
    data: { why: 'broken' },
  })

/** It was signed, and is not any more. */
export const stripped = (): AppError =>
  new AppError('register.refused', 'The signed register of people and rights was here and is gone.', {
    next: RESTORE,
    data: { why: 'stripped' },
  })

/** Signed, but by a key that this person's own record does not lead to. */
export const foreign = (): AppError =>
  new AppError(
    'register.refused',
    'The register of people and rights is signed by another key than you have seen here.',
    { next: RESTORE, data: { why: 'foreign' } },
  )

/** An older one than this person has seen. */
export const rolledBack = (version: number, seen: number): AppError =>
  new AppError(
    'register.refused',
    `The register of people and rights is of version ${version}; you have seen version ${seen}: an earlier state was put back.`,
    { next: RESTORE, data: { why: 'rolledBack', version, seen } },
  )

/** The person's own record of it is not what they sealed. */
export const pinBroken = (): AppError =>
  new AppError('register.refused', 'What you know of the register of people and rights is damaged or gone.', {
    next: 'Ask an owner to reset your passphrase, or restore a back-up of before.',
    data: { why: 'pin' },
  })
