import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCore } from '../../core/core.ts'
import { createLog } from '../../core/log.ts'
import { testDraft } from '../../core/audit/testing/log.ts'
import { Connection } from '../../core/store/database.ts'
import { TestCli } from '../testing/cli.ts'
import { localSocketPath, serveLocalSocket } from '../localSocket.ts'
import { exitCode } from './exitCodes.ts'

async function filled(folder: string): Promise<void> {
  const core = await createCore({ folder, shell: 'test', log: createLog('silent') })
  core.audit.record(testDraft({ object: 'Berlin / kvm1 / web' }))
  core.audit.record(
    testDraft({ person: 'otto', result: 'refused', error: 'rights.denied: No.', object: '=cmd()' }),
  )
  await core.close()
}

test('lists, filters, exports and verifies a log; a broken one has its own exit code', async () => {
  using cli = new TestCli()
  await filled(cli.folder)

  const list = await cli.run(['audit', 'list'])
  expect(list.code).toBe(0)
  expect(list.out).toMatch(/^NO +WHEN +WHO +WHAT +ON +RESULT\n/)
  expect(list.out).toMatch(/\n1 .* anna +Acted on machines: start +Berlin \/ kvm1 \/ web +done\n/)
  const document = JSON.parse((await cli.run(['audit', 'list', '--person', 'OTTO', '--json'])).out)
  expect(document).toMatchObject({
    schema: 'novacron.audit/1',
    more: false,
    entries: [{ seq: 2, person: 'otto' }],
  })
  expect(JSON.parse((await cli.run(['audit', 'list', '--limit', '1', '--json'])).out)).toMatchObject({
    more: true,
  })
  expect((await cli.run(['audit', 'list', '--result', 'odd'])).code).toBe(exitCode.usage)

  const csv = await cli.run(['audit', 'export', '--format', 'csv', '--result', 'refused'])
  expect(csv.out).toContain(",'=cmd(),")
  const lines = (await cli.run(['audit', 'export'])).out.trim().split('\n')
  expect(lines.slice(0, 2).map(line => JSON.parse(line).seq)).toEqual([1, 2])
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ schema: 'novacron.audit.end/1' })

  const verified = await cli.run(['audit', 'verify'])
  expect(verified.code).toBe(0)
  expect(verified.out).toMatch(/^The audit log is whole: \d+ entries, \d+ signatures/)
  const [, anchor = ''] = /keep elsewhere: (\S+)/.exec(verified.out) ?? []
  expect((await cli.run(['audit', 'verify', '--anchor', anchor])).out).toContain('The anchor fits.')
  expect((await cli.run(['audit', 'verify', '--anchor', 'nonsense'])).code).toBe(exitCode.usage)

  const database = new Connection(join(cli.folder, 'novacron.sqlite'))
  database.run(`UPDATE audit_entries SET entry = replace(entry, 'anna', 'otto') WHERE seq = 1`)
  database.close()
  const broken = await cli.run(['audit', 'verify'])
  expect(broken.code).toBe(exitCode.auditBroken)
  expect(broken.err).toContain('broken at entry 1 (edited)')
  const verdict = await cli.run(['audit', 'verify', '--json'])
  expect(verdict.code).toBe(exitCode.auditBroken)
  expect(JSON.parse(verdict.out)).toMatchObject({
    schema: 'novacron.auditVerdict/1',
    problem: { kind: 'edited', seq: 1 },
  })
})

test('works through the core that holds the folder', async () => {
  using cli = new TestCli()
  await filled(cli.folder)
  const core = await createCore({ folder: cli.folder, shell: 'test', log: createLog('silent') })
  try {
    const socket = await serveLocalSocket(core, localSocketPath(cli.folder))
    try {
      expect((await cli.run(['audit', 'verify'])).out).toMatch(/^The audit log is whole/)
      expect((await cli.run(['audit', 'list', '--text', 'berlin'])).out).toContain('anna')
    } finally {
      await socket.close()
    }
  } finally {
    await core.close()
  }
})
