export type { InventoryDelta } from './changes.ts'
export { Inventory } from './inventory.ts'
export type { HostDirectory, LiveHost } from './ports.ts'
