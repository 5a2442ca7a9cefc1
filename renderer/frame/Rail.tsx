import { ActionIcon } from '@mantine/core'
import { IconFolderPlus, IconPlus } from '@tabler/icons-react'
import { Splitter } from '../components/Splitter.tsx'
import { openDialog } from '../stores/dialogs.ts'
import { useMay } from '../stores/session.ts'
import { setView, useView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import { rightName } from '../words/rightName.ts'
import { PageList } from './PageList.tsx'
import classes from './Rail.module.css'
import { SavedViews } from './SavedViews.tsx'
import { SiteTree } from './SiteTree.tsx'
import { Tip } from '../components/Tip.tsx'

/** The left rail: pages, sites and their hosts with their states, and the views a person saved. */
export function Rail() {
  const maysSite = useMay('site.manage')
  const maysHost = useMay('host.manage')
  const width = useView(view => view.railWidth)
  return (
    <nav className={classes.rail} style={{ width }} aria-label={t('frame.rail.label')}>
      <PageList place="top" />
      <div className={classes.head}>
        <span>{t('frame.rail.fleet')}</span>
        <span className={classes.headButtons}>
          <Tip
            label={
              maysSite
                ? t('frame.rail.newSite')
                : t('session.can.nowhere', { right: rightName('site.manage') })
            }
          >
            <ActionIcon
              aria-label={t('frame.rail.newSite')}
              disabled={!maysSite}
              onClick={() => openDialog({ kind: 'site', siteId: null })}
            >
              <IconFolderPlus size={15} aria-hidden="true" />
            </ActionIcon>
          </Tip>
          <Tip
            label={
              maysHost
                ? t('frame.rail.addHost')
                : t('session.can.nowhere', { right: rightName('host.manage') })
            }
          >
            <ActionIcon
              aria-label={t('frame.rail.addHost')}
              disabled={!maysHost}
              onClick={() => openDialog({ kind: 'addHost' })}
            >
              <IconPlus size={16} aria-hidden="true" />
            </ActionIcon>
          </Tip>
        </span>
      </div>
      <SiteTree />
      <SavedViews />
      <PageList place="bottom" />
      <div className={classes.edge}>
        <Splitter
          label={t('frame.rail.width')}
          axis="column"
          value={width}
          min={180}
          max={480}
          onChange={railWidth => setView({ railWidth })}
        />
      </div>
    </nav>
  )
}
