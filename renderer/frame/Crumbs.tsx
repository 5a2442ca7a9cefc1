import { ProductionChip } from '../components/ProductionChip.tsx'
import { IconChevronRight } from '@tabler/icons-react'
import { go, hrefOf } from '../stores/address.ts'
import { visible } from '../components/visible.ts'
import { t } from '../words/index.ts'
import classes from './TopBar.module.css'
import { useCrumbs } from './useCrumbs.ts'

/** The way to where the person is; each step leads back there. */
export function Crumbs() {
  const path = useCrumbs()
  // Production is said once: of the innermost site that is.
  const chip = path.findLastIndex(({ production }) => production)
  return (
    <nav aria-label={t('frame.bar.where')} className={classes.crumbs}>
      {path.map(({ key, name, to }, index) => (
        <span key={key} className={classes.crumb}>
          {index > 0 && <IconChevronRight size={12} aria-hidden="true" className={classes.chevron} />}
          {to && index < path.length - 1 ? (
            <a
              href={hrefOf(to)}
              title={visible(name)}
              onClick={event => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return
                event.preventDefault()
                go(to)
              }}
            >
              <bdi>{visible(name)}</bdi>
            </a>
          ) : (
            <b aria-current="page" title={visible(name)}>
              <bdi>{visible(name)}</bdi>
            </b>
          )}
          {index === chip && (
            <span className={classes.chip}>
              <ProductionChip />
            </span>
          )}
        </span>
      ))}
    </nav>
  )
}
