import { setRetention, type Store } from '../store/index.ts'
import type { Config } from './config.ts'

const DAY_MS = 24 * 3_600_000

/** Lets the store keep what the settings say, now and after every change. */
export function followRetention(config: Config, { database }: Pick<Store, 'database'>): void {
  const follow = () => {
    const { eventsKept, changesKept, changeDays } = config.retention()
    setRetention(database, { eventsKept, changesKept, changesKeptMs: changeDays * DAY_MS })
  }
  follow()
  config.onChange(follow)
}
