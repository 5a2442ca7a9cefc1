import { IconLock } from '@tabler/icons-react'
import type { AppError } from '../../../shared/errors.ts'
import { nowhere } from '../../actions/nowhere.ts'
import { t } from '../../words/index.ts'

/** Why nothing is measured: no right to it anywhere, or what asking for it came to. Null where it is. */
export const unmeasuredWhy = (error: AppError | null): string | null =>
  nowhere('metrics.read') ?? error?.message ?? null

/** Beside a list's counts: why nothing stands in its measured columns. */
export function Unmeasured({ why }: { why: string }) {
  return (
    <>
      <IconLock size={12} aria-hidden="true" />
      {t('list.unmeasured', { why })}
    </>
  )
}
