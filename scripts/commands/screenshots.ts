import { join } from 'node:path'
import { ensureBuilt } from '../setup/build.ts'
import { installPackages } from '../setup/packages.ts'
import { root, runToEnd, tool } from '../setup/program.ts'

/**
 * `screenshots`: the committed pictures of every page anew. `screenshots states [PAGE…]`: every page in every state,
 * with what is wrong with each, for a person to look at.
 */
const [what, ...args] = process.argv.slice(2)
await installPackages('tests')
await ensureBuilt()
if (what === 'states')
  process.exitCode = await runToEnd([process.execPath, join(root, 'tests/visual/states/main.ts'), ...args])
else {
  const projects = ['--project=pictures', '--project=living pictures']
  const pictures = ['test', ...projects, '--update-snapshots=all', ...process.argv.slice(2)]
  process.exitCode = await runToEnd([...tool('@playwright/test', 'cli.js'), ...pictures])
  if (process.exitCode === 0) await import('../../tests/visual/compress.ts')
}
