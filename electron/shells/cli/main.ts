import { exitCode } from './exitCodes.ts'
import { nodeTerminal } from './nodeTerminal.ts'
import { guardOutput, stopOnSignals } from './process.ts'
import { runCli } from './run.ts'

guardOutput()
process.exitCode = await runCli(process.argv.slice(2), {
  terminal: nodeTerminal,
  signal: stopOnSignals(exitCode.cancelled),
  env: process.env,
})
