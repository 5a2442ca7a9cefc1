import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { root, runToEnd } from '../setup/program.ts'
import { explained } from './explained.ts'
import { judge, Report } from './judge.ts'
import { lowerSources } from './lower.ts'

const analyser = join(import.meta.dirname, 'analyser')

/** Installs the analyser where it is missing; it runs no script and leaves the product's tree alone. */
async function install(): Promise<void> {
  if (existsSync(join(analyser, 'node_modules/@doyensec/electronegativity'))) return
  const code = await runToEnd(['npm', 'ci', '--ignore-scripts', '--prefix', analyser], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (code !== 0) throw new Error(`npm ci of the analyser ended with ${code}`)
}

/** Electron's version as the product pins it. */
function electronVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return z.object({ devDependencies: z.object({ electron: z.string() }) }).parse(manifest).devDependencies
    .electron
}

await install()
const folder = mkdtempSync(join(tmpdir(), 'novacron-security-'))
try {
  const names = await lowerSources(root, folder)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(analyser, 'analyse.cjs'), folder, electronVersion()],
    { maxBuffer: 32 << 20 },
  )
  const report = Report.parse(JSON.parse(stdout))
  const own = (file: string): string => {
    const written = relative(folder, file)
    return names.get(written) ?? (file === 'N/A' ? file : written)
  }
  const findings = report.findings.map(finding => ({ ...finding, file: own(finding.file) }))
  const problems = judge({ ...report, findings }, explained)
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  process.stdout.write(
    `electronegativity: ${names.size} files, ${report.checks} checks, ${findings.length} findings, ${problems.length} problems\n`,
  )
  process.exitCode = problems.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}
