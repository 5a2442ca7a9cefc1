import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { execLocal, killTree } from './execLocal.ts'

const never = () => new AbortController().signal
const sh = (script: string, more = {}) => execLocal('/bin/sh', ['-c', script], { signal: never(), ...more })

test('gives input and takes output, error output and the exit code, bounded', async () => {
  expect(await sh('cat; echo oops >&2; exit 3', { stdin: 'hé' })).toEqual({
    stdout: 'hé',
    stderr: 'oops\n',
    code: 3,
    truncated: false,
  })
  expect(await sh('head -c 100000 /dev/zero', { maxBytes: 10 })).toMatchObject({
    stdout: '\0'.repeat(10),
    truncated: true,
  })
  expect(await sh('kill -9 $$')).toMatchObject({ code: null })
  expect(await sh('exec <&-; true', { stdin: 'x'.repeat(1_000_000) })).toMatchObject({ code: 0 })
})

test('a deadline and an abort kill it with its children', async () => {
  // A length that nobody else on this machine sleeps.
  const pause = `sleep 3191.${process.pid}`
  await expect(sh(`${pause} & ${pause}`, { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'task.timeout',
  })
  const abort = new AbortController()
  const waiting = execLocal('/bin/sh', ['-c', `${pause} & ${pause}`], { signal: abort.signal })
  setTimeout(() => abort.abort(), 50)
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  const left = () => execFileSync('sh', ['-c', `pgrep -fx "${pause}" || true`], { encoding: 'utf8' })
  while (left() !== '') await new Promise(resolve => setTimeout(resolve, 10))
})

test('a program that isn’t there', async () => {
  await expect(execLocal('/no/such/program', [], { signal: never() })).rejects.toMatchObject({
    code: 'transport.noExec',
  })
})

test('killing what is gone is no error', () => {
  expect(() => killTree(2 ** 22 - 1, true)).not.toThrow()
})
