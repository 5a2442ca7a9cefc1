import { exitCode } from '../cli/exitCodes.ts'
import { nodeTerminal } from '../cli/nodeTerminal.ts'
import { guardOutput, stopOnSignals } from '../cli/process.ts'
import { runCli } from '../cli/run.ts'

guardOutput()
process.exitCode = await runCli(['serve', ...process.argv.slice(2)], {
  terminal: nodeTerminal,
  signal: stopOnSignals(exitCode.cancelled),
  env: process.env,
})
