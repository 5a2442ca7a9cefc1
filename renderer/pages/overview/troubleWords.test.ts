// @vitest-environment node
import { afterEach, expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import { speakProblems } from '../../words/problemWords.ts'
import { problems } from '../../words/de/problems.ts'
import { type Trouble, troubleText } from './troubleWords.ts'

afterEach(() => speakProblems({}))

test('why a host is in trouble is said in the window’s language', () => {
  const trouble: Trouble = {
    kind: 'hostDown',
    id: 'down',
    severity: 'critical',
    hostId: '00000000-0000-4000-8000-000000000001' as HostId,
    host: 'kvm1',
    sinceMs: null,
    machines: 0,
    dataAsOfMs: null,
    retryAtMs: null,
    problem: {
      code: 'tcp.refused',
      message: 'kvm1:22 refused the connection.',
      data: { address: 'kvm1:22', endpoint: 'kvm1:22', port: 22 },
    },
  }
  expect(troubleText(trouble)).toContain('refused the connection')
  speakProblems(problems)
  expect(troubleText(trouble)).not.toContain('refused')
})
