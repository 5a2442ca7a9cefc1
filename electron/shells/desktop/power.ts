import type { PowerMonitor } from 'electron'
import type { Core } from '../../core/core.ts'

/** Pauses every session before sleep and proves each one afresh after it. */
export function followPower(monitor: PowerMonitor, core: Core): void {
  monitor.on('suspend', () => core.registry.suspend())
  monitor.on('resume', () => core.registry.resume())
}
