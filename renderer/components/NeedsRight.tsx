import { AppError } from '../../shared/errors.ts'
import type { Permission } from '../../shared/permissions.ts'
import { nowhere } from '../actions/nowhere.ts'
import { ErrorState } from './Messages.tsx'

/** In place of what needs a right that this person holds nowhere. */
export function NeedsRight({ right }: { right: Permission }) {
  return (
    <ErrorState
      error={new AppError('rights.denied', nowhere(right) ?? '', { data: { permission: right } })}
    />
  )
}
