import { DomainXmlError, type NetworkDetails, parseNetworkDetails } from '../domainXml/index.ts'

export type { NetworkDetails } from '../domainXml/index.ts'

/** What a stored definition says beyond the model; nothing where it can't be read. */
export function networkDetails(xml: string | null): NetworkDetails {
  if (xml === null || xml === '') return { devices: [], ranges: [], domain: null }
  try {
    return parseNetworkDetails(xml)
  } catch (error) {
    if (error instanceof DomainXmlError) return { devices: [], ranges: [], domain: null }
    throw error
  }
}
