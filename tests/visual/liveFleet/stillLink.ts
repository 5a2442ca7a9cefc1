import { LibvirtClient } from '../../../electron/core/libvirt/index.ts'

/** What every link of the pictures seems to take, in milliseconds. */
const ROUND_TRIP_MS = 1.2

/** Makes chance the same in every run: a host that does not answer is tried again at the same moment. */
export function stillChance(): () => void {
  const { random } = Math
  Math.random = () => 0.5
  return () => {
    Math.random = random
  }
}

/** Makes every link look as quick as every other, and just heard of; the returned function undoes it. */
export function stillLinks(): () => void {
  const measured = Object.getOwnPropertyDescriptor(LibvirtClient.prototype, 'traffic')
  const read = measured?.get
  if (!measured || !read) throw new Error('a client tells its traffic another way now')
  Object.defineProperty(LibvirtClient.prototype, 'traffic', {
    ...measured,
    get() {
      return { ...read.call(this), lastInboundAtMs: performance.now(), rttMs: ROUND_TRIP_MS }
    },
  })
  return () => Object.defineProperty(LibvirtClient.prototype, 'traffic', measured)
}
