import { ensureBuilt } from '../../scripts/setup/build.ts'

/** The shells under test are the built ones. */
export default async function globalSetup(): Promise<void> {
  await ensureBuilt()
}
