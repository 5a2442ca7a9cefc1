import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })

/** What the made-up core has not: people, secrets and rules need the real one. */
function refuse(): never {
  throw new AppError('core.unreachable', 'The made-up core has no people.')
}

/** The areas of people and rules, refused in one way. */
export const devAccess = {
  session: {
    watch: os.session.watch.handler(refuse),
    state: os.session.state.handler(refuse),
    strength: os.session.strength.handler(refuse),
    setUp: os.session.setUp.handler(refuse),
    signIn: os.session.signIn.handler(refuse),
    signInByKeychain: os.session.signInByKeychain.handler(refuse),
    recover: os.session.recover.handler(refuse),
    lock: os.session.lock.handler(refuse),
    signOut: os.session.signOut.handler(refuse),
    touch: os.session.touch.handler(refuse),
    changePassphrase: os.session.changePassphrase.handler(refuse),
    remember: os.session.remember.handler(refuse),
    newRecoveryKey: os.session.newRecoveryKey.handler(refuse),
    beginSecondFactor: os.session.beginSecondFactor.handler(refuse),
    confirmSecondFactor: os.session.confirmSecondFactor.handler(refuse),
    renewRecoveryCodes: os.session.renewRecoveryCodes.handler(refuse),
    removeSecondFactor: os.session.removeSecondFactor.handler(refuse),
    list: os.session.list.handler(refuse),
    end: os.session.end.handler(refuse),
    elevate: os.session.elevate.handler(refuse),
    endElevation: os.session.endElevation.handler(refuse),
    elevations: os.session.elevations.handler(refuse),
    becomePeople: os.session.becomePeople.handler(refuse),
    becomeJustMe: os.session.becomeJustMe.handler(refuse),
  },
  people: {
    watch: os.people.watch.handler(refuse),
    add: os.people.add.handler(refuse),
    update: os.people.update.handler(refuse),
    remove: os.people.remove.handler(refuse),
    resetPassphrase: os.people.resetPassphrase.handler(refuse),
    resetSecondFactor: os.people.resetSecondFactor.handler(refuse),
    addGroup: os.people.addGroup.handler(refuse),
    updateGroup: os.people.updateGroup.handler(refuse),
    removeGroup: os.people.removeGroup.handler(refuse),
    addRole: os.people.addRole.handler(refuse),
    updateRole: os.people.updateRole.handler(refuse),
    removeRole: os.people.removeRole.handler(refuse),
    addGrant: os.people.addGrant.handler(refuse),
    removeGrant: os.people.removeGrant.handler(refuse),
    previewScope: os.people.previewScope.handler(refuse),
    effective: os.people.effective.handler(refuse),
    why: os.people.why.handler(refuse),
    who: os.people.who.handler(refuse),
    enforcement: os.people.enforcement.handler(refuse),
  },
  credentials: {
    list: os.credentials.list.handler(refuse),
    add: os.credentials.add.handler(refuse),
    update: os.credentials.update.handler(refuse),
    remove: os.credentials.remove.handler(refuse),
  },
  audit: {
    list: os.audit.list.handler(refuse),
    watch: os.audit.watch.handler(refuse),
    verify: os.audit.verify.handler(refuse),
    export: os.audit.export.handler(refuse),
  },
  policies: {
    get: os.policies.get.handler(refuse),
    preview: os.policies.preview.handler(refuse),
    set: os.policies.set.handler(refuse),
  },
  config: {
    list: os.config.list.handler(refuse),
    set: os.config.set.handler(refuse),
    export: os.config.export.handler(refuse),
    import: os.config.import.handler(refuse),
  },
  backup: {
    list: os.backup.list.handler(refuse),
    run: os.backup.run.handler(refuse),
    preview: os.backup.preview.handler(refuse),
    restore: os.backup.restore.handler(refuse),
    remove: os.backup.remove.handler(refuse),
    schedule: os.backup.schedule.handler(refuse),
  },
}
