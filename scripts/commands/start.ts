import { openApplication } from '../setup/application.ts'
import { ensureBuilt } from '../setup/build.ts'
import { interruption } from '../setup/program.ts'

await ensureBuilt()
process.exitCode = await openApplication({}, interruption())
