import { unknownText } from '../../../shared/units.ts'
import { formatFixed } from '../../words/format.ts'
import { t } from '../../words/index.ts'

/** An over-commit as people say it: `1.50×`; a dash where it is not known. */
export const ratioText = (value: number | null): string =>
  value === null ? unknownText : t('hosts.times', { value: formatFixed(value, 2) })
