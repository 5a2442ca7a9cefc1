/** What a person may choose of how quantities and times are written; the first of each is what holds unless told. */
export const unitChoiceValues = {
  /** GiB of 1,024 MiB, or GB of 1,000 MB. */
  sizes: ['binary', 'decimal'],
  /** Of networks only: MiB/s or MB/s as sizes are written, or Mbit/s as links are sold. */
  networkRates: ['bytes', 'bits'],
  /** As the language has it, or one of the two. */
  clock: ['auto', '24h', '12h'],
  /** Of this computer, or the same at every site. */
  timeZone: ['local', 'utc'],
} as const

type Values = typeof unitChoiceValues

/** How one person wants quantities and times written. */
export type UnitChoices = { [Name in keyof Values]: Values[Name][number] }

/** How they are written where nobody chose. */
export const builtInUnits: UnitChoices = {
  sizes: 'binary',
  networkRates: 'bytes',
  clock: 'auto',
  timeZone: 'local',
}

let chosen = builtInUnits

/** How quantities and times are written by this process now. */
export const unitChoices = (): UnitChoices => chosen

/** Writes quantities and times this way from now on. What programs read (exports, JSON, the core's texts) never asks. */
export function chooseUnits(choices: UnitChoices): void {
  chosen = choices
}

const among = <Value>(values: readonly Value[], value: unknown, otherwise: Value): Value =>
  values.find(each => each === value) ?? otherwise

/** The choices in what is stored as the person's view; what is missing or unreadable is as built in. */
export function readUnitChoices(stored: unknown): UnitChoices {
  const view = new Map(typeof stored === 'object' && stored !== null ? Object.entries(stored) : [])
  const { sizes, networkRates, clock, timeZone } = unitChoiceValues
  return {
    sizes: among(sizes, view.get('sizes'), builtInUnits.sizes),
    networkRates: among(networkRates, view.get('networkRates'), builtInUnits.networkRates),
    clock: among(clock, view.get('clock'), builtInUnits.clock),
    timeZone: among(timeZone, view.get('timeZone'), builtInUnits.timeZone),
  }
}
