import { unitChoices } from '../../../shared/unitChoices.ts'

const two = (value: number): string => String(value).padStart(2, '0')

function hours(hour: number, rest: string): string {
  if (unitChoices().clock !== '12h') return `${two(hour)}${rest}`
  return `${two(hour % 12 === 0 ? 12 : hour % 12)}${rest} ${hour < 12 ? 'AM' : 'PM'}`
}

function written(ms: number, seconds: boolean): string {
  const at = new Date(ms)
  const utc = unitChoices().timeZone === 'utc'
  const day = utc
    ? [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()]
    : [at.getFullYear(), at.getMonth() + 1, at.getDate()]
  const [hour, minute, second] = utc
    ? ([at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()] as const)
    : ([at.getHours(), at.getMinutes(), at.getSeconds()] as const)
  const rest = `:${two(minute)}${seconds ? `:${two(second)}` : ''}`
  return `${day.map(two).join('-')} ${hours(hour, rest)}`
}

/** A moment (Unix ms) to the minute, in the zone and by the clock that the person chose; years, months, days first. */
export const minuteText = (ms: number): string => written(ms, false)

/** As `minuteText`, to the second. */
export const secondText = (ms: number): string => written(ms, true)

/** A column's title that says so where its times are not this computer's. */
export const timeTitle = (title: string): string =>
  unitChoices().timeZone === 'utc' ? `${title} (UTC)` : title
