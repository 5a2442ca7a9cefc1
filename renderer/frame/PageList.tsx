import type { PageId } from '../../shared/pages.ts'
import { pageEntry, pages } from '../pages/registry.tsx'
import { go, hrefOf, useAddress } from '../stores/address.ts'
import { t } from '../words/index.ts'
import classes from './PageList.module.css'

/** Pages that are about one object are reached from these. */
const parentOf: Partial<Record<PageId, PageId>> = { machine: 'machines', host: 'hosts' }

/** The window's pages as links; the one that is open is marked. */
export function PageList({ place }: { place: 'top' | 'bottom' }) {
  const page = useAddress(address => address.page)
  const open = parentOf[page] ?? pageEntry(page).id
  return (
    <ul className={classes.list} aria-label={t('pages.list')}>
      {pages
        .filter(entry => entry.rail === place)
        .map(({ id, label, icon: Icon }) => (
          <li key={id}>
            <a
              href={hrefOf({ page: id })}
              className={classes.link}
              aria-current={open === id ? 'page' : undefined}
              onClick={event => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return
                event.preventDefault()
                go({ page: id })
              }}
            >
              <Icon size={15} aria-hidden="true" />
              <span>{label}</span>
            </a>
          </li>
        ))}
    </ul>
  )
}
