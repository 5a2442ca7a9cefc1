import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { HostState } from '../../shared/models/host.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { hostId } from '../testing/fleetData.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { DestinationDialog } from './DestinationDialog.tsx'
import { withheldOf } from '../../shared/models/withheld.ts'

let served: InProcessCore
let end: () => void
beforeEach(async () => {
  useFleet.setState(emptyFleet)
  served = openInProcess({ machines: 4, hosts: 3 })
  end = startFeeds(served.api)
  await waitFor(() => expect(useFleet.getState().ready).toBe(true))
})
afterEach(() => {
  end()
  served.close()
})

const id = hostId(1)
const problem = (data: Record<string, unknown>): NonNullable<HostState['problem']> => ({
  code: 'credential.withheld',
  message: 'How this host is reached was changed.',
  data: { credential: 'root', credentialId: null, why: 'changed', digest: 'd1', changes: [], ...data },
})
async function withhold(data: Record<string, unknown>) {
  served.core.setHost(id, { phase: 'blocked', problem: problem(data) })
  await waitFor(() => expect(useFleet.getState().hosts.get(id)?.state.phase).toBe('blocked'))
}

test('what changed is shown beside what was accepted, and that very state is accepted', async () => {
  const changes = [
    { what: 'address', accepted: 'qemu+ssh://kvm1/system', found: 'qemu+ssh://evil/system' },
    { what: 'jump', accepted: '', found: 'evil' },
  ]
  await withhold({ changes })
  const connect = vi.spyOn(served.core, 'connect')
  const onClose = vi.fn()
  renderInWindow(<DestinationDialog hostId={id} onClose={onClose} />, served)
  const table = await screen.findByRole('table')
  expect(within(table).getByText('Address').closest('tr')?.textContent).toBe(
    'Addressqemu+ssh://kvm1/systemqemu+ssh://evil/system',
  )
  expect(within(table).getByText('Jump hosts').closest('tr')?.textContent).toBe('Jump hostsnoneevil')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'))
  fireEvent.click(screen.getByRole('button', { name: 'Accept and connect' }))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(connect).toHaveBeenCalledWith(id)
})

test('where nobody ever accepted it, its address is shown', async () => {
  await withhold({ why: 'missing' })
  renderInWindow(<DestinationDialog hostId={id} onClose={() => {}} />, served)
  const uri = useFleet.getState().hosts.get(id)?.record.uri ?? ''
  expect((await screen.findByText(uri)).tagName).toBe('CODE')
  expect(screen.queryByRole('table')).toBeNull()
})

test('another problem, and one whose reason is not told, are nothing to accept', () => {
  expect(withheldOf({ problem: null })).toBeNull()
  expect(withheldOf({ problem: { ...problem({}), data: undefined } })).toBeNull()
  expect(withheldOf({ problem: { ...problem({}), code: 'tcp.refused' } })).toBeNull()
  expect(withheldOf({ problem: problem({}) })).toMatchObject({ credential: 'root' })
})
