import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePrivateFolder } from './privateFolder.ts'
import { type Prompt, PromptFolder, parsePrompt } from './promptFolder.ts'

const run = promisify(execFile)
let folder: Awaited<ReturnType<typeof makePrivateFolder>>
let prompts: PromptFolder
const seen: Prompt[] = []
const errors: unknown[] = []
let answer: (prompt: Prompt) => string | null = () => null

beforeEach(async () => {
  seen.length = 0
  errors.length = 0
  folder = await makePrivateFolder()
  prompts = new PromptFolder(
    folder.path,
    async prompt => {
      seen.push(prompt)
      return answer(prompt)
    },
    error => errors.push(error),
  )
  await prompts.start()
})
afterEach(async () => {
  prompts.close()
  await folder.remove()
  expect(errors).toEqual([])
})

test('a secret goes back as it is, whatever is in it, and is in no file', async () => {
  const secret = `  a"b'c$d\\n\`e é %s -n `
  answer = () => secret
  const { stdout } = await run(prompts.askpass, ["me@host's password: "])
  expect(stdout).toBe(`${secret}\n`)
  expect(seen).toEqual([{ kind: 'secret', text: "me@host's password: " }])
  expect((await readdir(join(folder.path, 'ask'))).filter(name => !name.endsWith('.answer'))).toEqual([])
})

test('no answer makes askpass fail; an empty one is an answer', async () => {
  answer = () => null
  await expect(run(prompts.askpass, ['Password: '])).rejects.toMatchObject({ code: 1 })
  answer = () => ''
  expect((await run(prompts.askpass, ['Password: '])).stdout).toBe('\n')
})

test('what ssh wants is told apart', async () => {
  answer = prompt => (prompt.kind === 'confirm' ? '' : null)
  await run(prompts.askpass, ['Allow use of key?'], {
    env: { ...process.env, SSH_ASKPASS_PROMPT: 'confirm' },
  })
  await expect(
    run(prompts.askpass, ['Touch it\nnow'], { env: { ...process.env, SSH_ASKPASS_PROMPT: 'none' } }),
  ).rejects.toMatchObject({ code: 1 })
  expect(seen).toEqual([
    { kind: 'confirm', text: 'Allow use of key?' },
    { kind: 'notice', text: 'Touch it\nnow' },
  ])
})

test('host keys: several lines or none, and several questions at once', async () => {
  answer = prompt =>
    prompt.kind === 'hostKey' && prompt.reason === 'ORDER' ? 'h ssh-rsa A\nh ssh-dss B' : null
  const [order, name] = await Promise.all([
    run(prompts.hostKeyCommand, ['ORDER', 'h', 'NONE', 'NONE']),
    run(prompts.hostKeyCommand, ['HOSTNAME', '[h]:22', 'ssh-rsa', 'AAAA']),
  ])
  expect([order.stdout, name.stdout]).toEqual(['h ssh-rsa A\nh ssh-dss B\n', ''])
  expect(seen).toContainEqual({
    kind: 'hostKey',
    reason: 'HOSTNAME',
    name: '[h]:22',
    algorithm: 'ssh-rsa',
    publicKey: 'AAAA',
  })
})

test('garbage is a question like any other', () => {
  expect(parsePrompt('')).toEqual({ kind: 'secret', text: '' })
  expect(parsePrompt('hostKey\nX')).toEqual({
    kind: 'hostKey',
    reason: 'X',
    name: '',
    algorithm: '',
    publicKey: '',
  })
})

test('a folder name too long for a socket is passed over', async () => {
  const other = await makePrivateFolder({ XDG_RUNTIME_DIR: `/tmp/${'x'.repeat(90)}` })
  expect(other.path.length).toBeLessThan(80)
  await other.remove()
})
