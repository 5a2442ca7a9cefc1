import type { RouteText } from '../../shared/route.ts'
import { t } from './index.ts'

/** A text of the way to a host in the window's language. */
export function routeWords(text: RouteText): string {
  if (typeof text === 'string') return text
  const values = Object.entries(text.values).map(([name, value]) => [
    name,
    typeof value === 'object' ? routeWords(value) : value,
  ])
  return t(`route.say.${text.say}`, Object.fromEntries(values))
}
