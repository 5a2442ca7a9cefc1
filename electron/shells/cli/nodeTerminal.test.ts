import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../core/testing/store.ts'
import { exitCode } from './exitCodes.ts'

const PYTHON = '/usr/bin/python3'
const main = join(import.meta.dirname, 'main.ts')

/** Runs a program on a terminal of its own and types each answer as soon as its question stands there. */
const driver = `
import json, os, pty, sys, termios
program, answers = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.execv(program[0], program)
before = termios.tcgetattr(fd)
out = b''
at = 0
while True:
    try:
        read = os.read(fd, 4096)
    except OSError:
        break
    if not read:
        break
    out += read
    if answers and answers[0][0].encode() in out[at:]:
        at = len(out)
        os.write(fd, answers.pop(0)[1].encode())
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({'code': code, 'out': out.decode()}))
`

async function onTerminal(
  folder: string,
  args: string[],
  answers: [question: string, typed: string][],
): Promise<{ code: number; out: string }> {
  const { stdout } = await promisify(execFile)(
    PYTHON,
    ['-c', driver, JSON.stringify([[process.execPath, main, ...args], answers])],
    { env: { PATH: process.env.PATH, NOVACRON_HOME: folder } },
  )
  return JSON.parse(stdout)
}

const passphrase = 'wandering otter paints nine'

test.skipIf(!existsSync(PYTHON))(
  'a passphrase is never shown, however soon it is typed; a name is, beside its question',
  async () => {
    using folder = temporaryFolder()
    const setUp = await onTerminal(
      folder.path,
      ['people', 'setup', '--name', 'Ada'],
      [
        ['owner: ', `${passphrase}\r`],
        ['again: ', `${passphrase}\r`],
      ],
    )
    expect(setUp.code).toBe(exitCode.ok)
    expect(setUp.out).not.toContain('otter')
    const listed = await onTerminal(
      folder.path,
      ['people', 'list'],
      [
        ['Name: ', 'Ada\r'],
        ['of Ada: ', `${passphrase}\r`],
      ],
    )
    expect(listed.code).toBe(exitCode.ok)
    expect(listed.out).not.toContain('otter')
    const shown = listed.out.slice(listed.out.lastIndexOf('\u001b[0J'))
    expect(shown, 'nothing clears the question again').toContain('Name: ')
  },
)

test.skipIf(!existsSync(PYTHON))('Ctrl+C at a question ends the command and keeps nothing', async () => {
  using folder = temporaryFolder()
  const args = ['people', 'setup', '--name', 'Ada']
  const left = await onTerminal(folder.path, args, [['owner: ', 'wander\x03']])
  expect(left.code).toBe(exitCode.cancelled)
  expect(left.out).not.toContain('wander')
  const again: [string, string][] = [
    ['owner: ', `${passphrase}\r`],
    ['again: ', `${passphrase}\r`],
  ]
  expect((await onTerminal(folder.path, args, again)).code).toBe(exitCode.ok)
})
