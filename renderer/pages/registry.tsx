import type { PageId } from '../../shared/pages.ts'
import {
  IconDeviceDesktop,
  IconDeviceDesktopAnalytics,
  type IconProps,
  IconServer2,
  IconSettings,
  IconShieldCheck,
  IconActivity,
  IconGitCompare,
  IconLayoutDashboard,
  IconSearch,
  IconDatabase,
  IconNetwork,
  IconSitemap,
  IconKey,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { later } from '../components/later.ts'
import { t } from '../words/index.ts'
import { MachinesPage } from './machines/MachinesPage.tsx'

/** A page of the window: what it is called, what it looks like, and the letter that goes there after `g`. */
export interface PageEntry {
  id: PageId
  label: string
  icon: ComponentType<IconProps>
  /** `g` and this letter go there; null where no key does. */
  letter: string | null
  /** Where the rail names it; null for pages that are about one object or have another way in. */
  rail: 'top' | 'bottom' | null
  Page: ComponentType
}

/** Every page, in the rail's order. All but the first are fetched later: `later(() => import(…))`. */
export const pages: readonly PageEntry[] = [
  {
    id: 'overview',
    label: t('pages.overview'),
    icon: IconLayoutDashboard,
    letter: 'o',
    rail: 'top',
    Page: later(() => import('./overview/OverviewPage.tsx').then(m => m.OverviewPage)),
  },
  {
    id: 'machines',
    label: t('pages.machines'),
    icon: IconDeviceDesktop,
    letter: 'm',
    rail: 'top',
    Page: MachinesPage,
  },
  {
    id: 'machine',
    label: t('pages.machine'),
    icon: IconDeviceDesktopAnalytics,
    letter: null,
    rail: null,
    Page: later(() => import('./machine/MachinePage.tsx').then(m => m.MachinePage)),
  },
  {
    id: 'hosts',
    label: t('pages.hosts'),
    icon: IconServer2,
    letter: 'h',
    rail: 'top',
    Page: later(() => import('./hosts/HostsPage.tsx').then(m => m.HostsPage)),
  },
  {
    id: 'host',
    label: t('pages.host'),
    icon: IconServer2,
    letter: null,
    rail: null,
    Page: later(() => import('./host/HostPage.tsx').then(m => m.HostPage)),
  },
  {
    id: 'storage',
    label: t('pages.storage'),
    icon: IconDatabase,
    letter: 's',
    rail: 'top',
    Page: later(() => import('./storage/StoragePage.tsx').then(m => m.StoragePage)),
  },
  {
    id: 'networks',
    label: t('pages.networks'),
    icon: IconNetwork,
    letter: 'n',
    rail: 'top',
    Page: later(() => import('./networks/NetworksPage.tsx').then(m => m.NetworksPage)),
  },
  {
    id: 'topology',
    label: t('pages.topology'),
    icon: IconSitemap,
    letter: 't',
    rail: 'top',
    Page: later(() => import('./topology/TopologyPage.tsx').then(m => m.TopologyPage)),
  },
  {
    id: 'people',
    label: t('pages.people'),
    icon: IconUsers,
    letter: 'u',
    rail: 'bottom',
    Page: later(() => import('./people/PeoplePage.tsx').then(m => m.PeoplePage)),
  },
  {
    id: 'credentials',
    label: t('pages.credentials'),
    icon: IconKey,
    letter: 'k',
    rail: 'bottom',
    Page: later(() => import('./credentials/CredentialsPage.tsx').then(m => m.CredentialsPage)),
  },
  {
    id: 'account',
    label: t('pages.account'),
    icon: IconUserCircle,
    letter: null,
    rail: null,
    Page: later(() => import('./account/AccountPage.tsx').then(m => m.AccountPage)),
  },
  {
    id: 'settings',
    label: t('pages.settings'),
    icon: IconSettings,
    letter: ',',
    rail: 'bottom',
    Page: later(() => import('./settings/SettingsPage.tsx').then(m => m.SettingsPage)),
  },
  {
    id: 'welcome',
    label: t('pages.welcome'),
    icon: IconServer2,
    letter: null,
    rail: null,
    Page: later(() => import('./welcome/WelcomePage.tsx').then(m => m.WelcomePage)),
  },
  {
    id: 'activity',
    label: t('pages.activity'),
    icon: IconActivity,
    letter: 'a',
    rail: 'top',
    Page: later(() => import('./activity/ActivityPage.tsx').then(m => m.ActivityPage)),
  },
  {
    id: 'changes',
    label: t('pages.changes'),
    icon: IconGitCompare,
    letter: 'c',
    rail: 'top',
    Page: later(() => import('./changes/ChangesPage.tsx').then(m => m.ChangesPage)),
  },
  {
    id: 'audit',
    label: t('pages.audit'),
    icon: IconShieldCheck,
    letter: 'd',
    rail: 'top',
    Page: later(() => import('./audit/AuditPage.tsx').then(m => m.AuditPage)),
  },
  {
    id: 'search',
    label: t('pages.search'),
    icon: IconSearch,
    letter: null,
    rail: null,
    Page: later(() => import('./search/SearchPage.tsx').then(m => m.SearchPage)),
  },
]

/** The entry of a page; the machines' where there is no such page. */
export function pageEntry(id: PageId): PageEntry {
  const found = pages.find(page => page.id === id) ?? pages.find(page => page.id === 'machines')
  if (found === undefined) throw new Error('the window has no pages')
  return found
}
