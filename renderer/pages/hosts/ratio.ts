import { unknownText } from '../../../shared/units.ts'
import { language, t } from '../../words/index.ts'

const twoPlaces = new Intl.NumberFormat(language(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** An over-commit as people say it: `1.50×`; a dash where it is not known. */
export const ratioText = (value: number | null): string =>
  value === null ? unknownText : t('hosts.times', { value: twoPlaces.format(value) })
