import { useEffect, useRef, useState } from 'react'
import { go, hrefOf, useAddress } from '../../stores/address.ts'
import { useMay } from '../../stores/session.ts'
import { useUnits } from '../../stores/view.ts'
import { t } from '../../words/index.ts'
import { About } from './About.tsx'
import { Connections } from './Connections.tsx'
import { Data } from './Data.tsx'
import { General } from './General.tsx'
import { Monitoring } from './Monitoring.tsx'
import { Notifications } from './Notifications.tsx'
import { PolicySettings } from './PolicySettings.tsx'
import classes from './Settings.module.css'
import { SettingsSearch } from './SettingsSearch.tsx'
import { type FoundSetting, type SectionId, sectionIds, sectionLabel } from './settingsIndex.ts'
import { ShortcutSettings } from './ShortcutSettings.tsx'

const sections: Record<SectionId, React.ComponentType> = {
  general: General,
  connections: Connections,
  policies: PolicySettings,
  monitoring: Monitoring,
  notifications: Notifications,
  data: Data,
  shortcuts: ShortcutSettings,
  about: About,
}

/** Subjects that have pages of their own. */
const elsewhere = [
  { page: 'people', permission: 'user.read' },
  { page: 'credentials', permission: 'credential.read' },
  { page: 'audit', permission: 'audit.read' },
] as const

const plain = (event: React.MouseEvent) => !(event.ctrlKey || event.metaKey || event.shiftKey)

/** The person's settings and the installation's, a section at a time; each section has its own address. */
export function SettingsPage() {
  const open = useAddress(address => sectionIds.find(id => id === address.tab) ?? 'general')
  const [sought, setSought] = useState<FoundSetting | null>(null)
  const content = useRef<HTMLDivElement>(null)
  const Section = sections[open]
  // What a section has written is drawn anew; what is typed in it stays.
  useUnits()
  useShown(content, sought, open)
  return (
    <div className={classes.page}>
      <div className={classes.nav}>
        <SettingsSearch
          onChoose={setting => {
            setSought({ ...setting })
            go({ page: 'settings', tab: setting.section })
          }}
        />
        <nav aria-label={t('settings.sections.label')}>
          <ul>
            {sectionIds.map(id => (
              <li key={id}>
                <a
                  href={hrefOf({ page: 'settings', tab: id })}
                  aria-current={id === open ? 'page' : undefined}
                  onClick={event => {
                    if (!plain(event)) return
                    event.preventDefault()
                    setSought(null)
                    go({ page: 'settings', tab: id })
                  }}
                >
                  {sectionLabel(id)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Elsewhere />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.section} tabIndex={0} aria-label={sectionLabel(open)}>
        <div className={classes.content} ref={content}>
          <h1 className={classes.title}>{sectionLabel(open)}</h1>
          <Section />
        </div>
      </section>
    </div>
  )
}

function Elsewhere() {
  const may = {
    'user.read': useMay('user.read'),
    'credential.read': useMay('credential.read'),
    'audit.read': useMay('audit.read'),
  }
  const shown = elsewhere.filter(({ permission }) => may[permission])
  if (shown.length === 0) return null
  return (
    <nav className={classes.elsewhere} aria-label={t('upkeep.links.label')}>
      <ul>
        {shown.map(({ page }) => (
          <li key={page}>
            <a
              href={hrefOf({ page })}
              onClick={event => {
                if (!plain(event)) return
                event.preventDefault()
                go({ page })
              }}
            >
              {t(`pages.${page}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Frames that a section may take to show its rows after it was asked for. */
const FRAMES = 120

/** Brings a setting that was sought into view, marks it, and gives its control the focus. */
function useShown(
  content: React.RefObject<HTMLDivElement | null>,
  sought: FoundSetting | null,
  open: SectionId,
) {
  useEffect(() => {
    if (!sought || sought.section !== open) return
    let frames = 0
    let row: HTMLElement | undefined
    let next = requestAnimationFrame(function look() {
      row = [...(content.current?.querySelectorAll<HTMLElement>('[data-setting]') ?? [])].find(
        each => each.dataset.setting === sought.label,
      )
      if (!row) {
        frames++
        if (frames < FRAMES) next = requestAnimationFrame(look)
        return
      }
      row.dataset.found = ''
      row.scrollIntoView({ block: 'center' })
      row.querySelector<HTMLElement>('input, button, textarea, select, a')?.focus({ preventScroll: true })
    })
    return () => {
      cancelAnimationFrame(next)
      delete row?.dataset.found
    }
  }, [content, sought, open])
}
