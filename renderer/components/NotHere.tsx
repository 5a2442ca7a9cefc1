import { Button } from '@mantine/core'
import { IconGhost2 } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { FleetThing } from '../../shared/models/access.ts'
import { useApi } from '../api/client.ts'
import { t } from '../words/index.ts'
import { EmptyState } from './EmptyState.tsx'

interface Props {
  thing: FleetThing
  /** This window has shown it: then nobody needs to be asked. */
  seen?: boolean
  onLeave?: { label: string; go(): void }
}

/** In place of something that is not in the fleet: whether it ever was, as far as the core knows. */
export function NotHere({ thing, seen = false, onLeave }: Props) {
  const was = useWasThere(thing, seen)
  if (was === null) return <div role="status" aria-label={t('notHere.looking')} />
  const action = onLeave && (
    <Button variant="default" onClick={onLeave.go}>
      {onLeave.label}
    </Button>
  )
  return (
    <EmptyState
      icon={IconGhost2}
      title={was ? t(`notHere.${thing.kind}.gone`) : t(`notHere.${thing.kind}.unknown`)}
      action={action}
    >
      <p>{was ? t(`notHere.${thing.kind}.goneWhy`) : t('notHere.unknownWhy')}</p>
    </EmptyState>
  )
}

/** Null while the core is asked; what it can't say is not known. */
function useWasThere(thing: FleetThing, seen: boolean): boolean | null {
  const { client } = useApi()
  const [answer, setAnswer] = useState<{ about: string; was: boolean } | null>(null)
  const about = JSON.stringify(thing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for another thing, not for another object
  useEffect(() => {
    if (seen) return
    const left = new AbortController()
    const told = (was: boolean) => {
      if (!left.signal.aborted) setAnswer({ about, was })
    }
    client.fleet.wasThere({ thing }, { signal: left.signal }).then(
      ({ was }) => told(was),
      () => told(false),
    )
    return () => left.abort()
  }, [client, about, seen])
  if (seen) return true
  return answer?.about === about ? answer.was : null
}
