import { AppError } from '../../../shared/errors.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { ReadableDatabase, WritableDatabase } from './database.ts'
import type { Sites } from './types.ts'

interface Row {
  id: SiteId
  parent_id: SiteId | null
  name: string
  production: number
  options: string
}

/** The `sites` table. */
export function sites(database: WritableDatabase): Sites {
  return {
    list: () =>
      database.all<Row>('SELECT * FROM sites ORDER BY name, id').map(row => ({
        id: row.id,
        parentId: row.parent_id,
        name: row.name,
        production: row.production !== 0,
        options: JSON.parse(row.options),
      })),
    insert: site =>
      database.durable(() => {
        refuseCycle(database, site)
        database.run(
          'INSERT INTO sites (id, parent_id, name, production, options) VALUES (?, ?, ?, ?, ?)',
          site.id,
          site.parentId,
          site.name,
          site.production ? 1 : 0,
          JSON.stringify(site.options),
        )
      }),
    update: site =>
      database.durable(() => {
        refuseCycle(database, site)
        const changes = database.run(
          'UPDATE sites SET parent_id = ?, name = ?, production = ?, options = ? WHERE id = ?',
          site.parentId,
          site.name,
          site.production ? 1 : 0,
          JSON.stringify(site.options),
          site.id,
        )
        if (changes === 0) throw new AppError('name.unknown', `The site ${site.name} is no longer there.`)
      }),
    remove: id =>
      database.durable(() => {
        const site = database.get<Row>('SELECT * FROM sites WHERE id = ?', id)
        if (!site) return
        database.run('UPDATE sites SET parent_id = ? WHERE parent_id = ?', site.parent_id, id)
        database.run('UPDATE hosts SET site_id = ? WHERE site_id = ?', site.parent_id, id)
        database.run('DELETE FROM sites WHERE id = ?', id)
      }),
  }
}

/** UNION (not ALL) ends the walk even if the stored tree were a circle already. */
function refuseCycle(database: ReadableDatabase, site: Site): void {
  if (site.parentId === null) return
  const ancestors = database.column<SiteId>(
    `WITH RECURSIVE above (id) AS (
       SELECT ? UNION SELECT sites.parent_id FROM sites JOIN above ON sites.id = above.id
     ) SELECT id FROM above WHERE id IS NOT NULL`,
    site.parentId,
  )
  if (ancestors.includes(site.id)) {
    throw new AppError('input.invalid', `The site ${site.name} can't be moved into itself or below itself.`, {
      next: 'Choose a site outside of it.',
    })
  }
}
