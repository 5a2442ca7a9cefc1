import { go, hrefOf, useAddress } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import { About } from './About.tsx'
import { Connections } from './Connections.tsx'
import { Data } from './Data.tsx'
import { General } from './General.tsx'
import classes from './Settings.module.css'
import { ShortcutSettings } from './ShortcutSettings.tsx'

const sections = {
  general: General,
  connections: Connections,
  data: Data,
  shortcuts: ShortcutSettings,
  about: About,
} as const
type SectionId = keyof typeof sections
const ids = Object.keys(sections) as SectionId[]

/** The person's settings and the installation's, a section at a time; each section has its own address. */
export function SettingsPage() {
  const open = useAddress(address => ids.find(id => id === address.tab) ?? 'general')
  const Section = sections[open]
  return (
    <div className={classes.page}>
      <nav className={classes.nav} aria-label={t('settings.sections.label')}>
        <ul>
          {ids.map(id => (
            <li key={id}>
              <a
                href={hrefOf({ page: 'settings', tab: id })}
                aria-current={id === open ? 'page' : undefined}
                onClick={event => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  go({ page: 'settings', tab: id })
                }}
              >
                {t(`settings.sections.${id}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.section} tabIndex={0} aria-label={t(`settings.sections.${open}`)}>
        <div className={classes.content}>
          <h1 className={classes.title}>{t(`settings.sections.${open}`)}</h1>
          <Section />
        </div>
      </section>
    </div>
  )
}
