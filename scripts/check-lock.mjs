// Fails where package-lock.json would not install on every machine: an optional package (another system's
// binary) that npm dropped because the registry lacked it, an entry without integrity, an address of one registry.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Sentences for a person, one a problem; empty where the lock is sound. */
function lockProblems(lock, manifest) {
  const problems = []
  const packages = Object.entries(lock.packages ?? {})
  if (packages.length === 0) return ['the lock names no packages']
  for (const [path, entry] of packages) {
    if (path === '') continue
    if (!entry.link && !entry.inBundle && !entry.integrity) problems.push(`${path}: no integrity`)
    if (entry.resolved) problems.push(`${path}: the address of a registry (${entry.resolved})`)
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock.packages, path, name))
        problems.push(`${path}: optional ${name} is missing from the lock`)
    }
  }
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        problems.push(`package.json: ${name} is not pinned (${version})`)
      const locked = lock.packages[`node_modules/${name}`]?.version
      if (locked !== version)
        problems.push(`package.json: ${name} ${version}, but the lock has ${locked ?? 'none'}`)
    }
  }
  return problems
}

/** Looks where Node would: beside the package, then in every folder above it. */
function isLocked(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true
    if (folder === '') return false
  }
}

const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..')
const read = name => JSON.parse(readFileSync(join(root, name), 'utf8'))
const lock = read('package-lock.json')
const problems = lockProblems(lock, read('package.json'))
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`${Object.keys(lock.packages ?? {}).length} packages, ${problems.length} problems\n`)
process.exitCode = problems.length > 0 ? 1 : 0
