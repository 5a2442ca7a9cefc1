import { expect, test } from 'vitest'
import { neighboursIn } from './neighbours.ts'

test('reads what `ip neigh` prints, without what failed or is only of the link', () => {
  const text = `192.168.122.77 dev virbr0 lladdr 52:54:00:AA:bb:01 REACHABLE
fe80::5054:ff:feaa:bb01 dev virbr0 lladdr 52:54:00:aa:bb:01 STALE
2001:db8::7 dev virbr0 lladdr 52:54:00:aa:bb:01 router STALE
192.168.122.78 dev virbr0  FAILED
192.168.122.79 dev virbr0 lladdr 52:54:00:aa:bb:02 FAILED
10.0.0.1 dev eth0 INCOMPLETE`
  expect([...neighboursIn(text)]).toEqual([['52:54:00:aa:bb:01', ['192.168.122.77', '2001:db8::7']]])
})

test('reads the kernel’s own table too', () => {
  const text = `IP address       HW type     Flags       HW address            Mask     Device
192.168.122.77   0x1         0x2         52:54:00:aa:bb:01     *        virbr0
192.168.122.80   0x1         0x0         00:00:00:00:00:00     *        virbr0`
  expect([...neighboursIn(text)]).toEqual([['52:54:00:aa:bb:01', ['192.168.122.77']]])
})

test('takes nothing from what is neither', () => {
  expect(neighboursIn('command not found\n\n52:54:00:aa:bb:01\n').size).toBe(0)
})
