import type { AppError } from '../../../shared/errors.ts'
import { ErrorState } from '../Messages.tsx'
import { ChartGroup } from './chartGroup.tsx'

interface Props {
  /** Why no samples come; null where they do. */
  error: AppError | null
  /** Some came before. */
  any: boolean
  children: React.ReactNode
}

/** Charts under one cursor; where asking for their samples failed and there are none, that and not “no samples yet”. */
export function ChartsOrWhy({ error, any, children }: Props) {
  return error && !any ? <ErrorState error={error} /> : <ChartGroup>{children}</ChartGroup>
}
