import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { smaller } from './png.ts'

const folder = join(import.meta.dirname, 'pictures')

// Every committed picture, where it takes fewer bytes another way.
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.png')) continue
  const path = join(folder, name)
  const png = readFileSync(path)
  // A palette already: its colours are as few as they get.
  if (png[25] === 3) continue
  const less = smaller(png)
  if (less.length >= png.length) continue
  writeFileSync(`${path}.part`, less)
  renameSync(`${path}.part`, path)
}
