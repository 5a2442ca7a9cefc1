import type { PersonId } from '../../../shared/ids.ts'
import type { AuditDraft, AuditSink } from '../audit/types.ts'
import type { Register, RegisterEvent } from './register.ts'
import { changeOf, noticeOf, wordsOf } from './words.ts'

/** Rows that get an entry of their own at one time. */
const ENTRIES_MAX = 200

/** Tells the audit what the register did and found; answers what a screen says of it, which grows. */
export function tellRegister(
  register: Pick<Register, 'tell'>,
  audit: AuditSink,
  nameOf: (personId: PersonId) => string | undefined,
): readonly string[] {
  const notices: string[] = []
  register.tell(event => {
    for (const draft of draftsOf(event, nameOf)) audit.record(draft)
    if (event.type === 'putBack') notices.unshift(noticeOf(event.wrong, event.facts))
  })
  return notices
}

function draftsOf(event: RegisterEvent, nameOf: (personId: PersonId) => string | undefined): AuditDraft[] {
  switch (event.type) {
    case 'begun': {
      const act = event.adopted ? 'register.adopt' : 'register.begin'
      return [draft({ act, personId: event.personId, person: nameOf(event.personId) ?? null })]
    }
    case 'covered':
      return [draft({ act: 'register.cover', parameters: { hosts: event.hosts } })]
    case 'rotated':
      return [draft({ act: 'register.newKey' })]
    case 'putBack':
      return event.wrong.slice(0, ENTRIES_MAX).map(wrong =>
        draft({
          act: 'register.putBack',
          object: wordsOf(wrong, event.facts),
          result: 'refused',
          parameters: {
            kind: wrong.kind,
            id: (wrong.signed ?? wrong.found)?.[1].join(' ') ?? '',
            change: changeOf(wrong),
            rows: event.wrong.length,
          },
        }),
      )
  }
}

const draft = (part: Partial<AuditDraft> & Pick<AuditDraft, 'act'>): AuditDraft => ({
  personId: null,
  person: null,
  role: null,
  elevated: false,
  shell: 'core',
  sessionId: null,
  permission: null,
  siteId: null,
  hostId: null,
  machine: null,
  object: '',
  parameters: {},
  result: 'done',
  error: null,
  durationMs: null,
  correlation: [],
  ...part,
})
