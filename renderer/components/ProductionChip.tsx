import { t } from '../words/index.ts'
import classes from './ProductionChip.module.css'

/** Says that something stands at a production site. */
export function ProductionChip() {
  return <span className={classes.chip}>{t('parts.production')}</span>
}
