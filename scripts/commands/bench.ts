import { join } from 'node:path'
import { ensureBuilt } from '../setup/build.ts'
import { installPackages } from '../setup/packages.ts'
import { interruption, root, runToEnd } from '../setup/program.ts'

await installPackages('tests')
await ensureBuilt()
const bench = [process.execPath, join(root, 'tests/bench/main.ts'), ...process.argv.slice(2)]
process.exitCode = await runToEnd(bench, { signal: interruption() })
