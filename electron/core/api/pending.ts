import { AppError } from '../../../shared/errors.ts'
import { api } from './base.ts'

/** Areas under construction; each leaves this file when its handlers stand. */
function refuse(): never {
  throw new AppError('internal', 'This part is being built.')
}
const { people } = api

export const peoplePending = {
  watch: people.watch.handler(refuse),
  addGroup: people.addGroup.handler(refuse),
  updateGroup: people.updateGroup.handler(refuse),
  removeGroup: people.removeGroup.handler(refuse),
  addRole: people.addRole.handler(refuse),
  updateRole: people.updateRole.handler(refuse),
  removeRole: people.removeRole.handler(refuse),
  addGrant: people.addGrant.handler(refuse),
  removeGrant: people.removeGrant.handler(refuse),
  previewScope: people.previewScope.handler(refuse),
  effective: people.effective.handler(refuse),
  why: people.why.handler(refuse),
  who: people.who.handler(refuse),
  enforcement: people.enforcement.handler(refuse),
}
