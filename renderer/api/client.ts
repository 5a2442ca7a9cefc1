import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { createContext, useContext } from 'react'
import type { Contract } from '../../shared/contract/index.ts'
import { type CallContext, CoreLink, type Dialer } from './coreLink.ts'

/** Every procedure of the contract, typed from it; rejects with `AppError` only. */
export type CoreClient = ContractRouterClient<Contract, CallContext>

/** The core as the interface sees it: its procedures and the way to it. */
export interface Api {
  client: CoreClient
  core: CoreLink
}

/** Connects to the core over whichever way the page was given. */
export function openApi(dial: Dialer): Api {
  const core = new CoreLink(dial)
  return { core, client: createORPCClient<CoreClient>(core) }
}

const ApiContext = createContext<Api | null>(null)
export const ApiProvider = ApiContext.Provider

/** The core of this page. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi needs an ApiProvider above it')
  return api
}
