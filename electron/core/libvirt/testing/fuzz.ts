import fc from 'fast-check'
import { hostileBytes, survive } from './hostilePeer.ts'

/**
 * The hostile-peer property on demand: `node electron/core/libvirt/testing/fuzz.ts [seconds] [seed]`.
 * Ends with the counterexample and its seed where one is found.
 */
const seconds = Number(process.argv[2] ?? 60)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
const deadlineMs = performance.now() + seconds * 1000

let runs = 0
for (let round = 0; performance.now() < deadlineMs; round++) {
  await fc.assert(fc.asyncProperty(hostileBytes, survive), { numRuns: 500, seed: seed + round })
  runs += 500
}
process.stdout.write(`${runs} hostile conversations survived; seed ${seed}\n`)
