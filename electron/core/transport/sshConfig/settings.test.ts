import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noteInEnglish } from '../../../../shared/route.ts'
import { herePlace, type Place } from './place.ts'
import { parseTime, resolveSettings, type SshSettings } from './settings.ts'
import { expandPath } from './tokens.ts'

const haveSsh = spawnSync('ssh', ['-V']).status === 0
if (!haveSsh && process.env.CI === 'true') throw new Error('ssh is missing')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-config-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Each config is asked about with each subject, by us and by `ssh -G`. */
const table: { name: string; config: string; ask: string[][] }[] = [
  {
    name: 'first match wins, wildcards, negation, case of keywords',
    config: `
      hOsT web? !web3
        Port 2201
        User alice
      Host web* *.example
        port=2202
        HostName = %h.internal
      Host !db* *
        User everyone
        ServerAliveInterval 1m30s
      Host *
        ServerAliveCountMax 7
        ConnectTimeout 9
        User last
    `,
    ask: [['web1'], ['web3'], ['web22'], ['db9'], ['x.example'], ['-l', 'bob', '-p', '99', 'web1'], ['WEB1']],
  },
  {
    name: 'match on host, original host, user, local user, all',
    config: `
      Host short
        HostName real.example.org
      Match host real.*
        Port 1001
      Match originalhost short user root
        HostKeyAlias the-alias
      Match user bob,!alice host *
        Port 1002
      Match !host real.example.org
        Port 1003
      Match localuser ${herePlace().localUser} !user bob
        IdentityFile /keys/mine
      Match localuser nobody-at-all
        Port 1
      Match all
        ProxyJump gate
    `,
    ask: [
      ['short'],
      ['-l', 'root', 'short'],
      ['-l', 'bob', 'other'],
      ['-l', 'alice', 'other'],
      ['-l', 'bob', 'short'],
    ],
  },
  {
    name: 'key files add up, quoting, comments, tokens',
    config: `
      Host a
        IdentityFile "%d/.ssh/with space"
        IdentityFile ~/one\\ key # comment
        IdentityFile 'single quoted'
      Host *
        IdentityFile %d/.ssh/%r@%h:%p-%n-%u-%%
        IdentityFile ~/one\\ key
        IdentitiesOnly yes
        IdentityAgent ~/agent.sock
        UserKnownHostsFile ~/.ssh/kh1 "/tmp/kh 2"
        GlobalKnownHostsFile /etc/x /etc/y
        StrictHostKeyChecking accept-new
    `,
    ask: [['a'], ['-l', 'u', '-p', '2222', 'b']],
  },
  {
    name: 'jump before command, command before jump',
    config: `
      Host j1
        ProxyJump user@gate:2200,second
      Host c1
        ProxyCommand nc -x "a b" %h %p
      Host none1
        ProxyJump none
      Host noted
        ProxyJump a,b # why
      Host none2
        ProxyCommand none
      Host *
        ProxyCommand late %h
        ProxyJump late
    `,
    ask: [['j1'], ['c1'], ['none1'], ['none2'], ['noted'], ['x']],
  },
  {
    name: 'include in and outside of blocks, globs, missing files, the outer block goes on',
    config: `
      Include FOLDER/inc/absent
      Host in
        Include FOLDER/inc/*.conf
        Port 31
      Host out
        Port 32
      Include FOLDER/tail
    `,
    ask: [['in'], ['out'], ['deep'], ['else']],
  },
  {
    name: 'a second pass for Match final',
    config: `
      Match final host f.example
        Port 77
      Host f
        HostName f.example
        User first
      Match final
        User second
        ServerAliveInterval 5
    `,
    ask: [['f'], ['g']],
  },
  {
    name: 'authentication choices',
    config: `
      Host *
        PreferredAuthentications publickey,password
        PasswordAuthentication no
        ChallengeResponseAuthentication no
        PubkeyAuthentication no
        NumberOfPasswordPrompts 1
        AddressFamily inet6
        BindAddress 127.0.0.2
        Compression yes
    `,
    ask: [['x']],
  },
  { name: 'nothing at all', config: '', ask: [['plain'], ['-p', '1234', '-l', 'who', 'plain']] },
]

describe.skipIf(!haveSsh)('resolves as ssh -G does', () => {
  beforeAll(async () => {
    await mkdir(join(folder, 'inc'))
    await writeFile(
      join(folder, 'inc', '10.conf'),
      'User from10\nHost other\nPort 10\nHost in\nHostKeyAlias k10\n',
    )
    await writeFile(join(folder, 'inc', '20.conf'), 'User from20\nHost *\nServerAliveInterval 20\n')
    await writeFile(join(folder, 'tail'), 'Host deep\nUser tail\nHost *\nConnectTimeout 4\n')
  })

  for (const { name, config, ask } of table) {
    for (const args of ask) {
      test(`${name}: ${args.join(' ')}`, async () => {
        const path = join(folder, 'config')
        await writeFile(path, config.replaceAll('FOLDER', folder))
        const theirs = execFileSync('ssh', ['-G', '-F', path, ...args], { encoding: 'utf8' })
        const alias = args.at(-1) ?? ''
        const user = args.includes('-l') ? args[args.indexOf('-l') + 1] : undefined
        const port = args.includes('-p') ? Number(args[args.indexOf('-p') + 1]) : undefined
        const ours = await resolveSettings({ alias, user, port }, path)
        expect(comparable(ours)).toEqual(fromSsh(theirs, ours))
      })
    }
  }
})

/** Our settings in the words of `ssh -G`. */
function comparable(settings: SshSettings) {
  return {
    hostname: settings.hostName.value.toLowerCase(),
    user: settings.user.value,
    port: settings.port.value,
    identityfile: settings.identityFilesConfigured ? settings.identityFiles.map(one => one.value) : 'default',
    identitiesonly: settings.identitiesOnly.value,
    identityagent: settings.identityAgent?.value ?? null,
    proxyjump: settings.proxyJump?.value ?? null,
    proxycommand: settings.proxyCommand?.value ?? null,
    serveraliveinterval: settings.serverAliveIntervalMs?.value ?? 0,
    serveralivecountmax: settings.serverAliveCountMax?.value ?? 3,
    connecttimeout: settings.connectTimeoutMs?.value ?? null,
    userknownhostsfile: settings.userKnownHostsFiles.value,
    globalknownhostsfile: settings.globalKnownHostsFiles.value,
    hostkeyalias: settings.hostKeyAlias?.value ?? null,
    stricthostkeychecking: settings.strictHostKeyChecking.value,
    addressfamily: settings.addressFamily?.value ?? null,
    bindaddress: settings.bindAddress?.value ?? null,
    preferredauthentications: settings.preferredAuthentications?.value ?? null,
    publicKey: settings.publicKey,
    password: settings.password,
    keyboardInteractive: settings.keyboardInteractive,
    passwordPrompts: settings.passwordPrompts,
    compression: settings.compression?.value ?? false,
  }
}

function fromSsh(text: string, ours: SshSettings): ReturnType<typeof comparable> {
  const lines = text.split('\n').map(line => /^(\S+) (.*)$/.exec(line))
  const one = (key: string) => lines.find(line => line?.[1] === key)?.[2] ?? null
  const all = (key: string) => lines.filter(line => line?.[1] === key).map(line => line?.[2] ?? '')
  const values = {
    hostName: ours.hostName.value,
    alias: ours.alias,
    port: Number(one('port')),
    user: one('user') ?? '',
    hostKeyAlias: ours.alias,
    jump: '',
  }
  const expand = (path: string) => expandPath(path, values, herePlace())
  const agent = one('identityagent')
  const proxyCommand = one('proxycommand')
  const strict = { true: 'strict', 'accept-new': 'acceptNew', ask: 'ask' } as const
  const timeout = one('connecttimeout')
  const family = one('addressfamily')
  return {
    hostname: one('hostname') ?? '',
    user: values.user,
    port: values.port,
    identityfile: ours.identityFilesConfigured ? all('identityfile').map(expand) : 'default',
    identitiesonly: one('identitiesonly') === 'yes',
    identityagent: agent === null ? null : expand(agent),
    proxyjump: one('proxyjump'),
    proxycommand: proxyCommand === null || proxyCommand === 'none' ? null : expand(proxyCommand),
    serveraliveinterval: Number(one('serveraliveinterval')) * 1_000,
    serveralivecountmax: Number(one('serveralivecountmax')),
    connecttimeout: timeout === null || timeout === 'none' ? null : Number(timeout) * 1_000,
    // ssh -G prints a list with spaces and no quotes; the table's only such name is put back together.
    userknownhostsfile: (one('userknownhostsfile') ?? '')
      .replace('kh 2', 'kh\u00002')
      .split(' ')
      .map(expand)
      .map(name => name.replace('\u0000', ' ')),
    globalknownhostsfile: (one('globalknownhostsfile') ?? '').split(' '),
    hostkeyalias: one('hostkeyalias'),
    stricthostkeychecking: strict[one('stricthostkeychecking') as keyof typeof strict],
    addressfamily: family === 'inet6' ? 6 : family === 'inet' ? 4 : null,
    bindaddress: one('bindaddress'),
    preferredauthentications: one('preferredauthentications')?.split(',') ?? null,
    publicKey: one('pubkeyauthentication') !== 'false',
    password: one('passwordauthentication') === 'yes',
    keyboardInteractive: one('kbdinteractiveauthentication') === 'yes',
    passwordPrompts: Number(one('numberofpasswordprompts')),
    compression: one('compression') === 'yes',
  }
}

describe('tells what it does not follow', () => {
  const place = (): Place => ({
    home: folder,
    localUser: 'me',
    uid: process.getuid?.() ?? 0,
    hostname: 'desk.example.org',
    systemFolder: join(folder, 'etc'),
    env: { SSH_AUTH_SOCK: '/env/agent', KEYS: '/env/keys' },
  })

  async function resolve(config: string, subject = { alias: 'h', user: undefined, port: undefined }) {
    const path = join(folder, 'own')
    await writeFile(path, config)
    return resolveSettings(subject, path, place())
  }

  test('Match exec never matches, not even negated, and is named with its line', async () => {
    const settings = await resolve('Match exec "true"\nPort 5\nMatch !exec "false" host *\nPort 6\n')
    expect(settings.port.value).toBe(22)
    expect(settings.notes.map(noteInEnglish)).toEqual([
      `${join(folder, 'own')}:1: Match exec is not supported here; the block was left out`,
      `${join(folder, 'own')}:3: Match exec is not supported here; the block was left out`,
    ])
  })

  test('every value names the line that decided it', async () => {
    const settings = await resolve('Host h\n  User u\n  Port 7\n')
    expect(settings.user).toEqual({ value: 'u', source: `${join(folder, 'own')}:2` })
    expect(settings.port).toEqual({ value: 7, source: `${join(folder, 'own')}:3` })
    expect(settings.hostName).toEqual({ value: 'h', source: 'as given' })
  })

  test('bad values, open quotes and unsupported options are named, the rest counts', async () => {
    const settings = await resolve(
      `Port many\nServerAliveInterval soon\nUser "open\nRevokedHostKeys /x\nIdentityFile %z/\${NOPE}/\${KEYS}\nPort\n`,
    )
    expect(settings.port.value).toBe(22)
    expect(settings.identityFiles[0]?.value).toBe(`%z/\${NOPE}//env/keys`)
    expect(settings.notes.map(note => noteInEnglish(note).replace(`${join(folder, 'own')}:`, ''))).toEqual([
      '3: a quote is not closed; the line was left out',
      '6: port has no value; left out',
      '1: port "many" is no number up to 65535; left out',
      '4: revocation lists are not read here',
      `5: \${NOPE} is not known here and stays as written`,
      '5: %z is not known here and stays as written',
      '2: serveraliveinterval "soon" is no time; left out',
    ])
  })

  test('agents: none, by variable, by path', async () => {
    expect((await resolve('IdentityAgent none')).identityAgent).toMatchObject({ value: null })
    expect((await resolve('IdentityAgent SSH_AUTH_SOCK')).identityAgent?.value).toBe('/env/agent')
    expect((await resolve('IdentityAgent $MISSING')).identityAgent?.value).toBeNull()
    expect((await resolve('IdentityAgent ~/%u.sock')).identityAgent?.value).toBe(join(folder, 'me.sock'))
  })

  test('an include that names itself ends', async () => {
    const path = join(folder, 'own')
    const settings = await resolve(`Include ${path}\nPort 9\n`)
    expect(settings.port.value).toBe(9)
    expect(settings.notes.map(noteInEnglish).join()).toContain('nested deeper than 16')
  })

  test('the usual files: the user first, relative includes beside them, foreign ones refused', async () => {
    const ssh = join(folder, '.ssh')
    await mkdir(join(folder, 'etc'))
    await mkdir(ssh)
    await writeFile(join(ssh, 'config'), 'Include more\nUser mine\n', { mode: 0o600 })
    await writeFile(join(ssh, 'more'), 'Port 44\n', { mode: 0o600 })
    await writeFile(join(folder, 'etc', 'ssh_config'), 'User system\nHostKeyAlias system\n')
    const subject = { alias: 'h', user: undefined, port: undefined }
    const settings = await resolveSettings(subject, undefined, place())
    expect([settings.user.value, settings.port.value, settings.hostKeyAlias?.value]).toEqual([
      'mine',
      44,
      'system',
    ])
    expect((await resolveSettings(subject, null, place())).user.value).toBe('me')
    await chmod(join(ssh, 'more'), 0o666)
    await expect(resolveSettings(subject, undefined, place())).rejects.toMatchObject({
      code: 'input.invalid',
    })
  })
})

test('times as OpenSSH writes them', () => {
  expect(['5', '1m30s', '2H', '1d', '1w', '', 'x', '5 s', '99999w99999w'].map(parseTime)).toEqual([
    5_000,
    90_000,
    7_200_000,
    86_400_000,
    604_800_000,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
