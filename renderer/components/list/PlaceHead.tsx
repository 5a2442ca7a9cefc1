import type { ComponentProps } from 'react'
import { ListHead } from './ListHead.tsx'
import { useScopeName } from './useScopeName.ts'

/** A page's head that names the site or host it is about before what it shows of it. */
export function PlaceHead({ title, ...rest }: ComponentProps<typeof ListHead>) {
  const place = useScopeName()
  return <ListHead title={place === null ? title : `${place} · ${title}`} {...rest} />
}
