import { build } from '../setup/build.ts'
import { runToEnd, tool } from '../setup/program.ts'

await build()
const args = process.argv.slice(2)
process.exitCode = await runToEnd([...tool('electron-builder', 'cli.js'), '--publish', 'never', ...args])
