import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEcho } from '../../testing/transport.ts'
import { helperCommand, netcatCommand, parseProbe, probeCommand, quote, shellCommand } from './probe.ts'

const shells = ['sh', 'bash', 'dash', 'csh', 'tcsh', 'fish', 'zsh', 'busybox'].filter(
  name => spawnSync(name, ['--help'], { stdio: 'ignore' }).error === undefined,
)
const nasty = [
  `plain`,
  `it's`,
  `"double" $HOME \`id\``,
  `back\\slash \\' end`,
  `!bang ; rm -rf / & | > < * ? [a]`,
  `é ü`,
]

for (const shell of shells) {
  const argv = shell === 'busybox' ? ['sh', '-c'] : ['-c']

  test(`quoting survives ${shell}`, () => {
    const command = shellCommand('for a; do printf "%s|" "$a"; done', nasty)
    expect(execFileSync(shell, [...argv, command], { encoding: 'utf8' })).toBe(`${nasty.join('|')}|`)
  })

  test(`the probe answers through ${shell}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'novacron-probe-'))
    const door = await startEcho(join(folder, "so ck'et"))
    try {
      const file = join(folder, 'file')
      writeFileSync(file, '')
      const command = probeCommand(
        [door.path, file, `${folder}/none`, '$XDG_RUNTIME_DIR/libvirt/x', '/no/where/x'],
        'nc',
      )
      const text = execFileSync(shell, [...argv, command], {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: folder },
      })
      const probe = parseProbe(`motd\n${text}`)
      expect(probe?.user).toBe(execFileSync('id', ['-un'], { encoding: 'utf8' }).trim())
      expect(probe?.sockets.map(socket => [socket.path, socket.state])).toEqual([
        [door.path, 'usable'],
        [file, 'notSocket'],
        [`${folder}/none`, 'missing'],
        [`${folder}/libvirt/x`, 'missing'],
        ['/no/where/x', 'missing'],
      ])
      expect(probe?.sockets[0]?.owner).toMatch(/^s[rwx-]{9} \S+ \S+$/)
    } finally {
      await door.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

test('what no shell can carry is refused', () => {
  for (const word of ['a\nb', 'a\0b', 'a\rb']) expect(() => quote(word)).toThrow('line end or NUL')
  expect(() => helperCommand('qemu:///system\nrm -rf /', false)).toThrow()
  expect(() => netcatCommand('nc', '/a\nb')).toThrow()
  expect(helperCommand("x'y", true)).toBe(`virt-ssh-helper -r 'x'\\''y'`)
})

test('an answer without the mark is none; a long or odd one does no harm', () => {
  expect(parseProbe('')).toBeNull()
  expect(parseProbe('This account is currently not available.\n')).toBeNull()
  const probe = parseProbe(
    `novacron-probe\nuser \u001b[31mx\nsocket bogus /x\n${'socket usable /y\n'.repeat(500)}`,
  )
  expect(probe?.user).toBe('[31mx')
  expect(probe?.sockets[0]?.state).toBe('missing')
  expect(probe?.sockets.length).toBeLessThan(201)
})
