import { attribute, child, word } from './elements.ts'
import type { XmlElement } from './tree.ts'

const x86: ReadonlySet<string> = new Set(['i386', 'i486', 'i586', 'i686', 'x86_64'])

/**
 * `efi` or `bios`. libvirt's own word (`os@firmware`) goes first; a pflash loader or an NVRAM store is
 * EFI, and so is a ROM image that is named as one. A fully virtualised x86 machine with none of them has
 * its emulator's BIOS; elsewhere (a container, s390x, a direct boot on ARM) there is nothing to name.
 */
export function parseFirmware(
  os: XmlElement | null,
  osType: string | null,
  arch: string | null,
): string | null {
  const named = word(os, 'firmware')
  if (named) return named
  const loader = child(os, 'loader')
  if (attribute(loader, 'type') === 'pflash' || child(os, 'nvram')) return 'efi'
  if (loader && /ovmf|aavmf|edk2|uefi|qemu_efi/i.test(loader.text)) return 'efi'
  return osType === 'hvm' && arch !== null && x86.has(arch) ? 'bios' : null
}
