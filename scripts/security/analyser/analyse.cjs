// Runs electronegativity over the folder named by the first argument and prints what it found as JSON.
// It would ask the network for translations and Electron's latest releases: it is told that there are none.
const got = require.resolve('got')
const offline = () => Promise.reject(new Error('offline'))
require.cache[got] = { id: got, filename: got, loaded: true, exports: { __esModule: true, default: offline } }
const run = require('@doyensec/electronegativity/dist/runner.js')
const log = console.log
console.log = () => {}
const options = {
  input: process.argv[2],
  electronVersionOverride: process.argv[3],
  excludeFromScan: ['availablesecurityfixesglobalcheck'],
}
run(options, false).then(
  ({ atomicChecks, globalChecks, errors, issues }) => {
    const findings = issues.map(({ id, severity, file, description }) => ({
      id,
      severity: severity.name,
      file,
      description,
    }))
    log(JSON.stringify({ checks: atomicChecks + globalChecks, errors, findings }))
  },
  error => {
    process.stderr.write(`${error.stack}\n`)
    process.exitCode = 1
  },
)
