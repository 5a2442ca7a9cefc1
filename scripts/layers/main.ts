import { readImports } from './graph.ts'
import { findViolations } from './rules.ts'

const [root = '.'] = process.argv.slice(2)
const imports = readImports(root, ['shared', 'electron', 'renderer'])
const violations = findViolations(imports)
for (const violation of violations) process.stderr.write(`${violation}\n`)
process.stdout.write(`${imports.length} imports, ${violations.length} against the layers\n`)
process.exitCode = violations.length > 0 || imports.length === 0 ? 1 : 0
