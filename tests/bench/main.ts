import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figure, FigureFile } from './figure.ts'
import { figuresTable } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where figures are looked for; the suite's own folder unless told otherwise. */
    figures: { type: 'string', default: join(import.meta.dirname, 'figures') },
    out: { type: 'string', default: join(import.meta.dirname, '../../out') },
    list: { type: 'boolean', default: false },
  },
})

async function figureFiles(folder: string): Promise<FigureFile[]> {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const files: FigureFile[] = []
  for (const name of names.sort()) {
    const loaded: unknown = await import(join(folder, name))
    // A file without these two is a part of the others.
    if (isFigureFile(loaded)) files.push(loaded)
  }
  return files
}

function isFigureFile(value: unknown): value is FigureFile {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('run' in value)) return false
  return typeof value.name === 'string' && typeof value.run === 'function'
}

/** A figure file that throws is a missed figure with the reason, not the end of the others. */
async function measure(file: FigureFile): Promise<Figure[]> {
  const started = performance.now()
  process.stderr.write(`${file.name}…`)
  try {
    const figures = await file.run()
    process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
    return figures
  } catch (error) {
    process.stderr.write(` ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    const note = error instanceof Error ? error.message : String(error)
    return [
      {
        name: file.name,
        measured: null,
        unit: '',
        target: null,
        targetText: '',
        peer: null,
        ok: false,
        note,
      },
    ]
  }
}

const all = await figureFiles(values.figures)
const chosen = positionals.length === 0 ? all : all.filter(file => positionals.includes(file.name))
const unknown = positionals.filter(name => !all.some(file => file.name === name))
if (values.list) {
  process.stdout.write(all.map(file => `${file.name}\n`).join(''))
} else if (unknown.length > 0 || chosen.length === 0) {
  const names = all.map(file => file.name).join(', ')
  process.stderr.write(`no such figure: ${unknown.join(', ')}; there are ${names || 'none'}\n`)
  process.exitCode = 2
} else {
  const figures: Figure[] = []
  for (const file of chosen) figures.push(...(await measure(file)))
  process.stdout.write(`${figuresTable(figures)}\n`)
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? '',
    kernel: release(),
    node: process.version,
  }
  mkdirSync(values.out, { recursive: true })
  const document = { schema: 'novacron.bench/1', at: new Date().toISOString(), machine, figures }
  writeFileSync(join(values.out, 'bench.json'), `${JSON.stringify(document, null, 2)}\n`)
  const missed = figures.filter(figure => !figure.ok).length
  process.stdout.write(`${figures.length - missed} of ${figures.length} figures reached\n`)
  // A figure may leave something open that a measuring is not about; its end is not to wait for that.
  process.exit(missed > 0 ? 1 : 0)
}
