export type { InventoryDelta } from './changes.ts'
export { Inventory, type ResourcesTold } from './inventory.ts'
export type { HostDirectory, LiveHost } from './ports.ts'
