import { join } from 'node:path'
import { ensureBuilt } from '../setup/build.ts'
import { root, runToEnd } from '../setup/program.ts'

await ensureBuilt()
// A terminal gives Ctrl+C to the command as well, which answers it; other requests to end are passed on.
process.on('SIGINT', () => {})
const ending = new AbortController()
for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())
const command = [process.execPath, join(root, 'out/main/cli.js'), ...process.argv.slice(2)]
process.exitCode = await runToEnd(command, { signal: ending.signal })
