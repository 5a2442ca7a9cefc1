import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { expandTilde, herePlace, type Place } from './place.ts'
import { expandEnvironment, expandPath, expandTokens } from './tokens.ts'

const place: Place = {
  home: '/home/me',
  localUser: 'me',
  uid: 1000,
  hostname: 'desk.example.org',
  systemFolder: '/etc/ssh',
  env: { NAME: 'value', EMPTY: '' },
}
const values = { hostName: 'h.real', alias: 'h', port: 2222, user: 'root', hostKeyAlias: 'k', jump: 'j' }

test('every token that ssh knows for files', () => {
  expect(expandTokens('%h %n %p %r %k %j %d %u %i %l %L %%', values, place)).toBe(
    'h.real h 2222 root k j /home/me me 1000 desk.example.org desk %',
  )
  const hash = createHash('sha1').update('desk.example.orgh.real2222rootj').digest('hex')
  expect(expandTokens('%C', values, place)).toBe(hash)
})

test('what is unknown stays as written and is told', () => {
  const unknown: string[] = []
  const tell = (token: string) => unknown.push(token)
  expect(expandTokens('%z 100%', values, place, tell)).toBe('%z 100%')
  expect(expandEnvironment(`\${NAME} \${EMPTY}\${NOPE} $NAME`, place, tell)).toBe(`value \${NOPE} $NAME`)
  expect(unknown).toEqual(['%z', '%', `\${NOPE}`])
})

test('paths: home, then environment, then tokens, none of them twice', () => {
  expect(expandPath(`~/.ssh/\${NAME}-%u`, values, place)).toBe('/home/me/.ssh/value-me')
  expect(expandPath('%%h', values, place)).toBe('%h')
  expect(['~', '~/x', '~other/x', 'a~'].map(path => expandTilde(path, place))).toEqual([
    '/home/me',
    '/home/me/x',
    '~other/x',
    'a~',
  ])
  expect(herePlace().home).not.toBe('')
})
