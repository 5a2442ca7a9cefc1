import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import type { Pool } from '../../../shared/models/resources.ts'
import { useRefusals } from '../../actions/useRefusals.ts'
import { useApi } from '../../api/client.ts'
import { visible } from '../../components/visible.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'

const rights = ['host.connect'] as const

/** Has a pool asked now that could not be read, and says what came of it. */
export function AskPool({ hostId, pool }: { hostId: HostId; pool: Pick<Pool, 'uuid' | 'name'> }) {
  const { client } = useApi()
  const [asks, setAsks] = useState(false)
  const refused = useRefusals(rights, { kind: 'host', hostId }).get('host.connect')
  const name = visible(pool.name)
  const ask = async () => {
    setAsks(true)
    try {
      const { answer } = await client.resources.askPool({ hostId, uuid: pool.uuid })
      tell(t(`storage.asked.${answer}`, { name }))
    } catch (error) {
      tellError(error)
    } finally {
      setAsks(false)
    }
  }
  return (
    <Button
      variant="default"
      size="compact-xs"
      leftSection={<IconRefresh size={12} aria-hidden="true" />}
      aria-label={t('storage.askAgainOf', { name })}
      loading={asks}
      disabled={refused !== undefined}
      title={refused}
      onClick={() => void ask()}
    >
      {t('storage.askAgain')}
    </Button>
  )
}

/** Whether a pool of a live host was asked in vain, or not at all. */
export const canBeAsked = ({ state, stale }: { state: string; stale: boolean }): boolean =>
  !stale && (state === 'unanswered' || state === 'unread')
