import { installPackages } from '../setup/packages.ts'
import { say } from '../setup/program.ts'
import { type Step, steps } from '../testing/steps.ts'
import { lastLine, oneTest, sum, type Tally } from '../testing/tally.ts'

/** A step that throws has failed like any other; the rest still runs. */
async function runStep(step: Step): Promise<Tally> {
  const started = performance.now()
  process.stdout.write(`\n── ${step.name} ──\n`)
  let tally: Tally
  try {
    tally = await step.run()
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    tally = oneTest(false)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`── ${step.name}: ${tally.failed > 0 ? '✘' : '✔'} ${lastLine(tally)}, ${seconds} s\n`)
  return tally
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !steps.some(step => step.name === name))
if (unknown.length > 0) {
  say(`no such step: ${unknown.join(', ')}; there are ${steps.map(step => step.name).join(', ')}`)
  process.exitCode = 2
} else {
  await installPackages('tests')
  const results: { name: string; tally: Tally }[] = []
  for (const step of steps) {
    if (wanted.length > 0 && !wanted.includes(step.name)) continue
    results.push({ name: step.name, tally: await runStep(step) })
  }
  const total = sum(results.map(({ tally }) => tally))
  const failed = results.filter(({ tally }) => tally.failed > 0).map(({ name }) => name)
  for (const note of total.notes ?? []) process.stdout.write(`\n${note}\n`)
  process.stdout.write(failed.length > 0 ? `\nfailed: ${failed.join(', ')}\n` : '\n')
  process.stdout.write(`${lastLine(total)}\n`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
