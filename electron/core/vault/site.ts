import type { SiteId } from '../../../shared/ids.ts'
import type { KeySite } from './types.ts'

/** How a site is named in tables and bindings: its id, or `fleet`. */
export type SiteName = SiteId | 'fleet'

export const siteName = (siteId: KeySite): SiteName => siteId ?? 'fleet'
export const keySite = (site: SiteName): KeySite => (site === 'fleet' ? null : site)
