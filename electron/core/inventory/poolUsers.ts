import type { Disk } from '../../../shared/models/machine.ts'
import type { Pool } from '../../../shared/models/resources.ts'

/** Whether a disk of a machine lies in a pool of the same host: it names the pool, or its path is below the pool's. */
export function usesPool({ source, sourceType }: Pick<Disk, 'source' | 'sourceType'>, pool: Pool): boolean {
  if (source === null) return false
  if (sourceType === 'volume') return source.startsWith(`${pool.name}/`)
  if (sourceType === 'network' || pool.path === null || !pool.path.startsWith('/')) return false
  const folder = pool.path.endsWith('/') ? pool.path : `${pool.path}/`
  return source.startsWith(folder)
}
