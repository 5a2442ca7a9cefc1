import { writeSbom } from '../packaging/write.ts'
import { build } from '../setup/build.ts'
import { root, runToEnd, say, tool } from '../setup/program.ts'

await build()
say(`Bill of materials: ${writeSbom(root)}`)
const args = process.argv.slice(2)
process.exitCode = await runToEnd([...tool('electron-builder', 'cli.js'), '--publish', 'never', ...args])
