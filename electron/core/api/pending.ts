import { AppError } from '../../../shared/errors.ts'
import { api } from './base.ts'

/** Areas under construction; each leaves this file when its handlers stand. */
function refuse(): never {
  throw new AppError('internal', 'This part is being built.')
}
const { session, people, audit, config } = api

export const sessionPending = {
  watch: session.watch.handler(refuse),
  state: session.state.handler(refuse),
  strength: session.strength.handler(refuse),
  setUp: session.setUp.handler(refuse),
  signIn: session.signIn.handler(refuse),
  signInByKeychain: session.signInByKeychain.handler(refuse),
  recover: session.recover.handler(refuse),
  lock: session.lock.handler(refuse),
  signOut: session.signOut.handler(refuse),
  touch: session.touch.handler(refuse),
  changePassphrase: session.changePassphrase.handler(refuse),
  remember: session.remember.handler(refuse),
  newRecoveryKey: session.newRecoveryKey.handler(refuse),
  beginSecondFactor: session.beginSecondFactor.handler(refuse),
  confirmSecondFactor: session.confirmSecondFactor.handler(refuse),
  renewRecoveryCodes: session.renewRecoveryCodes.handler(refuse),
  removeSecondFactor: session.removeSecondFactor.handler(refuse),
  list: session.list.handler(refuse),
  end: session.end.handler(refuse),
  elevate: session.elevate.handler(refuse),
  endElevation: session.endElevation.handler(refuse),
  elevations: session.elevations.handler(refuse),
  becomePeople: session.becomePeople.handler(refuse),
  becomeJustMe: session.becomeJustMe.handler(refuse),
}

export const peoplePending = {
  watch: people.watch.handler(refuse),
  add: people.add.handler(refuse),
  update: people.update.handler(refuse),
  remove: people.remove.handler(refuse),
  resetPassphrase: people.resetPassphrase.handler(refuse),
  resetSecondFactor: people.resetSecondFactor.handler(refuse),
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

export const configPending = {
  list: config.list.handler(refuse),
  set: config.set.handler(refuse),
  export: config.export.handler(refuse),
  import: config.import.handler(refuse),
}
