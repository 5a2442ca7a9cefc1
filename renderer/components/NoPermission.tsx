import { IconLock } from '@tabler/icons-react'
import type { AppError } from '../../shared/errors.ts'
import { t } from '../words/index.ts'
import { rightNameOf } from '../words/rightName.ts'
import { EmptyState } from './EmptyState.tsx'
import { refusalOf, WhyButton } from './FailedText.tsx'

/** In place of what this person may not see or do: the right that is missing by its name, and the way to why. */
export function NoPermission({ error }: { error: AppError }) {
  const refusal = refusalOf(error)
  const right = rightNameOf(error.data?.permission)
  const said = right === null ? error.message : t('parts.needsRight', { right })
  return (
    <EmptyState
      icon={IconLock}
      title={said || t('parts.noRight')}
      action={refusal && <WhyButton {...refusal} />}
    >
      <p>{error.next ?? t('parts.noRightNext')}</p>
    </EmptyState>
  )
}
