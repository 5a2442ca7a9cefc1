import { readFileSync, writeFileSync } from 'node:fs'
import { exercise } from './exercise.ts'
import type { Seeds } from './seeds.ts'

/** `child.ts FOLDER SEEDS OUT close|throw|kill`: exercises a core in a process of its own, and ends it so. */
const [folder = '', seedFile = '', out = '', ending = ''] = process.argv.slice(2)
const seeds: Seeds = JSON.parse(readFileSync(seedFile, 'utf8'))
const { core, ...told } = await exercise(folder, seeds, out)
writeFileSync(`${out}.told`, JSON.stringify(told))
if (ending === 'close') await core.close()
if (ending === 'kill') process.kill(process.pid, 'SIGKILL')
if (ending === 'throw')
  setImmediate(() => {
    // As a bug would: with the vault open and the secrets in memory.
    throw new Error(`a bug while ${core.vault.present.length} people were there`)
  })
