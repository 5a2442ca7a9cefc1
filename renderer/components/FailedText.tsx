import { Button } from '@mantine/core'
import type { AppError } from '../../shared/errors.ts'
import { Subject } from '../../shared/models/access.ts'
import { permissions } from '../../shared/permissions.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { RetryButton, RetryWords } from './Retrying.tsx'
import { t } from '../words/index.ts'

/** What a refusal was about, as the core names it; null where it is no refusal of a right. */
export function refusalOf({ code, data }: Pick<AppError, 'code' | 'data'>) {
  if (code !== 'rights.denied') return null
  const permission = permissions.find(each => each === data?.permission)
  if (permission === undefined) return null
  const subject = Subject.safeParse(data?.subject)
  return { permission, subject: subject.success ? subject.data : { kind: 'installation' as const } }
}

/** A failure in words, and when it is tried again; where a right was missing, the way to why and to who has it. */
export function FailedText({ error, titled }: { error: AppError; titled: boolean }) {
  const refusal = refusalOf(error)
  return (
    <>
      {[titled ? error.message : '', error.next ?? ''].filter(Boolean).join(' ')}
      {refusal && <WhyButton {...refusal} />}
      <div>
        <RetryWords error={error} />
        <RetryButton error={error} variant="default" size="compact-xs" ml={8} />
      </div>
    </>
  )
}

/** What a subject is called, as far as the window knows it. */
function subjectName(subject: Subject): string {
  const { sites, hosts } = useFleet.getState()
  switch (subject.kind) {
    case 'installation':
      return t('people.why.installation')
    case 'site':
      return sites.find(site => site.id === subject.siteId)?.name ?? t('people.grant.gone')
    case 'host':
      return hosts.get(subject.hostId)?.record.name ?? t('people.grant.gone')
    case 'machine':
      return useMachines.getState().byKey.get(subject.key)?.name ?? t('people.grant.gone')
  }
}

/** Opens why a right is not held on something. */
export function WhyButton({ permission, subject }: NonNullable<ReturnType<typeof refusalOf>>) {
  return (
    <div>
      <Button
        variant="default"
        size="compact-xs"
        mt={6}
        onClick={() => openDialog({ kind: 'why', subject, permission, name: subjectName(subject) })}
      >
        {t('people.why.short')}
      </Button>
    </div>
  )
}
