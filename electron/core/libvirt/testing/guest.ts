import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'

/**
 * A boot sector that echoes its first serial port, written by hand for the 8086:
 * `1: mov dx,0x3fd; 2: in al,dx; test al,1; jz 2b; mov dx,0x3f8; in al,dx; out dx,al; jmp 1b`.
 */
const ECHO = Buffer.from('bafd03eca80174fbbaf803eceeebf1', 'hex')

/** Writes a disk image of one sector: a guest that is up at once and echoes its serial console. */
export async function writeEchoDisk(folder: string): Promise<string> {
  const sector = Buffer.alloc(512)
  ECHO.copy(sector)
  sector.writeUInt16LE(0xaa55, 510)
  const path = join(folder, 'echo.img')
  await writeFile(path, sector)
  return path
}

/** A QEMU guest without hardware virtualisation; with a disk it boots from it, with a console on its serial port. */
export function guestXml(name: string, disk: string | null = null): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    ${disk === null ? '' : `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='hda' bus='ide'/></disk>`}
    <serial type='pty'><target port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <video><model type='vga' vram='9216'/></video>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>
    <memballoon model='virtio'/>
  </devices>
</domain>`
}
