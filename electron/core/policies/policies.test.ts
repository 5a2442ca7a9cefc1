import { expect, test, vi } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { defaultPolicies } from '../../../shared/models/policies.ts'
import { createLog } from '../log.ts'
import { temporaryStore } from '../testing/store.ts'
import { Policies } from './policies.ts'

const log = createLog('silent')

test('the defaults hold until something else is stored, and that holds after a start', () => {
  using owned = temporaryStore()
  const policies = new Policies({ store: owned.store, log })
  expect(policies.get()).toEqual(defaultPolicies)
  const heard = vi.fn()
  const stop = policies.onChange(heard)
  const next = { ...defaultPolicies, productionColour: 'violet' as const }
  policies.set(next)
  expect(heard.mock.calls).toEqual([[next, defaultPolicies]])
  stop()
  expect(new Policies({ store: owned.store, log }).get()).toEqual(next)
})

test('what does not fit is refused with its field, and nothing changes', () => {
  using owned = temporaryStore()
  const policies = new Policies({ store: owned.store, log })
  const weak = {
    ...defaultPolicies,
    passphrase: { ...defaultPolicies.passphrase, argonMemoryKib: 1024 },
  }
  const thrown = (() => {
    try {
      policies.set(weak)
    } catch (error) {
      return error
    }
    return null
  })()
  expect(thrown).toBeInstanceOf(AppError)
  expect(thrown).toMatchObject({ code: 'input.invalid', data: { field: 'passphrase.argonMemoryKib' } })
  expect(policies.get()).toEqual(defaultPolicies)
  expect(owned.store.settings.get('policies')).toBeUndefined()
})

test('a listener that fails keeps the policy from nobody', () => {
  using owned = temporaryStore()
  const policies = new Policies({ store: owned.store, log })
  const heard = vi.fn()
  policies.onChange(() => {
    throw new Error('a bug')
  })
  policies.onChange(heard)
  policies.set({ ...defaultPolicies, productionColour: 'orange' })
  expect(heard).toHaveBeenCalledOnce()
})

test('a document that an older program wrote never fails a start', () => {
  using owned = temporaryStore()
  owned.store.settings.set('policies', { session: { idleLockMinutes: 'never' }, productionColour: 'orange' })
  const read = new Policies({ store: owned.store, log }).get()
  expect(read.session.idleLockMinutes).toBe(15)
  expect(read.productionColour).toBe('orange')
})

test('a stored text that is no JSON is the defaults', () => {
  const settings = {
    get(): unknown {
      return JSON.parse('{')
    },
    set() {
      throw new Error('is not written to')
    },
  }
  expect(new Policies({ store: { settings }, log }).get()).toEqual(defaultPolicies)
})
